#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "schemas/events/people.hpp"

namespace tocsin::events {

/// What is proposed to be done about an alert.
struct RecommendedAction {
  std::string name;
  json::object parameters;
  static const FieldTable& Spec();
};

/// Data of tocsin.alert.raised. The words of `severity` are kSeverities once NormaliseAlert has
/// passed.
struct AlertRaised {
  std::string alert_id;
  std::string alert_type;
  std::string severity = "high";
  std::optional<std::string> severity_text;
  std::string title;
  std::string description;
  std::string resource_type;
  std::string resource_id;
  std::string resource_name;
  std::string node_name;
  std::string status;
  std::string created_at;
  std::optional<std::string> fingerprint;
  json::object labels;
  std::optional<RecommendedAction> recommended_action;
  json::object context;
  static const FieldTable& Spec();
};

/// Data of tocsin.alert.resolved.
struct AlertResolved {
  std::string alert_id;
  std::string resolved_at;
  std::string reason;
  static const FieldTable& Spec();
};

/// Data of tocsin.alert.closed: exactly one for each alert.
struct AlertClosed {
  std::string alert_id;
  std::string outcome;
  std::string reason;
  std::optional<Decided> decided;
  static const FieldTable& Spec();
};

inline constexpr std::string_view kSeverities[] = {"info", "warning", "high", "critical"};

/// The one of kSeverities that a word means, letter case and blanks around it ignored; any other
/// word is "high".
std::string SeverityOf(std::string_view word);

/// Brings the data of a raised alert into the form that workflows rely on: `alert_id` from the data
/// or else from the event's subject, `severity` one of kSeverities (letter case and
/// blanks around it ignored; another word, or none, becomes "high", and the word is kept in
/// `severity_text`), `fingerprint` a text
/// that is not empty, or absent. All other fields, known or not, stay as they are. kInvalid names
/// the field when there is no id, no title, or the data is not a map.
Result<json::object> NormaliseAlert(json::value data, std::string_view subject);
/// Whether it is in that form already, with an id of its own: then nothing need be made anew.
bool IsNormalAlert(const json::value& data);
/// The same of an event, whose subject is the id.
bool IsNormalAlert(const Event& event);
/// The same of an event's data.
Result<Payload> NormaliseAlert(const Event& event);

}  // namespace tocsin::events
