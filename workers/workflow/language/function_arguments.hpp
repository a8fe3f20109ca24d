#pragma once

#include <optional>
#include <string>

#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/parser.hpp"

namespace tocsin::workflow {

/// Lint of `with`: unknown and missing keys, types and words of literals, then the function's own
/// check.
void CheckArguments(Parser& parser, const Function& function, const YamlNode& with);
/// The same types of evaluated arguments; what is wrong, for a validation error.
std::optional<std::string> ArgumentsFault(const Function& function, const json::object& arguments);

}  // namespace tocsin::workflow
