#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/events/led_calls.hpp"
#include "workers/workflow/language/function_registry.hpp"

/// What the functions have in common that do something in a call which came in.
namespace tocsin::workflow {

/// The call is over, so that nothing can be done in it.
extern const ErrorMeaning kCallOverMeaning;
/// A list of it alone.
const std::vector<ErrorMeaning>& CallOverError();

inline constexpr std::string_view kCallKeyText = "Id of the call, as `tocsin.call.inbound` has it.";
inline constexpr std::string_view kCallKeyDefault = "the call that started the run";
inline constexpr std::size_t kMaxStepSayBytes = 4000;

/// The call that `given` names, else that of the run's subject. Nothing: neither is a call's id.
std::optional<std::string> LedCallOf(const FunctionCall& call, std::string_view given);
/// Asks for a step of the call that `given` names; the error where there is none.
FunctionOutcome RequestStep(FunctionCall& call, std::string_view given,
                            events::CallStepRequested step);
/// What its answer makes of the function; `output`: of a step that was done.
FunctionOutcome FollowStep(const Event& event, json::value output);
/// The text was given and is too long or empty.
std::optional<RaisedError> StepSayFault(std::string_view say);
void CheckStepSay(const FunctionCheck& check, std::string_view key);

}  // namespace tocsin::workflow
