#pragma once

#include "schemas/yaml.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// Findings about the choices of a question as far as they are literal, each where it stands.
void LintChoices(const FunctionCheck& check, const YamlNode& choices);

}  // namespace tocsin::workflow
