#include "workers/workflow/worker/run_journal.hpp"

#include <spdlog/spdlog.h>

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostToldText = 200;

std::string TextIn(const json::object& data, std::string_view key) {
  return std::string(Shortened(StringAt(data, key), kMostToldText));
}

/// Texts that say nothing are left out.
void Put(json::object& to, std::string_view key, std::string_view text) {
  if (!text.empty()) to[key] = Shortened(text, kMostToldText);
}

void PutClosing(json::object& told, const events::AlertClosed& closed) {
  Put(told, "alert_id", closed.alert_id);
  Put(told, "outcome", closed.outcome);
  Put(told, "reason", closed.reason);
  if (!closed.decided) return;
  Put(told, "choice", closed.decided->choice.value_or(""));
  Put(told, "method", closed.decided->method.value_or(""));
  if (closed.decided->by) Put(told, "contact", closed.decided->by->contact);
}

void PutAction(json::object& told, const events::ActionRequested& asked) {
  Put(told, "alert_id", asked.alert_id);
  Put(told, "action", asked.action);
  Put(told, "action_id", asked.action_id);
  Put(told, "reason", StringAt(asked.parameters, "reason"));
}

}  // namespace

std::optional<json::object> ToldOf(const Event& event) {
  const bool closed = event.type == type::kAlertClosed;
  if ((!closed && event.type != type::kActionRequested) || !events::HasMembers(event))
    return std::nullopt;
  json::object told{{"at", event.time}, {"what", "emitted"}, {"type", event.type}};
  if (closed)
    PutClosing(told, events::Read<events::AlertClosed>(event));
  else
    PutAction(told, events::Read<events::ActionRequested>(event));
  return told;
}

void RunJournal::Note(const Event& event) {
  if (event.type != type::kAlertClosed || !events::HasMembers(event)) return;
  const auto closed = events::Read<events::AlertClosed>(event);
  const auto brief = [](std::string_view text) { return Shortened(text, kMostToldText); };
  Line closing{.as_wished = closed.outcome != "unanswered" && closed.outcome != "failed",
               .text = "alert " + brief(closed.alert_id.empty() ? event.subject : closed.alert_id) +
                       " closed: " + brief(closed.outcome)};
  const auto decided = closed.decided.value_or(events::Decided{});
  if (decided.choice) {
    closing.text += " (" + brief(*decided.choice);
    if (decided.by && !decided.by->contact.empty())
      closing.text += " by " + brief(decided.by->contact);
    closing.text += ", " + brief(decided.method.value_or("")) + ")";
  }
  if (!closed.reason.empty()) closing.text += ": " + brief(closed.reason);
  if (const auto run = event.Extension("runid"); !run.empty())
    closing.text += "; run " + std::string(run);
  lines_.push_back(std::move(closing));
}

void RunJournal::NoteFault(std::string_view workflow, std::string_view run,
                           const json::value& error) {
  static const json::object kNone;
  const auto& object = error.is_object() ? error.get_object() : kNone;
  Line line{.as_wished = false, .text = "run " + std::string(run) + " of " + std::string(workflow)};
  line.text += " failed: " + TextIn(object, "title");
  if (const auto detail = TextIn(object, "detail"); !detail.empty()) line.text += ": " + detail;
  if (const auto at = TextIn(object, "instance"); !at.empty()) line.text += " at " + at;
  lines_.push_back(std::move(line));
}

void RunJournal::Flush() {
  for (const auto& line : lines_) {
    const auto more = quota_.Admit();
    if (!more) continue;
    spdlog::log(line.as_wished ? spdlog::level::info : spdlog::level::warn, "{}{}", line.text,
                *more);
  }
  lines_.clear();
}

}  // namespace tocsin::workflow
