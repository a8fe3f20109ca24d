#pragma once

#include <optional>
#include <string>

#include "schemas/json.hpp"

namespace tocsin::workflow {

/// The choices of a question as its commands carry them: every one with id, digits (may be empty),
/// phrases, confirm
/// ("read-back" or "none") and final. kInvalid names the choice at fault.
Result<json::array> NormalizeChoices(const json::value& choices);

/// What is wrong with one choice alone, or nothing.
std::optional<std::string> ChoiceFault(const json::value& choice);

}  // namespace tocsin::workflow
