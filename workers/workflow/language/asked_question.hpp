#pragma once

#include <string>

#include "schemas/json.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// Id of the question that calls of people ask at this place (FunctionCall::Question), as
/// `voice.ask` asks it and as messages and waits around it mean it.
std::string QuestionIdAt(const FunctionCall& call);
/// Whether another task may ask it too: without a `for`, a function of `use` or a competing `fork`
/// around, a task is alone with its question.
bool SharesQuestion(const FunctionCall& call);

}  // namespace tocsin::workflow
