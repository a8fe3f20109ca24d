#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/choice.hpp"
#include "schemas/json.hpp"
#include "workers/workflow/language/parameters.hpp"

namespace tocsin::workflow {

/// What a choice may say.
const Parameters& ChoiceParameters();
const std::vector<std::string_view>& ChoiceKeys();

/// The choices of a question as its commands carry them: every one with id, digits (may be empty),
/// phrases, confirm ("read-back" or "none") and final; those whose `when` is false are left out.
/// kInvalid names the choice at fault.
Result<std::vector<events::Choice>> NormalizeChoices(const json::value& choices);

/// What is wrong with one choice alone, or nothing.
std::optional<std::string> ChoiceFault(const json::value& choice);

}  // namespace tocsin::workflow
