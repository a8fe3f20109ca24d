#pragma once

#include "schemas/json.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::compose {

/// JSON Schema of a whole workflow file, for editors: every key with what it means, tasks told
/// apart by their key, calls of the catalog by their name. What lint finds beyond it (names that
/// are not there, expressions, types of the standard that come later) is not in it.
json::object WorkflowSchema(const workflow::Functions& functions);

}  // namespace tocsin::compose
