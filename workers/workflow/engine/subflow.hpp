#pragma once

#include "workers/workflow/engine/execution.hpp"

namespace tocsin::workflow {

/// A run may stand under so many others, so that a workflow that runs itself comes to an end.
inline constexpr int kMaxRunDepth = 10;
/// What the output of a run that was cancelled tells.
inline constexpr std::string_view kWhyCancelled = "reason";

/// Runs a workflow that is in force as a part of this task. Awaited, the task goes on when that run
/// is over (OutputOfSubflow); else it ends here with its input as output. `configuration`: there is
/// no such workflow, or not in this version.
void BeginSubflow(Execution& run, Frame& frame, const WorkflowName& wanted, json::value input,
                  bool awaited);
/// The output of the run that is over, or what the task raises in its place.
Outcome<json::value> OutputOfSubflow(const RunEnded& ended);

}  // namespace tocsin::workflow
