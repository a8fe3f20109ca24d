#include "workers/rosters/duty_calendar.hpp"

#include <algorithm>

#include "workers/rosters/icalendar.hpp"
#include "workers/workflow/oncall/timeline.hpp"

namespace tocsin::rosters {

std::string DutyCalendar(const workflow::Resources& resources, const workflow::Policy* policy,
                         std::string_view severity, CalendarWindow window, TimePoint made) {
  std::vector<CalendarShift> shifts;
  const auto add = [&](const std::string& schedule, const workflow::DutySpan& span,
                       const std::string& who) {
    const auto* contact = resources.FindContact(who);
    shifts.push_back({schedule, who, contact == nullptr ? who : contact->name, span.from, span.to});
  };
  if (policy != nullptr) {
    const workflow::DutyQuery query{
        .policy = policy, .calendar = nullptr, .severity = severity, .at = {}};
    for (const auto& span : workflow::Timeline(resources, query, window.from, window.to))
      if (!span.people.empty()) add(policy->name, span, span.people.front());
    return CalendarText(policy->name, shifts, made);
  }
  for (const auto& rotation : resources.AllRotations())
    for (const auto& span : workflow::Timeline(resources, rotation, window.from, window.to))
      for (const auto& who : span.people) add(rotation.name, span, who);
  return CalendarText("on call", shifts, made);
}

}  // namespace tocsin::rosters
