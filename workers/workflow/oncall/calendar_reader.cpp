#include "workers/workflow/oncall/calendar_reader.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::chrono::minutes kDayLength = std::chrono::hours(24);

Hours HoursOf(const HoursEntry& entry) {
  Hours hours;
  for (const auto& item : entry.days.items)
    for (std::size_t day = 0; day < hours.days.size(); ++day) hours.days[day] |= item.days[day];
  hours.from = entry.from.value.since_midnight;
  hours.to = entry.to.value.since_midnight;
  return hours;
}

}  // namespace

Calendar CalendarOf(const Named<CalendarEntry>& entry, const std::string& file,
                    std::vector<Finding>& findings) {
  const auto error = [&](Mark mark, std::string text) {
    findings.push_back({file, mark, Finding::Level::kError, std::move(text)});
  };
  Calendar calendar;
  calendar.name = entry.name;
  calendar.zone_name = entry.value.zone;
  calendar.zone = LocateZone(entry.value.zone);
  calendar.holidays.insert(entry.value.holidays.begin(), entry.value.holidays.end());
  for (const auto& item : entry.value.hours) {
    const Hours hours = HoursOf(item);
    calendar.hours.push_back(hours);
    if (item.from.mark.line == 0 || item.to.mark.line == 0) continue;  // could not be read
    if (hours.from == hours.to)
      error(item.to.mark, "'from' and 'to' are the same; a whole day is '00:00' to '24:00'");
    if (hours.from == kDayLength) error(item.from.mark, "'from' must be before '24:00'");
  }
  return calendar;
}

}  // namespace tocsin::workflow
