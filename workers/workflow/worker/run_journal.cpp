#include "workers/workflow/worker/run_journal.hpp"

#include <spdlog/spdlog.h>

#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostToldText = 200;

std::string TextIn(const json::object& data, std::string_view key) {
  return std::string(Shortened(StringAt(data, key), kMostToldText));
}

void Copy(const json::object& from, std::string_view key, json::object& to, std::string_view as) {
  if (auto text = TextIn(from, key); !text.empty()) to[as] = std::move(text);
}

const json::object& PartOf(const json::object& data, std::string_view key) {
  static const json::object kNone;
  const auto* part = data.if_contains(key);
  return part != nullptr && part->is_object() ? part->get_object() : kNone;
}

}  // namespace

std::optional<json::object> ToldOf(const Event& event) {
  const bool closed = event.type == type::kAlertClosed;
  if (!closed && event.type != type::kActionRequested) return std::nullopt;
  const auto& parsed = EventData(event);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const auto& data = parsed->get_object();
  json::object told{{"at", event.time}, {"what", "emitted"}, {"type", event.type}};
  Copy(data, "alert_id", told, "alert_id");
  if (closed) {
    Copy(data, "outcome", told, "outcome");
    Copy(data, "reason", told, "reason");
    const auto& decided = PartOf(data, "decided");
    Copy(decided, "choice", told, "choice");
    Copy(decided, "method", told, "method");
    Copy(PartOf(decided, "by"), "contact", told, "contact");
  } else {
    Copy(data, "action", told, "action");
    Copy(data, "action_id", told, "action_id");
    Copy(PartOf(data, "parameters"), "reason", told, "reason");
  }
  return told;
}

void RunJournal::Note(const Event& event) {
  if (event.type != type::kAlertClosed) return;
  const auto told = ToldOf(event);
  if (!told) return;
  const auto outcome = TextIn(*told, "outcome");
  std::string id = TextIn(*told, "alert_id");
  if (id.empty()) id = event.subject;
  Line closing{.as_wished = outcome != "unanswered" && outcome != "failed",
               .text = "alert " + id + " closed: " + outcome};
  if (const auto choice = TextIn(*told, "choice"); !choice.empty()) {
    closing.text += " (" + choice;
    if (const auto who = TextIn(*told, "contact"); !who.empty()) closing.text += " by " + who;
    closing.text += ", " + TextIn(*told, "method") + ")";
  }
  if (const auto why = TextIn(*told, "reason"); !why.empty()) closing.text += ": " + why;
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
