#include "workers/workflow/oncall/calendar_reader.hpp"

#include <date/tz.h>

#include <algorithm>
#include <charconv>

namespace tocsin::workflow {
namespace {

constexpr std::string_view kDayNames[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::chrono::minutes kDayLength = std::chrono::hours(24);

std::optional<std::size_t> DayNumber(std::string_view name) {
  const auto found = std::ranges::find(kDayNames, name);
  if (found == std::end(kDayNames)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(kDayNames));
}

/// Adds "mon" or "mon-fri" (also "fri-mon"); false when it is neither.
bool AddDays(std::string_view text, std::array<bool, 7>& days) {
  const std::size_t dash = text.find('-');
  const auto first = DayNumber(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : DayNumber(text.substr(dash + 1));
  if (!first || !last) return false;
  for (std::size_t day = *first;; day = (day + 1) % 7) {
    days[day] = true;
    if (day == *last) return true;
  }
}

/// "07:00" to "24:00".
std::optional<std::chrono::minutes> ParseTimeOfDay(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int hour = 0;
  int minute = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + 2, hour);
  const auto [rest2, fault2] = std::from_chars(text.data() + 3, text.data() + 5, minute);
  if (fault != std::errc() || fault2 != std::errc() || rest != text.data() + 2 ||
      rest2 != text.data() + 5)
    return std::nullopt;
  const std::chrono::minutes time = std::chrono::hours(hour) + std::chrono::minutes(minute);
  if (hour < 0 || minute < 0 || minute > 59 || time > kDayLength) return std::nullopt;
  return time;
}

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const auto number = [&](std::size_t begin, std::size_t end, auto& out) {
    const auto [rest, fault] = std::from_chars(text.data() + begin, text.data() + end, out);
    return fault == std::errc() && rest == text.data() + end;
  };
  return number(0, 4, year) && number(5, 7, month) && number(8, 10, day) &&
         date::year_month_day(date::year(year), date::month(month), date::day(day)).ok();
}

void ReadHoliday(FieldReader& reader, const YamlNode& node, Calendar& calendar) {
  if (node.IsScalar() && IsDate(node.text)) {
    calendar.holidays.insert(node.text);
  } else {
    reader.Error(node.mark, "a holiday must be a date such as '2026-12-25'");
  }
}

void ReadDays(FieldReader& reader, const YamlNode& node, Hours& hours) {
  const YamlNode* days = node.Find("days");
  if (days == nullptr) {
    reader.Error(node.mark, "'days' is missing");
    return;
  }
  const auto read_one = [&](const YamlNode& item) {
    if (!item.IsScalar() || !AddDays(item.text, hours.days))
      reader.Error(item.mark, "'days' must be such as mon, mon-fri or [sat, sun]");
  };
  if (!days->IsSequence()) return read_one(*days);
  for (const auto& item : days->items) read_one(item);
}

std::optional<std::chrono::minutes> ReadTime(FieldReader& reader, const YamlNode& node,
                                             std::string_view key) {
  const auto text = reader.String(node, key, true);
  if (!text) return std::nullopt;
  const auto time = ParseTimeOfDay(*text);
  if (!time)
    reader.Error(node.Find(key)->mark,
                 "'" + std::string(key) + "' must be a time in quotes, such as '07:00'");
  return time;
}

void ReadHours(FieldReader& reader, const YamlNode& node, Calendar& calendar) {
  if (!node.IsMap()) {
    reader.ExpectMap(node, "an entry of 'hours'");
    return;
  }
  reader.RefuseOthers(node, {"days", "from", "to"});
  Hours hours;
  ReadDays(reader, node, hours);
  const auto from = ReadTime(reader, node, "from");
  const auto to = ReadTime(reader, node, "to");
  if (!from || !to) return;
  hours.from = *from;
  hours.to = *to;
  if (hours.from == hours.to)
    reader.Error(node.Find("to")->mark,
                 "'from' and 'to' are the same; a whole day is '00:00' to '24:00'");
  if (hours.from == kDayLength)
    reader.Error(node.Find("from")->mark, "'from' must be before '24:00'");
  calendar.hours.push_back(hours);
}

}  // namespace

const date::time_zone* LocateZone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::optional<Calendar> ReadCalendarOf(FieldReader& reader, const YamlNode::Member& member) {
  if (!reader.ExpectMap(member.value, "a calendar")) return std::nullopt;
  reader.RefuseOthers(member.value, {"zone", "hours", "holidays"});
  Calendar calendar;
  calendar.name = member.key;
  if (const auto zone = reader.String(member.value, "zone", true)) {
    calendar.zone_name = *zone;
    calendar.zone = LocateZone(*zone);
    if (calendar.zone == nullptr)
      reader.Error(member.value.Find("zone")->mark,
                   "'" + *zone + "' is not a time zone of this system, such as Europe/Berlin");
  }
  if (const YamlNode* hours = member.value.Find("hours");
      hours && reader.ExpectList(*hours, "'hours'"))
    for (const auto& node : hours->items) ReadHours(reader, node, calendar);
  if (const YamlNode* holidays = member.value.Find("holidays");
      holidays && reader.ExpectList(*holidays, "'holidays'"))
    for (const auto& node : holidays->items) ReadHoliday(reader, node, calendar);
  return calendar;
}

}  // namespace tocsin::workflow
