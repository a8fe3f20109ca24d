#pragma once

#include <optional>

#include "schemas/json.hpp"
#include "workers/rosters/export_reader.hpp"
#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// Turns as a layer of a rotation. A layer begins and ends at its hand-over's time of day: what
/// does not is kept as lost. Nothing where it has no hours or ends before it begins.
std::optional<json::object> LayerOf(const Turns& turns, ExportReader& reader);

/// The length of a turn: days and weeks where they are whole, else hours; nothing where it is no
/// whole number of hours, or too long.
std::optional<workflow::ShiftLength> ShiftLengthOf(std::chrono::seconds length);

}  // namespace tocsin::rosters
