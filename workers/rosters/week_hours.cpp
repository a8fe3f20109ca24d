#include "workers/rosters/week_hours.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "workers/workflow/oncall/resource_tables.hpp"

namespace tocsin::rosters {
namespace {

constexpr std::size_t kWeekDays = 7;

/// Hours that are the same on some days, as minutes of a day.
struct SameHours {
  std::size_t from;
  std::size_t to;
  std::array<bool, kWeekDays> days{};
};

std::string TimeText(std::size_t minutes) {
  return workflow::TimeOfDay{std::chrono::minutes(minutes)}.Text();
}

std::string DayText(std::size_t day) {
  workflow::Weekdays one;
  one.days[day % kWeekDays] = true;
  return one.Text();
}

/// "mon-fri" where three and more follow one another, else each by its name.
json::value DaysJson(const std::array<bool, kWeekDays>& days) {
  const auto all = static_cast<std::size_t>(std::ranges::count(days, true));
  for (std::size_t first = 0; all >= 3 && first < kWeekDays; ++first) {
    std::size_t count = 0;
    while (count < kWeekDays && days[(first + count) % kWeekDays]) ++count;
    if (count == all) return json::value(DayText(first) + "-" + DayText(first + count - 1));
  }
  json::array list;
  for (std::size_t day = 0; day < kWeekDays; ++day)
    if (days[day]) list.push_back(json::value(DayText(day)));
  return list.size() == 1 ? list[0] : json::value(list);
}

void AddTo(std::vector<SameHours>& all, std::size_t day, std::size_t from, std::size_t to) {
  auto found = std::ranges::find_if(
      all, [&](const SameHours& one) { return one.from == from && one.to == to; });
  if (found == all.end()) found = all.insert(all.end(), {from, to});
  found->days[day % kWeekDays] = true;
}

/// A stretch from minute `from` of the week on: as it is where it is shorter than a day, else cut
/// at midnights.
void AddStretch(std::vector<SameHours>& all, std::size_t from, std::size_t length) {
  const std::size_t day = from / kDayMinutes;
  const std::size_t time = from % kDayMinutes;
  if (length < kDayMinutes) {
    const std::size_t end = time + length;
    return AddTo(all, day, time, end > kDayMinutes ? end - kDayMinutes : end);
  }
  if (time > 0) {
    AddTo(all, day, time, kDayMinutes);
    return AddStretch(all, (day + 1) * kDayMinutes, length - (kDayMinutes - time));
  }
  AddTo(all, day, 0, kDayMinutes);
  if (length > kDayMinutes) AddStretch(all, from + kDayMinutes, length - kDayMinutes);
}

}  // namespace

void AddSpan(WeekHours& hours, std::size_t day, std::chrono::minutes from,
             std::chrono::minutes length) {
  const auto begin = day * kDayMinutes + static_cast<std::size_t>(from.count());
  const auto count = std::min(static_cast<std::size_t>(length.count()), kWeekMinutes);
  for (std::size_t minute = 0; minute < count; ++minute) hours.set((begin + minute) % kWeekMinutes);
}

void AddDaily(WeekHours& hours, std::chrono::minutes from, std::chrono::minutes length) {
  for (std::size_t day = 0; day < kWeekDays; ++day) AddSpan(hours, day, from, length);
}

json::array HoursJson(const WeekHours& hours) {
  if (hours.all()) return {};
  std::vector<SameHours> all;
  std::size_t first = 0;  // of a stretch that does not go over the end of the week
  while (first < kWeekMinutes && hours[first]) ++first;
  for (std::size_t at = 0; at < kWeekMinutes;) {
    if (!hours[(first + at) % kWeekMinutes]) {
      ++at;
      continue;
    }
    std::size_t length = 0;
    while (at + length < kWeekMinutes && hours[(first + at + length) % kWeekMinutes]) ++length;
    AddStretch(all, (first + at) % kWeekMinutes, length);
    at += length;
  }
  json::array list;
  for (const auto& one : all)
    list.push_back({{NameOf<&workflow::HoursEntry::days>(), DaysJson(one.days)},
                    {NameOf<&workflow::HoursEntry::from>(), TimeText(one.from)},
                    {NameOf<&workflow::HoursEntry::to>(), TimeText(one.to)}});
  return list;
}

}  // namespace tocsin::rosters
