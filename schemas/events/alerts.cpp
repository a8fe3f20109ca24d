#include "schemas/events/alerts.hpp"

#include <algorithm>

#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin::events {
namespace {

/// A text, or a number written out: monitors like to send ids as numbers.
std::string TextOf(const json::value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->get_string());
  return IsNumeric(*value) ? JsonText(*value) : std::string();
}

constexpr std::string_view kSeverityOfOthers = "high";

std::optional<std::string_view> KnownSeverity(std::string_view word) {
  const auto found = std::ranges::find(kSeverities, LowerCase(Trimmed(word)));
  if (found == std::end(kSeverities)) return std::nullopt;
  return *found;
}

void NormaliseSeverity(json::object& alert) {
  const auto key = NameOf<&AlertRaised::severity>();
  const auto* given = alert.if_contains(key);
  auto word = TextOf(given);
  const auto known = KnownSeverity(word);
  if (!known) {
    if (word.empty() && given != nullptr && !given->is_null() && !given->is_string())
      word = JsonText(*given);
    if (!word.empty()) alert[NameOf<&AlertRaised::severity_text>()] = std::move(word);
  }
  alert[key] = known.value_or(kSeverityOfOthers);
}

void NormaliseFingerprint(json::object& alert) {
  const auto key = NameOf<&AlertRaised::fingerprint>();
  const auto* given = alert.if_contains(key);
  if (given == nullptr) return;
  if (auto text = TextOf(given); !text.empty())
    alert[key] = std::move(text);
  else
    alert.erase(key);
}

}  // namespace

std::string SeverityOf(std::string_view word) {
  return std::string(KnownSeverity(word).value_or(kSeverityOfOthers));
}

const FieldTable& RecommendedAction::Spec() {
  static const FieldTable table = TableOf<RecommendedAction>(
      "recommended_action", "What is proposed to be done.",
      {FieldOf<&RecommendedAction::name>("name", "Name of the action.",
                                         {.example = "restart_container"}),
       FieldOf<&RecommendedAction::parameters>("parameters", "What the action needs to know.",
                                               {.example = R"({"container":"nginx"})"})});
  return table;
}

const FieldTable& AlertRaised::Spec() {
  static const FieldTable table = TableOf<AlertRaised>(
      "tocsin.alert.raised", "Something is wrong.",
      {FieldOf<&AlertRaised::alert_id>("alert_id", "Id of the alert; absent: the event's subject.",
                                       {.example = "a1"}),
       FieldOf<&AlertRaised::alert_type>("alert_type", "Kind of alert; chooses the action.",
                                         {.example = "container_stopped"}),
       FieldOf<&AlertRaised::severity>(
           "severity", "info, warning, high or critical; another word counts as high.",
           {.example = "critical"}),
       FieldOf<&AlertRaised::severity_text>("severity_text",
                                            "The severity as it came, when it was another word."),
       FieldOf<&AlertRaised::title>("title", "One line, read to the person called.",
                                    {.required = true, .example = "Container stopped"}),
       FieldOf<&AlertRaised::description>(
           "description", "What is known, in sentences.",
           {.example = "Container nginx on pve1 has stopped unexpectedly."}),
       FieldOf<&AlertRaised::resource_type>("resource_type", "Kind of thing concerned.",
                                            {.example = "container"}),
       FieldOf<&AlertRaised::resource_id>("resource_id", "Its id.", {.example = "100"}),
       FieldOf<&AlertRaised::resource_name>("resource_name", "Its name.", {.example = "nginx"}),
       FieldOf<&AlertRaised::node_name>("node_name", "The machine it runs on.",
                                        {.example = "pve1"}),
       FieldOf<&AlertRaised::status>("status", "Status at the source.", {.example = "active"}),
       FieldOf<&AlertRaised::created_at>("created_at", "When it began, RFC 3339.",
                                         {.example = "2026-03-07T01:10:00.000Z"}),
       FieldOf<&AlertRaised::fingerprint>(
           "fingerprint",
           "What it is about, in the sender's words: while an alert with the same one is open, "
           "`ops/alert-router` closes another as its duplicate.",
           {.example = "pve1/container/100"}),
       FieldOf<&AlertRaised::labels>("labels", "Names and values of the source's own.",
                                     {.example = R"({"team":"web"})"}),
       FieldOf<&AlertRaised::recommended_action>("recommended_action",
                                                 "What is done when a person approves."),
       FieldOf<&AlertRaised::context>("context", "More that the person called may ask for.",
                                      {.example = R"({"exit_code":137})"})});
  return table;
}

const FieldTable& AlertResolved::Spec() {
  static const FieldTable table = TableOf<AlertResolved>(
      "tocsin.alert.resolved", "The trouble is over; calls about it end.",
      {FieldOf<&AlertResolved::alert_id>(
           "alert_id", "Id of the alert; absent: the event's subject.", {.example = "a1"}),
       FieldOf<&AlertResolved::resolved_at>("resolved_at", "When, RFC 3339.",
                                            {.example = "2026-03-07T01:20:00.000Z"}),
       FieldOf<&AlertResolved::reason>("reason", "Why, in words.",
                                       {.example = "container is running again"})});
  return table;
}

const FieldTable& AlertClosed::Spec() {
  static const FieldTable table = TableOf<AlertClosed>(
      "tocsin.alert.closed", "How an alert ended: exactly one for each alert.",
      {FieldOf<&AlertClosed::alert_id>("alert_id", "Id of the alert.",
                                       {.required = true, .example = "a1"}),
       FieldOf<&AlertClosed::outcome>(
           "outcome", "How it ended.",
           {.required = true,
            .allowed = {"approved", "dismissed", "resolved", "unanswered", "notified", "expired",
                        "suppressed", "duplicate", "failed"},
            .example = "approved"}),
       FieldOf<&AlertClosed::reason>(
           "reason", "Why nobody decided: what kept the alert from the phone, or the last call.",
           {.example = "business hours"}),
       FieldOf<&AlertClosed::decided>("decided", "The decision, where there was one.")});
  return table;
}

Result<json::object> NormaliseAlert(json::value data, std::string_view subject) {
  if (IfMap(data) == nullptr)
    return Fail(ErrorKind::kInvalid, "the alert's data must be a JSON object");
  const auto id_key = NameOf<&AlertRaised::alert_id>(), title_key = NameOf<&AlertRaised::title>();
  auto alert = std::move(data.get_object());
  auto id = TextOf(alert.if_contains(id_key));
  if (id.empty()) id = subject;
  if (id.empty())
    return Fail(ErrorKind::kInvalid, std::string(id_key) + " is required (or the event's subject)");
  auto title = TextOf(alert.if_contains(title_key));
  if (title.empty())
    return Fail(ErrorKind::kInvalid, std::string(title_key) + " is required and must be a text");
  alert[id_key] = std::move(id);
  alert[title_key] = std::move(title);
  NormaliseSeverity(alert);
  NormaliseFingerprint(alert);
  return alert;
}

bool IsNormalAlert(const json::value& data) {
  const auto* alert = IfMap(data);
  if (alert == nullptr) return false;
  const auto is_text = [&](std::string_view key) { return !StringAt(*alert, key).empty(); };
  if (!is_text(NameOf<&AlertRaised::alert_id>()) || !is_text(NameOf<&AlertRaised::title>()))
    return false;
  const auto fingerprint = NameOf<&AlertRaised::fingerprint>();
  if (alert->contains(fingerprint) && !is_text(fingerprint)) return false;
  return std::ranges::find(kSeverities, StringAt(*alert, NameOf<&AlertRaised::severity>())) !=
         std::end(kSeverities);
}

bool IsNormalAlert(const Event& event) {
  const auto& data = EventData(event);
  return data && IsNormalAlert(*data) &&
         StringAt(data->get_object(), NameOf<&AlertRaised::alert_id>()) == event.subject;
}

Result<Payload> NormaliseAlert(const Event& event) {
  const auto& data = EventData(event);
  TRY(data);
  TRY_ASSIGN(auto alert, NormaliseAlert(*data, event.subject));
  return Payload::Of(std::move(alert));
}

}  // namespace tocsin::events
