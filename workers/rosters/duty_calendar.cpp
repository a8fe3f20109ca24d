#include "workers/rosters/duty_calendar.hpp"

#include <algorithm>

#include "workers/workflow/oncall/icalendar.hpp"
#include "workers/workflow/oncall/timeline.hpp"

namespace tocsin::rosters {

namespace {

using workflow::CalendarShift;
using workflow::CalendarText;

CalendarShift ShiftOf(const workflow::Resources& resources, const std::string& schedule,
                      const workflow::DutySpan& span, const std::string& who) {
  const auto* contact = resources.FindContact(who);
  return {schedule, who, contact == nullptr ? who : contact->name, span.from, span.to};
}

void AddRotation(const workflow::Resources& resources, const workflow::Rotation& rotation,
                 CalendarWindow window, std::vector<CalendarShift>& shifts) {
  for (const auto& span : workflow::Timeline(resources, rotation, window.from, window.to))
    for (const auto& who : span.people)
      shifts.push_back(ShiftOf(resources, rotation.name, span, who));
}

}  // namespace

std::string DutyCalendar(const workflow::Resources& resources, const workflow::Policy* policy,
                         std::string_view severity, CalendarWindow window, TimePoint made) {
  std::vector<CalendarShift> shifts;
  if (policy != nullptr) {
    const workflow::DutyQuery query{
        .policy = policy, .calendar = nullptr, .severity = severity, .at = {}};
    for (const auto& span : workflow::Timeline(resources, query, window.from, window.to))
      if (!span.people.empty())
        shifts.push_back(ShiftOf(resources, policy->name, span, span.people.front()));
    return CalendarText(policy->name, shifts, made);
  }
  for (const auto& rotation : resources.AllRotations())
    AddRotation(resources, rotation, window, shifts);
  return CalendarText("on call", shifts, made);
}

std::string RotationCalendar(const workflow::Resources& resources,
                             const workflow::Rotation& rotation, CalendarWindow window,
                             TimePoint made) {
  std::vector<CalendarShift> shifts;
  AddRotation(resources, rotation, window, shifts);
  return CalendarText(rotation.name, shifts, made);
}

}  // namespace tocsin::rosters
