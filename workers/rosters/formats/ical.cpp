// Calendars (iCalendar, RFC 5545), such as other products publish or people keep: who is on duty is
// the SUMMARY of an event. Events that are at one time are on duty together.
#include <date/tz.h>

#include <algorithm>
#include <set>

#include "workers/rosters/roster_format.hpp"
#include "workers/rosters/shift_event.hpp"
#include "workers/workflow/oncall/icalendar.hpp"

namespace tocsin::rosters {
namespace {

using workflow::CalendarEvent;
using workflow::CalendarFile;

constexpr std::string_view kUnnamedCalendar = "calendar";

class CalendarReading {
 public:
  CalendarReading(ExportReader& reader, People& people) : reader_(reader), people_(people) {}

  Roster Read(const CalendarFile& calendar) {
    Schedule schedule;
    schedule.name = calendar.name.empty() ? std::string(kUnnamedCalendar) : calendar.name;
    schedule.id = schedule.name;
    schedule.mark = {1, 1};
    schedule.zone_name = ZoneOf(calendar);
    schedule.zone = workflow::LocateZone(schedule.zone_name);
    std::vector<const CalendarEvent*> single;
    std::vector<const CalendarEvent*> recurring;
    for (const auto& event : calendar.events) {
      if (event.summary.empty()) {
        reader_.Lost(event.mark, "left out, an event without SUMMARY: nobody is named");
      } else if (workflow::LocateZone(ZoneOf(event, schedule)) == nullptr) {
        reader_.Error(event.mark, "time zone " + workflow::FaultOfZone(ZoneOf(event, schedule)));
      } else if (event.replaces) {
        AddStandIn(event, schedule);
      } else {
        (event.recurrence ? recurring : single).push_back(&event);
      }
    }
    if (!reader_.Good()) return {};
    for (const auto* event : recurring) AddRecurring(*event, recurring, schedule);
    if (recurring.empty())
      AddShifts(single, schedule);
    else
      for (const auto* event : single) AddTurns(*event, {{ContactOf(*event)}}, schedule);
    Roster roster;
    roster.schedules.push_back(std::move(schedule));
    return roster;
  }

 private:
  /// Of the calendar, else of its first event, else UTC.
  static std::string ZoneOf(const CalendarFile& calendar) {
    for (const auto& event : calendar.events)
      if (calendar.zone.empty() && !event.zone.empty()) return event.zone;
    return calendar.zone.empty() ? "UTC" : calendar.zone;
  }
  static std::string ZoneOf(const CalendarEvent& event, const Schedule& schedule) {
    return event.zone.empty() ? schedule.zone_name : event.zone;
  }
  static TimePoint BeginOf(const CalendarEvent& event, const Schedule& schedule) {
    return workflow::InstantOf(*workflow::LocateZone(ZoneOf(event, schedule)), event.start);
  }
  static TimePoint EndOf(const CalendarEvent& event, const Schedule& schedule) {
    return workflow::InstantOf(*workflow::LocateZone(ZoneOf(event, schedule)),
                               event.start + event.length);
  }

  std::string ContactOf(const CalendarEvent& event) {
    if (known_.insert(event.summary).second)
      people_.Add({.id = event.summary,
                   .contact = {},
                   .name = event.summary,
                   .phone = {},
                   .email = event.email,
                   .zone = {},
                   .mark = event.mark},
                  "");
    return people_.ContactOf(event.summary, event.summary, event.mark);
  }

  void AddStandIn(const CalendarEvent& event, Schedule& schedule) {
    reader_.Lost(event.mark,
                 "one occurrence of a recurring event: where it was moved, the usual "
                 "one stays beside it");
    schedule.stand_ins.push_back({.from = BeginOf(event, schedule),
                                  .to = EndOf(event, schedule),
                                  .people = {ContactOf(event)},
                                  .instead_of = {},
                                  .mark = event.mark});
  }

  /// Whether both are the same but for who, and when they begin.
  static bool Alike(const CalendarEvent& one, const CalendarEvent& other) {
    return one.recurrence->frequency == other.recurrence->frequency &&
           one.recurrence->interval == other.recurrence->interval &&
           one.recurrence->by_day.size() <= 1 && other.recurrence->by_day.size() <= 1 &&
           !one.recurrence->by_date && !other.recurrence->by_date && !one.recurrence->until &&
           !other.recurrence->until && one.length == other.length && one.zone == other.zone;
  }

  /// Alice every other week and Bob in the weeks between are two people who take turns. Gives the
  /// people from the first event on; empty: they do not fill the interval.
  std::vector<std::vector<std::string>> TurnsWith(const CalendarEvent& first,
                                                  const std::vector<const CalendarEvent*>& all) {
    const auto unit = first.recurrence->frequency == "weekly" ? std::chrono::minutes(date::weeks(1))
                      : first.recurrence->frequency == "daily" ? std::chrono::minutes(date::days(1))
                                                               : std::chrono::minutes(0);
    const int interval = first.recurrence->interval;
    std::vector<std::vector<std::string>> people(static_cast<std::size_t>(interval));
    if (interval == 1 || interval > kLongestInterval || unit == std::chrono::minutes(0) ||
        first.length != unit)
      return {};
    for (const auto* event : all) {
      if (!Alike(first, *event)) continue;
      const auto passed = event->start - first.start;
      if (passed < std::chrono::minutes(0) || passed % unit != std::chrono::minutes(0)) return {};
      people[static_cast<std::size_t>((passed / unit) % interval)].push_back(ContactOf(*event));
    }
    if (std::ranges::any_of(people, [](const auto& turn) { return turn.empty(); })) return {};
    for (const auto* event : all)
      if (Alike(first, *event)) taken_.insert(event);
    return people;
  }

  void AddRecurring(const CalendarEvent& event, const std::vector<const CalendarEvent*>& all,
                    Schedule& schedule) {
    if (taken_.contains(&event)) return;
    const CalendarEvent* first = &event;
    for (const auto* other : all)
      if (Alike(event, *other) && other->start < first->start) first = other;
    if (auto people = TurnsWith(*first, all); !people.empty()) {
      CalendarEvent every = *first;
      every.recurrence->interval = 1;
      return AddTurns(every, std::move(people), schedule);
    }
    AddTurns(event, {{ContactOf(event)}}, schedule);
  }

  void AddTurns(const CalendarEvent& event, std::vector<std::vector<std::string>> people,
                Schedule& schedule) {
    ShiftEvent shift;
    shift.turns.name = "event '" + event.summary + "'";
    shift.turns.mark = event.mark;
    shift.turns.zone_name = ZoneOf(event, schedule);
    shift.turns.zone = workflow::LocateZone(shift.turns.zone_name);
    shift.turns.first = event.start;
    shift.turns.people = std::move(people);
    shift.duration = event.length;
    shift.type = "single_event";
    if (const auto& rule = event.recurrence) {
      shift.type = "recurrent_event";
      shift.frequency = rule->frequency;
      shift.interval = rule->interval;
      shift.week_start = rule->week_start;
      shift.by_day = rule->by_day;
      shift.by_date = rule->by_date;
      shift.until = rule->until;
      if (rule->has_exceptions)
        reader_.Lost(event.mark, shift.turns.name + ": EXDATE and RDATE are left out");
    }
    if (const auto lost = TurnsOf(shift); !lost.empty())
      reader_.Lost(event.mark, shift.turns.name + ": " + lost);
    if (shift.whole) schedule.turns.push_back(std::move(shift.turns));
  }

  /// An event as instants.
  struct Span {
    TimePoint from, to;
    const CalendarEvent* event;
  };

  /// Events that do not recur: the first is a turn, those after it stand in.
  void AddShifts(const std::vector<const CalendarEvent*>& events, Schedule& schedule) {
    std::vector<Span> spans;
    std::set<TimePoint> edges;
    for (const auto* event : events) {
      spans.push_back({BeginOf(*event, schedule), EndOf(*event, schedule), event});
      edges.insert({spans.back().from, spans.back().to});
    }
    for (auto edge = edges.begin(); edge != edges.end() && std::next(edge) != edges.end(); ++edge) {
      StandIn one{
          .from = *edge, .to = *std::next(edge), .people = {}, .instead_of = {}, .mark = {}};
      for (const auto& span : spans) {
        if (span.from > *edge || span.to <= *edge) continue;
        if (one.people.empty()) one.mark = span.event->mark;
        one.people.push_back(ContactOf(*span.event));
      }
      if (!one.people.empty()) schedule.stand_ins.push_back(std::move(one));
    }
    if (schedule.stand_ins.empty()) return;
    const auto& first = schedule.stand_ins.front();
    CalendarEvent day;
    day.summary = "the first shift";
    day.zone = schedule.zone_name;
    day.start = date::floor<std::chrono::minutes>(schedule.zone->to_local(first.from));
    day.length = std::min(date::floor<std::chrono::minutes>(first.to - first.from),
                          std::chrono::minutes(date::days(1)));
    day.mark = first.mark;
    AddTurns(day, {first.people}, schedule);
  }

  ExportReader& reader_;
  People& people_;
  std::set<std::string> known_;
  std::set<const CalendarEvent*> taken_;
};

class ICalendar final : public RosterFormat {
 public:
  std::string_view Name() const override { return "ical"; }
  std::string_view Description() const override {
    return "iCalendar: VEVENTs whose SUMMARY is who is on duty";
  }
  Roster Read(std::string_view text, ExportReader& reader, People& people) const override {
    auto calendar = workflow::ReadCalendar(text, reader.File());
    if (!calendar) {
      reader.Error(calendar.error().mark, calendar.error().text);
      return {};
    }
    if (calendar->events.empty()) {
      reader.Error({1, 1}, "the calendar has no events");
      return {};
    }
    return CalendarReading(reader, people).Read(*calendar);
  }
};

}  // namespace

void RegisterRosterFormat_ical(RosterFormatRegistry& registry);
void RegisterRosterFormat_ical(RosterFormatRegistry& registry) {
  registry.Add(std::make_unique<ICalendar>());
}

}  // namespace tocsin::rosters
