#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/events/lifecycle.hpp"
#include "schemas/json.hpp"
#include "schemas/time.hpp"

namespace tocsin::workflow {

class Definition;
struct Run;

/// What a lifecycle event says beside name and time, where its type has it.
struct LifecycleMore {
  events::LifecycleError error = {};
  std::string_view status = {};  ///< static storage
  json::object keys = {};        ///< what correlations gave
};

/// Something that lifecycle events tell of a run. What Decide notes only where it is asked for.
struct LifecycleStep {
  std::string_view what;  ///< last word but one of the event's type ("started"); static storage
  std::string task = {};  ///< JSON pointer; empty: of the run itself
  LifecycleMore more = {};
};

/// The events of the steps that led to `run`, in order. Their ids derive from the run, its revision
/// and the place of the step: deciding again gives the same.
std::vector<Event> LifecycleEvents(const Definition& definition, const Run& run,
                                   std::vector<LifecycleStep> steps, TimePoint now);

}  // namespace tocsin::workflow
