#include "workers/workflow/worker/run_journal.hpp"

#include <spdlog/spdlog.h>

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "workers/runtime/event_fields.hpp"
#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostToldText = 200;

std::string TextIn(const json::object& data, std::string_view key) {
  return std::string(Shortened(StringAt(data, key), kMostToldText));
}

std::string Brief(std::string_view text) { return std::string(Shortened(text, kMostToldText)); }

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

void TellOfRun(spdlog::level::level_enum level, std::string_view run, std::string_view text) {
  WriteLog(
      {.level = level, .text = fmt::format("run {} {}", run, text), .fields = {{"run_id", run}}});
}

void RunJournal::Note(const Event& event) {
  if (event.type != type::kAlertClosed) {
    if (spdlog::should_log(spdlog::level::debug))
      lines_.push_back({.level = spdlog::level::debug,
                        .text = "emitted " + event.type + " about " + Brief(event.subject),
                        .fields = runtime::FieldsOf(event)});
    return;
  }
  if (events::HasMembers(event)) NoteClosing(event);
}

void RunJournal::NoteClosing(const Event& event) {
  const auto closed = events::Read<events::AlertClosed>(event);
  const bool as_wished = closed.outcome != "unanswered" && closed.outcome != "failed";
  LogLine closing{.level = as_wished ? spdlog::level::info : spdlog::level::warn,
                  .text = "alert " +
                          Brief(closed.alert_id.empty() ? event.subject : closed.alert_id) +
                          " closed: " + Brief(closed.outcome),
                  .fields = runtime::FieldsOf(event)};
  const auto decided = closed.decided.value_or(events::Decided{});
  if (decided.choice) {
    closing.text += " (" + Brief(*decided.choice);
    if (decided.by && !decided.by->contact.empty())
      closing.text += " by " + Brief(decided.by->contact);
    closing.text += ", " + Brief(decided.method.value_or("")) + ")";
  }
  if (!closed.reason.empty()) closing.text += ": " + Brief(closed.reason);
  if (const auto run = event.Extension("runid"); !run.empty())
    closing.text += "; run " + std::string(run);
  lines_.push_back(std::move(closing));
}

void RunJournal::NoteFault(std::string_view workflow, std::string_view run,
                           const json::value& error) {
  static const json::object kNone;
  const auto& keys = KeysOf<ErrorKeys>();
  const auto& object = error.is_object() ? error.get_object() : kNone;
  LogLine line{.level = spdlog::level::warn,
               .text = "run " + std::string(run) + " of " + std::string(workflow),
               .fields = {{"event", "run.failed"}, {"run_id", run}, {"workflow", workflow}}};
  line.text += " failed: " + TextIn(object, keys.title);
  if (const auto detail = TextIn(object, keys.detail); !detail.empty()) line.text += ": " + detail;
  if (const auto at = TextIn(object, keys.instance); !at.empty()) line.text += " at " + at;
  lines_.push_back(std::move(line));
}

void RunJournal::Flush() {
  for (const auto& line : lines_) WriteLog(line, quota_);
  lines_.clear();
}

}  // namespace tocsin::workflow
