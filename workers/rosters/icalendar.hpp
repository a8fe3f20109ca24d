#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::rosters {

// iCalendar (RFC 5545) by libical, which is included in icalendar.cpp only.

/// RRULE, as far as turns on duty need it.
struct Recurrence {
  std::string frequency;  ///< hourly, daily, weekly, monthly; another word: not understood
  int interval = 1;
  std::string week_start = "MO";
  std::vector<std::string> by_day;              ///< MO to SU
  bool by_date = false;                         ///< by months, days of the month, positions
  std::optional<workflow::LocalMinutes> until;  ///< no occurrence begins after; of COUNT too
  bool has_exceptions = false;                  ///< EXDATE or RDATE
};

/// A VEVENT.
struct CalendarEvent {
  std::string summary;
  std::string email;  ///< of the first ATTENDEE
  std::string zone;   ///< as the calendar names it; empty: none is said
  workflow::LocalMinutes start;
  std::chrono::minutes length{0};
  std::optional<Recurrence> recurrence;
  bool replaces = false;  ///< RECURRENCE-ID: it is an occurrence of another one
  Mark mark;              ///< its BEGIN:VEVENT
};

struct CalendarFile {
  std::string name;  ///< X-WR-CALNAME; empty: none
  std::string zone;  ///< X-WR-TIMEZONE; empty: none
  std::vector<CalendarEvent> events;
};

/// Faults are told with their line: text that is no calendar, events without a start or an end.
tl::expected<CalendarFile, Finding> ReadCalendar(std::string_view text, std::string_view file);

/// Somebody is on duty.
struct CalendarShift {
  std::string schedule;
  std::string contact;
  std::string name;  ///< how people know them
  TimePoint from;
  TimePoint to;
};
/// A calendar with an event for each shift, in UTC. The UID is that of schedule, contact and
/// `from`. `made` is its DTSTAMP.
std::string CalendarText(std::string_view name, const std::vector<CalendarShift>& shifts,
                         TimePoint made);

}  // namespace tocsin::rosters
