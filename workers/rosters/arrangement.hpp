#pragma once

#include <vector>

#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// Turns that are layers of one rotation, the first the lowest. Refers to the schedule.
using Column = std::vector<const Turns*>;

/// A schedule as rotations. In ours one layer has the duty at a time; turns of one level that are
/// on duty together stand in rotations of their own, with the higher levels that go before them in
/// each; so do turns in which somebody stands in who does not in all. So at any moment those on
/// duty are those of all columns.
std::vector<Column> Arrange(const Schedule& schedule);

}  // namespace tocsin::rosters
