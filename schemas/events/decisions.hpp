#pragma once

#include <optional>
#include <string>

#include "schemas/events/people.hpp"

namespace tocsin::events {

/// Data of tocsin.decision.made.
struct DecisionMade {
  std::optional<std::string> alert_id;
  std::string question_id;
  std::string call_id;
  std::string choice;
  bool final = true;
  By by;
  std::string method;
  Evidence evidence;
  static const FieldTable& Spec();
};

/// Data of tocsin.decision.superseded: a decision that came as its question was being closed.
struct DecisionSuperseded {
  std::optional<std::string> alert_id;
  std::string question_id;
  std::string call_id;
  std::string choice;
  std::string reason;
  static const FieldTable& Spec();
};

/// What an action is to be done to, as far as the alert says it.
struct ActionResource {
  std::string type;
  std::string id;
  std::string name;
  std::string node;
  static const FieldTable& Spec();
};

/// Data of tocsin.action.requested: what is to be done now that a person has decided.
struct ActionRequested {
  std::string action_id;
  std::string alert_id;
  std::string run_id;
  std::string action;
  json::object parameters;
  std::optional<ActionResource> resource;
  std::optional<Decided> decided;
  static const FieldTable& Spec();
};

/// `result` of an action that the bridge delivered.
struct DeliveryResult {
  std::string delivery;
  int attempts = 1;
  std::optional<std::int64_t> status;
  std::optional<json::value> response;
  static const FieldTable& Spec();
};
/// `error` of an action that the bridge could not deliver.
struct DeliveryError {
  std::string delivery;
  int attempts = 1;
  std::string message;
  static const FieldTable& Spec();
};

/// Data of tocsin.action.completed.
struct ActionCompleted {
  std::string action_id;
  std::optional<std::string> alert_id;
  std::optional<std::string> action;
  json::value result;
  static const FieldTable& Spec();
};

/// Data of tocsin.action.failed.
struct ActionFailed {
  std::string action_id;
  std::optional<std::string> alert_id;
  std::optional<std::string> action;
  json::object error;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
