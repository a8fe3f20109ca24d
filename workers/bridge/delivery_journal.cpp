#include "workers/bridge/delivery_journal.hpp"

#include <spdlog/spdlog.h>

#include "workers/runtime/event_fields.hpp"

namespace tocsin::bridge {

json::object NoteOf(const DeliveryTask& task, int attempt, const DeliveryNews& news,
                    TimePoint now) {
  json::object note{{"at", FormatTime(now)},     {"what", news.what},
                    {"delivery", task.delivery}, {"type", task.event.type},
                    {"event", task.event.id},    {"id", task.message_id},
                    {"attempt", attempt},        {"why", news.why}};
  if (news.again_in) note["again_in"] = FormatDuration(*news.again_in);
  return note;
}

void DeliveryJournal::Note(const DeliveryTask& task, int attempt, const DeliveryNews& news) {
  const bool delivered = news.what == "delivered";
  const bool again = news.what == "not_delivered";
  // The first failure is told, the end is told again; what lies between, and what goes well at
  // once, to whoever looks closely.
  const bool usual = delivered ? attempt == 1 : again && attempt > 1;
  if (usual && !spdlog::should_log(spdlog::level::debug)) return;
  LogLine line{.level = spdlog::level::warn,
               .text = "delivery '" + task.delivery + "' of " + task.event.type + ' ' +
                       task.message_id + " (" + task.event.subject + "): ",
               .fields = runtime::FieldsOf(task.event)};
  line.fields["delivery"] = task.delivery;
  line.fields["outcome"] = news.what;
  line.fields["attempt"] = attempt;
  PutField(line.fields, "message_id", task.message_id);
  const std::string number = "attempt " + std::to_string(attempt);
  if (usual || delivered) line.level = usual ? spdlog::level::debug : spdlog::level::info;
  if (delivered) {
    line.text += "delivered, " + number;
  } else if (again) {
    line.text += number + " of " + std::to_string(news.of) + " failed: " + news.why;
    if (news.again_in) line.text += "; again in " + FormatDuration(*news.again_in);
  } else {
    line.text += "given up after " + number + ": " + news.why + "; it is on the dead-letter topic";
  }
  lines_.push_back(std::move(line));
}

void DeliveryJournal::Held(std::string_view action, std::string_view id, std::string_view subject,
                           std::string_view why) {
  lines_.push_back(
      {.level = spdlog::level::warn,
       .text = fmt::format("action {} {} ({}) is held: {}; it is on the dead-letter topic", action,
                           id, subject, why),
       .fields = {{"event", "action.held"}, {"action", action}, {"action_id", id}}});
}

void DeliveryJournal::DryRun(std::string_view delivery, std::string_view where, std::size_t bytes) {
  lines_.push_back({.text = fmt::format("dry run: delivery '{}' would send {} bytes to {}",
                                        delivery, bytes, where),
                    .fields = {{"event", "delivery.dry_run"}, {"delivery", delivery}}});
}

void DeliveryJournal::Flush() {
  for (const auto& line : lines_) WriteLog(line, line.level == spdlog::level::warn ? bad_ : good_);
  lines_.clear();
}

}  // namespace tocsin::bridge
