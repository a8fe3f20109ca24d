#pragma once

// How times stand in resource files.

#include <date/date.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "schemas/time.hpp"

namespace date {
class time_zone;
}

namespace tocsin::workflow {

/// Wall time of some zone.
using LocalMinutes = date::local_time<std::chrono::minutes>;

/// Of the process-wide database; nullptr when the name is no zone.
const date::time_zone* LocateZone(const std::string& name);
/// The complaint about what is no zone, or nothing.
std::string FaultOfZone(std::string_view name);
/// When a wall time comes: the first time where it comes twice, the end of the gap where it is left
/// out. Milliseconds are always 0.
TimePoint InstantOf(const date::time_zone& zone, LocalMinutes local);
/// "2026-12-07T08:00+01:00".
std::string LocalText(const date::time_zone& zone, TimePoint at);

/// "07:00" to "24:00".
struct TimeOfDay {
  static constexpr std::string_view kWord = "time of day";
  std::chrono::minutes since_midnight{0};
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// "mon", or "mon-fri" (also "fri-mon"). Monday first.
struct Weekdays {
  static constexpr std::string_view kWord = "day or days";
  std::array<bool, 7> days{};
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// "2026-11-30".
struct LocalDate {
  static constexpr std::string_view kWord = "date";
  date::local_days day{};
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// A date, "2026-12-25", or one of every year, "12-25".
struct Holiday {
  static constexpr std::string_view kWord = "date or day of the year";
  std::optional<date::year> year;  ///< none: every year
  date::month_day day{};
  std::string Read(std::string_view text);
  std::string Text() const;
  bool Is(date::year_month_day date) const;
};

/// How long a turn on duty is: "week", "day", "12 hours", "2 weeks", "month".
struct ShiftLength {
  static constexpr std::string_view kWord = "length of a turn";
  enum class Unit { kHour, kDay, kWeek, kMonth };
  int count = 1;
  Unit unit = Unit::kWeek;
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// When one hands over to the next: "09:00", or with the weekday "mon 09:00".
struct HandOver {
  static constexpr std::string_view kWord = "time of day, or weekday and time";
  std::optional<date::weekday> weekday;
  TimeOfDay time;
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// A moment: RFC 3339 with an offset, or wall time of a zone that is said elsewhere,
/// "2026-12-24T18:00".
struct Moment {
  static constexpr std::string_view kWord = "moment";
  std::variant<LocalMinutes, TimePoint> at = LocalMinutes();
  std::string Read(std::string_view text);
  std::string Text() const;
  bool NeedsZone() const { return std::holds_alternative<LocalMinutes>(at); }
  TimePoint In(const date::time_zone& zone) const;
};

}  // namespace tocsin::workflow
