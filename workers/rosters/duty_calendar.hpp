#pragma once

#include <string>
#include <string_view>

#include "schemas/time.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rosters {

struct CalendarWindow {
  TimePoint from;
  TimePoint to;
};

/// Who is on duty as iCalendar: in each rotation, with who stands in; or, of a policy, who is rung
/// first for alerts of this severity, at all hours. `made` is said to be its time of making.
std::string DutyCalendar(const workflow::Resources& resources, const workflow::Policy* policy,
                         std::string_view severity, CalendarWindow window, TimePoint made);

/// The same of one rotation.
std::string RotationCalendar(const workflow::Resources& resources,
                             const workflow::Rotation& rotation, CalendarWindow window,
                             TimePoint made);

}  // namespace tocsin::rosters
