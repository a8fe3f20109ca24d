#pragma once

#include <string>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin::voice {

/// Notes in the context of a question whether what it recommends is among the actions that may be
/// done.
void MarkPermission(const std::vector<std::string>& allowed, json::object& context);
/// False where that was noted, and it is not.
bool Permitted(const json::value& context);

}  // namespace tocsin::voice
