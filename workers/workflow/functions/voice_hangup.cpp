#include <memory>

#include "workers/workflow/functions/example_scenes.hpp"
#include "workers/workflow/language/call_steps.hpp"

namespace tocsin::workflow {
namespace {

struct VoiceHangupKeys final : StepKeys {
  Key say{*this, "say", Shape::kText, "The last words.", {.default_text = "none"}};
};

class VoiceHangup final : public StepFunction {
 public:
  std::string_view Name() const override { return "voice.hangup"; }
  std::string_view Description() const override {
    return "Ends a call that came in, after a last sentence where one is given; returns when the "
           "call is over. A call that is over already is no error.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceHangupKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "Every caller is told the same.",
         .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - bye:
      call: voice.hangup
      with: {call: '${ $workflow.input[0].call_id }', say: We are closed until Monday. Goodbye.}
)",
         .test = kCallerIsLedToTheEnd},
    };
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& keys = KeysOf<VoiceHangupKeys>();
    const auto& given = call.Arguments();
    const auto say = StringAt(given, keys.say);
    events::CallStepRequested step{.act = std::string(events::kStepHangUp)};
    if (!say.empty()) {
      if (auto fault = StepSayFault(say)) return *fault;
      step.say = say;
    }
    return RequestStep(call, StringAt(given, keys.call), std::move(step));
  }
  void Check(const FunctionCheck& check) const override {
    CheckStepSay(check, KeysOf<VoiceHangupKeys>().say);
  }
};

}  // namespace

void RegisterFunction_voice_hangup(FunctionRegistry& registry);
void RegisterFunction_voice_hangup(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceHangup>());
}

}  // namespace tocsin::workflow
