#pragma once

#include <vector>

#include "schemas/events/catalog.hpp"

namespace tocsin::events {

/// Events about runs and their tasks, as the Open Workflow Specification names them
/// (io.serverlessworkflow.*.v1), with `definition` beside what it asks for.
std::vector<EventType> LifecycleTypes();

}  // namespace tocsin::events
