#pragma once

#include "schemas/json.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// What approving an alert would do: its recommended_action, else the entry under `actions` for its
/// alert_type, else for its resource_type. {name, parameters}, or null when nothing is known.
json::value RemedyOf(const json::value& alert, const Resources& resources);

}  // namespace tocsin::workflow
