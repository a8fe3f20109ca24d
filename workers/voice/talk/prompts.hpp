#pragma once

#include <string>
#include <vector>

#include "workers/voice/call/call.hpp"
#include "workers/voice/call/question.hpp"
#include "workers/voice/languages/language.hpp"

/// What we say, in the call's language. Pure: texts from the call's own data.
namespace tocsin::voice::prompts {

const Language& LanguageFor(const Call& call);
/// The fixed sentences: For(call).goodbye.
const Sentences& For(const Call& call);

std::string Greeting(const Call& call);
/// "Approve means: restart container nginx on pve1. To approve, press 1 or say approve. ..."
std::string Options(const Call& call);
/// "To hear this again, press star. For details, press 0.": each only where no answer has that key.
std::string Keys(const Call& call);
std::string Help(const Call& call);
/// "You said approve: restart container nginx on pve1. Press 1 to confirm, or say yes. ...";
/// without "or say yes" where that would not be believed; asks for the PIN where that confirms.
std::string ReadBack(const Call& call, const Choice& choice, bool by_key);
/// After the commit only: "Approved: restart container nginx on pve1. ..."
std::string Decided(const Call& call, const Choice& choice);
/// "This call will end in about 2 minutes."
std::string EndsSoon(const Call& call, Duration left);
/// To a person whose question was answered or closed in the meantime.
std::string Superseded(const Call& call, const Question& question);
/// To one who confirmed an answer of their own a moment too late: who decided, and what.
std::string DecidedBefore(const Call& call, const Question& question);

/// To "what will you do?", "what is the action?".
std::string WhatItDoes(const Call& call);
/// To "what do you recommend?".
std::string Recommended(const Call& call);
/// To "why?".
std::string Why(const Call& call);

/// To a device that asks who calls and why: one sentence.
std::string Screening(const Call& call);
/// To a voicemail box that may get a message.
std::string Voicemail(const Call& call);

}  // namespace tocsin::voice::prompts
