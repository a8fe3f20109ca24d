#include "workers/workflow/oncall/time_texts.hpp"

#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace tocsin::workflow {
namespace {

constexpr std::string_view kWeekdayNames[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view kUnitNames[] = {"hour", "day", "week", "month"};
constexpr std::chrono::minutes kWholeDay = std::chrono::hours(24);
constexpr int kMostUnits = 366;
constexpr int kLeapYear = 2000;

std::optional<std::size_t> PlaceIn(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// Digits and nothing else.
template <class T>
std::optional<T> Digits(std::string_view text) {
  T out = 0;
  if (text.empty() || text[0] == '-') return std::nullopt;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (fault != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return out;
}

/// "12-25"
std::optional<date::month_day> MonthDay(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto month = Digits<unsigned>(text.substr(0, 2));
  const auto day = Digits<unsigned>(text.substr(3));
  if (!month || !day) return std::nullopt;
  const date::month_day of_year{date::month(*month), date::day(*day)};
  if (!(date::year(kLeapYear) / of_year).ok()) return std::nullopt;
  return of_year;
}

/// "2026-12-25"
std::optional<date::year_month_day> Date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-') return std::nullopt;
  const auto year = Digits<int>(text.substr(0, 4));
  const auto of_year = MonthDay(text.substr(5));
  if (!year || !of_year) return std::nullopt;
  const auto date = date::year(*year) / *of_year;
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string TwoDigits(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

const date::time_zone* LocateZone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::string FaultOfZone(std::string_view name) {
  if (LocateZone(std::string(name)) != nullptr) return {};
  return "must be a time zone of this system, such as Europe/Berlin, got '" + std::string(name) +
         "'";
}

TimePoint InstantOf(const date::time_zone& zone, LocalMinutes local) {
  const auto info = zone.get_info(local);
  if (info.result == date::local_info::nonexistent)
    return std::chrono::time_point_cast<Duration>(info.first.end);
  return TimePoint(local.time_since_epoch() - info.first.offset);
}

std::string LocalText(const date::time_zone& zone, TimePoint at) {
  return date::format("%FT%R%Ez", date::make_zoned(&zone, date::floor<std::chrono::minutes>(at)));
}

std::string TimeOfDay::Read(std::string_view text) {
  constexpr std::string_view kFault = "must be a time in quotes, such as '07:00'";
  if (text.size() != 5 || text[2] != ':') return std::string(kFault);
  const auto hour = Digits<unsigned>(text.substr(0, 2));
  const auto minute = Digits<unsigned>(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::string(kFault);
  const std::chrono::minutes time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (time > kWholeDay) return std::string(kFault);
  since_midnight = time;
  return {};
}

std::string TimeOfDay::Text() const {
  const auto minutes = static_cast<unsigned>(since_midnight.count());
  return TwoDigits(minutes / 60) + ":" + TwoDigits(minutes % 60);
}

std::string Weekdays::Read(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = PlaceIn(kWeekdayNames, text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : PlaceIn(kWeekdayNames, text.substr(dash + 1));
  if (!first || !last) return "must be such as mon, mon-fri or [sat, sun]";
  for (std::size_t day = *first;; day = (day + 1) % days.size()) {
    days[day] = true;
    if (day == *last) return {};
  }
}

std::string Weekdays::Text() const {
  std::string text;
  for (std::size_t day = 0; day < days.size(); ++day)
    if (days[day]) text.append(text.empty() ? "" : ", ").append(kWeekdayNames[day]);
  return text;
}

std::string LocalDate::Read(std::string_view text) {
  const auto date = Date(text);
  if (!date) return "must be a date such as '2026-11-30'";
  day = date::local_days(*date);
  return {};
}

std::string LocalDate::Text() const { return date::format("%F", day); }

std::string Holiday::Read(std::string_view text) {
  if (const auto date = Date(text)) {
    year = date->year();
    day = date->month() / date->day();
    return {};
  }
  const auto of_year = MonthDay(text);
  if (!of_year) return "must be a date such as '2026-12-25', or '12-25' for every year";
  year.reset();
  day = *of_year;
  return {};
}

std::string Holiday::Text() const {
  const std::string of_year = TwoDigits(static_cast<unsigned>(day.month())) + "-" +
                              TwoDigits(static_cast<unsigned>(day.day()));
  return year ? date::format("%Y-", *year / day) + of_year : of_year;
}

bool Holiday::Is(date::year_month_day date) const {
  return (!year || *year == date.year()) && day == date.month() / date.day();
}

std::string ShiftLength::Read(std::string_view text) {
  const std::string fault = "must be such as week, day, month, '12 hours' or '2 weeks'";
  const std::size_t space = text.find(' ');
  std::optional<int> number = 1;
  if (space != std::string_view::npos) {
    number = Digits<int>(text.substr(0, space));
    text.remove_prefix(space + 1);
    if (text.ends_with('s')) text.remove_suffix(1);
  }
  const auto named = PlaceIn(kUnitNames, text);
  if (!named || !number || *number < 1 || *number > kMostUnits) return fault;
  count = *number;
  unit = static_cast<Unit>(*named);
  return {};
}

std::string ShiftLength::Text() const {
  const std::string name(kUnitNames[static_cast<std::size_t>(unit)]);
  return count == 1 ? name : std::to_string(count) + " " + name + "s";
}

std::string HandOver::Read(std::string_view text) {
  const std::string fault = "must be a time such as '09:00', or 'mon 09:00'";
  weekday.reset();
  if (const std::size_t space = text.find(' '); space != std::string_view::npos) {
    const auto named = PlaceIn(kWeekdayNames, text.substr(0, space));
    if (!named) return fault;
    weekday = date::weekday(static_cast<unsigned>(*named) + 1);  // Sunday is 0 or 7
    text.remove_prefix(space + 1);
  }
  const bool good = time.Read(text).empty() && time.since_midnight < kWholeDay;
  return good ? "" : fault;
}

std::string HandOver::Text() const {
  if (!weekday) return time.Text();
  return std::string(kWeekdayNames[weekday->iso_encoding() - 1]) + " " + time.Text();
}

std::string Moment::Read(std::string_view text) {
  TimeOfDay time;
  if (text.size() == 16 && (text[10] == 'T' || text[10] == ' ')) {
    if (const auto date = Date(text.substr(0, 10)); date && time.Read(text.substr(11)).empty()) {
      at = date::local_days(*date) + time.since_midnight;
      return {};
    }
  } else if (const auto instant = ParseTime(text)) {
    at = *instant;
    return {};
  }
  return "must be a time such as '2026-12-24T18:00', or with an offset "
         "'2026-12-24T18:00:00+01:00'";
}

std::string Moment::Text() const {
  if (const auto* local = std::get_if<LocalMinutes>(&at)) return date::format("%FT%R", *local);
  return FormatTime(std::get<TimePoint>(at));
}

TimePoint Moment::In(const date::time_zone& zone) const {
  if (const auto* local = std::get_if<LocalMinutes>(&at)) return InstantOf(zone, *local);
  return std::get<TimePoint>(at);
}

}  // namespace tocsin::workflow
