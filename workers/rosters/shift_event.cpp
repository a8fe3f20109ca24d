#include "workers/rosters/shift_event.hpp"

#include <date/tz.h>

#include <algorithm>

#include "workers/rosters/week_hours.hpp"

namespace tocsin::rosters {
namespace {

using ShiftUnit = workflow::ShiftLength::Unit;
using workflow::LocalMinutes;

constexpr std::chrono::minutes kDayLong = std::chrono::hours(24);
constexpr std::chrono::minutes kWeekLong = kDayLong * 7;
constexpr std::string_view kCalendarDays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::size_t DayOf(std::string_view name) {
  const auto found = std::ranges::find(kCalendarDays, name);
  return static_cast<std::size_t>(found - std::begin(kCalendarDays)) % 7;
}

std::size_t WeekdayOf(LocalMinutes at) {
  return date::weekday(date::floor<date::days>(at)).iso_encoding() - 1;
}

std::chrono::minutes ClockOf(LocalMinutes at) { return at - date::floor<date::days>(at); }

/// The end of the last occurrence that begins by `until`, of those that begin every `step` from
/// `first` on.
void EndAfter(ShiftEvent& event, std::chrono::minutes step) {
  if (!event.until) return;
  const auto passed = std::max(*event.until - event.turns.first, std::chrono::minutes(0));
  const LocalMinutes last = event.turns.first + (passed / step) * step;
  event.turns.end = workflow::InstantOf(*event.turns.zone, last + event.duration);
}

/// Once: turns of a week, of which it has its hours.
std::string SingleEvent(ShiftEvent& event) {
  if (event.duration > kWeekLong) {
    event.turns.every = {1, ShiftUnit::kDay};
  } else {
    event.turns.hours.reset();
    AddSpan(event.turns.hours, WeekdayOf(event.turns.first), ClockOf(event.turns.first),
            event.duration);
    event.turns.every = {1, ShiftUnit::kWeek};
  }
  const auto days = (event.duration + kDayLong - std::chrono::minutes(1)) / kDayLong;
  event.turns.end = workflow::InstantOf(*event.turns.zone, event.turns.first + date::days(days));
  event.whole = true;
  return {};
}

/// On some days of each week, at the same time.
std::string WeekdayEvent(ShiftEvent& event) {
  if (event.interval > 1)
    return "left out, days of every " + std::to_string(event.interval) + " weeks cannot be said";
  if (event.duration > kDayLong && event.by_day.size() > 1)
    return "left out, its days overlap each other";
  event.turns.hours.reset();
  for (const auto& day : event.by_day)
    AddSpan(event.turns.hours, DayOf(day), ClockOf(event.turns.first), event.duration);
  const LocalMinutes start = event.turns.first;
  if (event.until) {
    LocalMinutes last = date::floor<date::days>(*event.until) + ClockOf(start);
    while (last > start &&
           (last > *event.until ||
            std::ranges::find(event.by_day, kCalendarDays[WeekdayOf(last)]) == event.by_day.end()))
      last -= date::days(1);
    event.turns.end = workflow::InstantOf(*event.turns.zone, last + event.duration);
  }
  // People change with the week, at the time of day at which occurrences begin: none is cut.
  const auto begun = (WeekdayOf(start) + 7 - DayOf(event.week_start)) % 7;
  event.turns.first = start - date::days(static_cast<int>(begun));
  const auto begin = workflow::InstantOf(*event.turns.zone, start);
  event.turns.begin = event.turns.begin ? std::max(*event.turns.begin, begin) : begin;
  event.turns.every = {1, ShiftUnit::kWeek};
  event.whole = true;
  return {};
}

std::string WeeklyEvent(ShiftEvent& event) {
  if (event.by_day.size() == 1 && DayOf(event.by_day[0]) == WeekdayOf(event.turns.first))
    event.by_day.clear();
  if (!event.by_day.empty()) return WeekdayEvent(event);
  event.turns.every = {event.interval, ShiftUnit::kWeek};
  if (event.duration < kWeekLong * event.interval) {
    if (event.interval > 1)
      return "left out, a part of every " + std::to_string(event.interval) +
             " weeks cannot be said";
    event.turns.hours.reset();
    AddSpan(event.turns.hours, WeekdayOf(event.turns.first), ClockOf(event.turns.first),
            event.duration);
  }
  EndAfter(event, kWeekLong * event.interval);
  event.whole = true;
  return {};
}

std::string DailyEvent(ShiftEvent& event) {
  if (!event.by_day.empty()) {
    if (event.turns.people.size() > 1)
      return "left out, turns of a day on some days of the week cannot be said";
    return WeekdayEvent(event);
  }
  event.turns.every = {event.interval, ShiftUnit::kDay};
  if (event.duration < kDayLong * event.interval) {
    if (event.interval > 1)
      return "left out, a part of every " + std::to_string(event.interval) + " days cannot be said";
    event.turns.hours.reset();
    AddDaily(event.turns.hours, ClockOf(event.turns.first), event.duration);
  }
  EndAfter(event, kDayLong * event.interval);
  event.whole = true;
  return {};
}

std::string HourlyEvent(ShiftEvent& event) {
  const std::chrono::minutes period = std::chrono::hours(event.interval);
  if (!event.by_day.empty() || event.duration < period)
    return "left out, a part of every " + std::to_string(event.interval) + " hours cannot be said";
  event.turns.every = {event.interval, ShiftUnit::kHour};
  EndAfter(event, period);
  event.whole = true;
  return {};
}

std::string MonthlyEvent(ShiftEvent& event) {
  constexpr std::chrono::minutes kShortMonth = kDayLong * 28;
  if (!event.by_day.empty() || event.duration < kShortMonth * event.interval)
    return "left out, a part of a month cannot be said";
  event.turns.every = {event.interval, ShiftUnit::kMonth};
  if (event.until) event.turns.end = workflow::InstantOf(*event.turns.zone, *event.until);
  event.whole = true;
  return "carried over as turns of whole months";
}

}  // namespace

std::string TurnsOf(ShiftEvent& event) {
  for (const auto& day : event.by_day)
    if (std::ranges::find(kCalendarDays, day) == std::end(kCalendarDays))
      return "left out, it is on '" + day + "', which is none of MO to SU";
  if (event.interval < 1 || event.interval > kLongestInterval)
    return "left out, its interval is none of 1 to " + std::to_string(kLongestInterval);
  if (event.type == "single_event") return SingleEvent(event);
  if (event.by_date) return "left out, days of the month and of the year cannot be said";
  if (event.frequency == "hourly") return HourlyEvent(event);
  if (event.frequency == "daily") return DailyEvent(event);
  if (event.frequency == "weekly") return WeeklyEvent(event);
  if (event.frequency == "monthly") return MonthlyEvent(event);
  return "left out, its frequency '" + event.frequency +
         "' is none of hourly, daily, weekly, monthly";
}

}  // namespace tocsin::rosters
