#include "workers/workflow/oncall/duty.hpp"

#include <date/tz.h>

namespace tocsin::workflow {
namespace {

/// Whether hours that begin on `day` hold the moment `since_midnight` after the day's start.
bool Covers(const Calendar& calendar, date::local_days day,
            std::chrono::milliseconds since_midnight) {
  if (calendar.holidays.contains(date::format("%F", day))) return false;
  const auto weekday = date::weekday(day).iso_encoding() - 1;
  for (const auto& hours : calendar.hours) {
    if (!hours.days[weekday]) continue;
    const auto end = hours.to > hours.from ? hours.to : hours.to + std::chrono::hours(24);
    if (since_midnight >= hours.from && since_midnight < end) return true;
  }
  return false;
}

}  // namespace

bool IsOpen(const Calendar& calendar, TimePoint at) {
  const auto local = calendar.zone->to_local(at);
  const auto today = date::floor<date::days>(local);
  // A holiday is closed from midnight to midnight: the hours of the evening before end there.
  if (calendar.holidays.contains(date::format("%F", today))) return false;
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(local - today);
  return Covers(calendar, today, time) ||
         Covers(calendar, today - date::days(1), time + std::chrono::hours(24));
}

Duty Resolve(const Resources& resources, const Policy* policy, const Calendar* calendar,
             TimePoint at) {
  Duty duty;
  duty.open = calendar != nullptr && IsOpen(*calendar, at);
  if (policy == nullptr) return duty;
  for (const auto& rung : policy->rungs)
    if (const Contact* contact = resources.FindContact(rung.contact))
      duty.rungs.push_back({*contact, rung.retries, rung.delay});
  return duty;
}

json::object ToJson(const Duty& duty) {
  json::array rungs;
  for (const auto& rung : duty.rungs)
    rungs.push_back({{"contact", rung.contact.id},
                     {"phone", rung.contact.phone},
                     {"language", rung.contact.language},
                     {"retries", rung.retries},
                     {"delay", FormatDuration(rung.delay)}});
  return {{"open", duty.open}, {"rungs", std::move(rungs)}};
}

}  // namespace tocsin::workflow
