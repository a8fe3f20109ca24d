#include <memory>

#include "workers/workflow/functions/voice_say_keys.hpp"

namespace tocsin::workflow {
namespace {

class VoiceSay final : public StepFunction {
 public:
  std::string_view Name() const override { return "voice.say"; }
  std::string_view Description() const override {
    return "Says something to the caller of a call that came in, and returns when it was said.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceSayKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "Who calls hears what is known; one who hangs up ends it.",
         .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - tell:
      try:
        - say: {call: voice.say, with: {call: '${ $workflow.input[0].call_id }', say: All systems are up.}}
        - bye: {call: voice.hangup, with: {say: Goodbye.}}
      catch:
        errors: {with: {type: https://tocsin.dev/voice/errors/call-over}}
        do:
          - gone: {set: {gone: true}}
)",
         .test = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543': [{hang_up_after: 1500ms}]
expect:
  output: {gone: true}
)"},
    };
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& keys = KeysOf<VoiceSayKeys>();
    const auto& given = call.Arguments();
    const auto say = StringAt(given, keys.say);
    if (auto fault = StepSayFault(say)) return *fault;
    return RequestStep(call, StringAt(given, keys.call),
                       {.act = std::string(events::kStepSay), .say = std::string(say)});
  }
  void Check(const FunctionCheck& check) const override {
    CheckStepSay(check, KeysOf<VoiceSayKeys>().say);
  }
};

}  // namespace

void RegisterFunction_voice_say(FunctionRegistry& registry);
void RegisterFunction_voice_say(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceSay>());
}

}  // namespace tocsin::workflow
