#pragma once

#include <string_view>

namespace tocsin::voice {

/// What the page of a link says, in one language. What stands in braces is filled in by Filled.
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
  // Where no question is, and thus no language: in English only.
  const char* foreign = "This link is not complete, or not of this installation.";
  const char* expired = "This link has expired.";
  const char* unknown = "There is nothing to decide here: it is over, or not asked yet.";
  const char* too_often = "Too many requests: try again in a minute.";
  const char* away = "The database cannot be reached. Nothing was stored: try again in a moment.";
};

/// Of a language that calls are held in; else English.
const ApprovalWords& ApprovalWordsIn(std::string_view language);

}  // namespace tocsin::voice
