#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/understanding/grammar.hpp"

namespace tocsin::voice {

/// The answer to "what happened?" from an alert's context: severity, what is concerned and where,
/// title and state. Empty when the context tells none of them.
std::string WhatHappened(const Language& language, const json::value& context);

/// What "tell me more" tells, one piece at a time: description, time (in the zone named, UTC where
/// that is none), recommended action, labels, and whatever else the context has as plain values.
/// May be empty.
std::vector<std::string> MoreDetails(const Language& language, const json::value& context,
                                     std::string_view zone);

/// The alert's recommended action and what it is done to: "restart container nginx on pve1". Empty
/// when none is recommended.
std::string ActionInWords(const Language& language, const json::value& context);
/// What people may call the action and what it is done to.
SpokenNames NamesIn(const Language& language, const json::value& context);
/// Title and description of the alert; empty when it has none.
std::string TitleOf(const json::value& context);
/// Why the action is recommended, else the alert's description; empty when it says neither.
std::string ReasonOf(const json::value& context);

/// "12:05 a.m. on March 8" in the zone of that name; in UTC, and saying so, where it is none.
std::string TimeInWords(const Language& language, TimePoint time, std::string_view zone);

/// Up to its first full stop that ends a sentence.
std::string FirstSentence(std::string_view text);
bool EndsSentence(std::string_view text);

}  // namespace tocsin::voice
