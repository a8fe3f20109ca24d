#include "workers/workflow/oncall/hours.hpp"

#include <date/tz.h>

#include <algorithm>

namespace tocsin::workflow {
namespace {

bool IsHoliday(const std::vector<Holiday>& holidays, date::local_days day) {
  return std::ranges::any_of(
      holidays, [&](const Holiday& holiday) { return holiday.Is(date::year_month_day(day)); });
}

/// Whether hours that begin on `day` hold the moment `since_midnight` after the day's start.
bool Covers(const std::vector<Hours>& hours, date::local_days day,
            std::chrono::milliseconds since_midnight) {
  const auto weekday = date::weekday(day).iso_encoding() - 1;
  return std::ranges::any_of(hours, [&](const Hours& one) {
    if (!one.days[weekday]) return false;
    const auto end = one.to > one.from ? one.to : one.to + std::chrono::hours(24);
    return since_midnight >= one.from && since_midnight < end;
  });
}

}  // namespace

bool IsWithin(const std::vector<Hours>& hours, const std::vector<Holiday>& holidays,
              const date::time_zone& zone, TimePoint at) {
  const auto local = zone.to_local(at);
  const auto today = date::floor<date::days>(local);
  if (IsHoliday(holidays, today)) return false;
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(local - today);
  const auto yesterday = today - date::days(1);
  return Covers(hours, today, time) || (!IsHoliday(holidays, yesterday) &&
                                        Covers(hours, yesterday, time + std::chrono::hours(24)));
}

}  // namespace tocsin::workflow
