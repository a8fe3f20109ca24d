#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/led_calls.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/keys.hpp"

/// What the functions have in common that do something in a call which came in.
namespace tocsin::workflow {

/// The call is over, so that nothing can be done in it.
extern const ErrorMeaning kCallOverMeaning;

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
/// A language that is written out must be one that is spoken.
void CheckStepLanguage(const FunctionCheck& check, const YamlNode* language);
/// What is written out of `listen` must be as calls take it.
void CheckStepListen(const FunctionCheck& check, const YamlNode* listen);

/// What each of them is given beside its own keys, and gives back.
struct StepKeys : KeyTable {
  Key call{*this,
           "call",
           Shape::kText,
           "Id of the call, as `tocsin.call.inbound` has it.",
           {.default_text = "the call that started the run"}};
};
struct StepOutput final : KeyTable {
  Key call_id{*this, "call_id", Shape::kText, "The call.", {.required = true}};
};

/// Does one thing in a call, and returns when it was done. Its keys are StepKeys and more.
class StepFunction : public Function {
 public:
  const FieldTable& Output() const final { return KeysOf<StepOutput>(); }
  const std::vector<ErrorMeaning>& Errors() const final;
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const final;
};

}  // namespace tocsin::workflow
