#pragma once

#include <chrono>
#include <cstddef>

#include "schemas/json.hpp"
#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// Adds `length` from a weekday (0: Monday) and time on, over the week's end too; at most a week.
void AddSpan(WeekHours& hours, std::size_t day, std::chrono::minutes from,
             std::chrono::minutes length);
/// The same on every day.
void AddDaily(WeekHours& hours, std::chrono::minutes from, std::chrono::minutes length);
/// As a resource file says them: a list of `{days, from, to}`; empty: the whole week.
json::array HoursJson(const WeekHours& hours);

}  // namespace tocsin::rosters
