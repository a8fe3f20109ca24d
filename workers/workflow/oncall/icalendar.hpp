#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::workflow {

// iCalendar (RFC 5545) by libical, which is included in icalendar.cpp only.

/// RRULE, as far as turns on duty need it.
struct Recurrence {
  std::string rule;       ///< as it is written
  std::string frequency;  ///< hourly, daily, weekly, monthly; another word: not understood
  int interval = 1;
  std::string week_start = "MO";
  std::vector<std::string> by_day;    ///< MO to SU
  bool by_date = false;               ///< by months, days of the month, positions
  std::optional<LocalMinutes> until;  ///< no occurrence begins after; of COUNT too
  bool has_exceptions = false;        ///< EXDATE or RDATE
};

/// A VEVENT.
struct CalendarEvent {
  std::string summary;
  std::string uid;
  std::string email;                   ///< of the first ATTENDEE
  std::vector<std::string> attendees;  ///< all their addresses
  std::string zone;                    ///< as the calendar names it; empty: none is said
  LocalMinutes start;
  std::chrono::minutes length{0};
  std::optional<Recurrence> recurrence;
  std::vector<LocalMinutes> added;       ///< RDATE, in its zone
  std::vector<LocalMinutes> left_out;    ///< EXDATE, in its zone
  bool replaces = false;                 ///< RECURRENCE-ID: it is an occurrence of another one
  std::optional<LocalMinutes> replaced;  ///< the begin of that occurrence, in its own zone
  bool and_future = false;               ///< RANGE: of all later ones too
  bool cancelled = false;                ///< STATUS
  Mark mark;                             ///< its BEGIN:VEVENT
};

struct CalendarFile {
  std::string name;  ///< X-WR-CALNAME; empty: none
  std::string zone;  ///< X-WR-TIMEZONE; empty: none
  std::vector<CalendarEvent> events;
};

/// Faults are told with their line: text that is no calendar, events without a start or an end.
/// `zone` is that of a calendar which says none.
tl::expected<CalendarFile, Finding> ReadCalendar(std::string_view text, std::string_view file,
                                                 const std::string& zone = {});

/// When an event begins, in order, as wall time of its zone: by its rule, and without what RDATE
/// and EXDATE say otherwise, up to `until`. An error says what is not understood, or that there are
/// more than `most`.
tl::expected<std::vector<LocalMinutes>, std::string> BeginsOf(const CalendarEvent& event,
                                                              LocalMinutes until, std::size_t most);

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

}  // namespace tocsin::workflow
