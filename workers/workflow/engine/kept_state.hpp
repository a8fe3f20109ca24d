#pragma once

#include <optional>

#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "workers/workflow/engine/frame.hpp"

namespace tocsin::workflow {

/// What a run would be retried from, were the error of this task to end it: the task has not begun,
/// and neither has what is under way beside it (its calls, requests and waits are called off with
/// the run). Nothing where the workflow as a whole failed, or where it would be too large to keep.
std::optional<json::object> StateBefore(const Frame& failed, const RunState& state, TimePoint now);

/// When the state was kept; nothing for one of a live run.
std::optional<TimePoint> KeptAt(const json::object& state);

/// Timers and deadlines go on with what was left of them.
void MoveTimers(RunState& state, Duration by);

}  // namespace tocsin::workflow
