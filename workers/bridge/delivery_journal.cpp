#include "workers/bridge/delivery_journal.hpp"

#include <spdlog/spdlog.h>

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
  std::string text = "delivery '" + task.delivery + "' of " + task.event.type + ' ' +
                     task.message_id + " (" + task.event.subject + "): ";
  const std::string number = "attempt " + std::to_string(attempt);
  if (news.what == "delivered") {
    if (attempt > 1) lines_.push_back({false, text + "delivered, " + number});
    return;
  }
  if (news.what == "not_delivered") {
    if (attempt > 1) return;  // the first tells it; the end is told again
    text += number + " of " + std::to_string(news.of) + " failed: " + news.why;
    if (news.again_in) text += "; again in " + FormatDuration(*news.again_in);
  } else {
    text += "given up after " + number + ": " + news.why + "; it is on the dead-letter topic";
  }
  lines_.push_back({true, std::move(text)});
}

void DeliveryJournal::Held(std::string_view action, std::string_view id, std::string_view subject,
                           std::string_view why) {
  lines_.push_back(
      {true, fmt::format("action {} {} ({}) is held: {}; it is on the dead-letter topic", action,
                         id, subject, why)});
}

void DeliveryJournal::DryRun(std::string_view delivery, std::string_view where, std::size_t bytes) {
  lines_.push_back({false, fmt::format("dry run: delivery '{}' would send {} bytes to {}", delivery,
                                       bytes, where)});
}

void DeliveryJournal::Flush() {
  for (const auto& line : lines_) {
    const auto more = (line.bad ? bad_ : good_).Admit();
    if (!more) continue;
    spdlog::log(line.bad ? spdlog::level::warn : spdlog::level::info, "{}{}", line.text, *more);
  }
  lines_.clear();
}

}  // namespace tocsin::bridge
