#pragma once

#include <string>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin::voice {

/// The answer to "what happened?" from an alert's context: severity, what is concerned and where,
/// title and state. Empty when the context tells none of them.
std::string WhatHappened(const json::value& context);

/// What "tell me more" tells, one piece at a time: description, time, recommended action, labels,
/// and whatever else the context has as plain values. May be empty.
std::vector<std::string> MoreDetails(const json::value& context);

}  // namespace tocsin::voice
