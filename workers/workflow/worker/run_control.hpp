#pragma once

#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "schemas/time.hpp"
#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {

/// What somebody wants of a run.
struct RunControl {
  RunId run;
  Control control;
};

/// The event (tocsin.run.control_requested) that asks for it: `word` is one of the controls of
/// schemas/events/runs.hpp, `revision` that of the run as seen by who asks. Asking twice for the
/// same gives the same id.
Event RunControlEvent(const RunId& run, std::string_view subject, int revision,
                      std::string_view word, std::string_view reason, TimePoint now);

/// Whether a run that the control was asked of is now as it wants it.
bool IsFulfilled(std::string_view word, RunStatus status);

/// kInvalid: there is nothing to do on a run of this status; says why ("is suspended already").
Status CheckControl(std::string_view word, RunStatus status);

/// kInvalid: it does not say which run, or none of the controls.
Result<RunControl> ReadRunControl(const Event& event);

}  // namespace tocsin::workflow
