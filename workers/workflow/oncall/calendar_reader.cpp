#include "workers/workflow/oncall/calendar_reader.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::chrono::minutes kDayLength = std::chrono::hours(24);

}  // namespace

std::vector<Hours> HoursOf(const std::vector<HoursEntry>& entries, const std::string& file,
                           std::vector<Finding>& findings) {
  const auto error = [&](Mark mark, std::string text) {
    findings.push_back({file, mark, Finding::Level::kError, std::move(text)});
  };
  std::vector<Hours> all;
  for (const auto& entry : entries) {
    Hours& hours = all.emplace_back();
    for (const auto& item : entry.days.items)
      for (std::size_t day = 0; day < hours.days.size(); ++day) hours.days[day] |= item.days[day];
    hours.from = entry.from.value.since_midnight;
    hours.to = entry.to.value.since_midnight;
    if (entry.from.mark.line == 0 || entry.to.mark.line == 0) continue;  // could not be read
    if (hours.from == hours.to)
      error(entry.to.mark, "'from' and 'to' are the same; a whole day is '00:00' to '24:00'");
    if (hours.from == kDayLength) error(entry.from.mark, "'from' must be before '24:00'");
  }
  return all;
}

Calendar CalendarOf(const Named<CalendarEntry>& entry, const std::string& file,
                    std::vector<Finding>& findings) {
  return {.name = entry.name,
          .zone_name = entry.value.zone,
          .zone = LocateZone(entry.value.zone),
          .hours = HoursOf(entry.value.hours, file, findings),
          .holidays = entry.value.holidays};
}

}  // namespace tocsin::workflow
