#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/events/people.hpp"

namespace tocsin::events {

/// Data of tocsin.call.requested: the wish that a person be called and asked.
struct CallRequested {
  std::string call_id;
  std::string question_id;
  std::string alert_id;
  Recipient to;
  std::string say;
  std::vector<Choice> choices;
  std::string language = "en-US";
  json::object context;
  std::optional<std::string> requested_by;
  static const FieldTable& Spec();
};

/// Data of tocsin.call.cancel_requested.
struct CallCancelRequested {
  std::string question_id;
  std::optional<std::string> call_id;  ///< absent: every call of the question
  std::string reason;
  static const FieldTable& Spec();
};

/// Data of tocsin.call.initiated, .ringing, .answered, .ended and .failed; what does not apply is
/// absent.
struct CallProgress {
  std::string call_id;
  std::optional<std::string> question_id;
  std::optional<std::string> alert_id;
  std::optional<std::string> contact;
  std::optional<int> attempt;
  std::optional<std::string> provider;
  std::optional<std::string> provider_call_id;
  std::optional<std::string> phone;
  std::optional<std::string> reason;
  std::optional<int> duration_seconds;
  std::optional<double> cost;
  static const FieldTable& Spec();
};

/// Data of tocsin.call.turn: one sentence of a conversation.
struct CallTurn {
  std::string call_id;
  std::optional<std::string> question_id;
  std::optional<std::string> alert_id;
  int turn = 0;
  std::string role;
  std::string text;
  std::string at;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
