#pragma once

#include <string>
#include <string_view>

#include "workers/voice/call/call.hpp"
#include "workers/voice/call/question.hpp"

namespace tocsin::voice {

/// What the page of a link, and answers to text messages, say in one language. What stands in
/// braces is filled in by Filled.
struct ApprovalWords {
  const char* choose;
  const char* chosen;  ///< {choice}: to be confirmed
  const char* confirm;
  const char* back;
  const char* pin;
  const char* wrong_pin;
  const char* pins_used_up;
  const char* no_pin;
  const char* decided;  ///< {by} {choice}
  const char* somebody;
  const char* resolved;
  const char* closed;
  // By text message.
  const char* how_to_reply;  ///< {options}: "1 = approve, 2 = dismiss"
  const char* reply_code;    ///< {choice} {code}
  const char* reply_pin;     ///< {choice}
  const char* wrong_code;
  const char* codes_used_up;
  const char* several;
  // Where no question is, and thus no language: in English only.
  const char* foreign = "This link is not complete, or not of this installation.";
  const char* expired = "This link has expired.";
  const char* unknown = "There is nothing to decide here: it is over, or not asked yet.";
  const char* too_often = "Too many requests: try again in a minute.";
  const char* away = "The database cannot be reached. Nothing was stored: try again in a moment.";
};

/// Of a language that calls are held in; else English.
const ApprovalWords& ApprovalWordsIn(std::string_view language);

/// What became of a question that is not open any more, in the call's language.
std::string OutcomeInWriting(const Question& question, const Call& call);

}  // namespace tocsin::voice
