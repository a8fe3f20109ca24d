#include <memory>

#include "schemas/language_tag.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {
namespace {

struct VoiceHangupKeys final : KeyTable {
  Key call{*this, "call", Shape::kText, kCallKeyText, {.default_text = kCallKeyDefault}};
  Key say{*this, "say", Shape::kText, "The last words.", {.default_text = "none"}};
};
struct VoiceHangupOutput final : KeyTable {
  Key call_id{*this, "call_id", Shape::kText, "The call.", {.required = true}};
};

class VoiceHangup final : public Function {
 public:
  std::string_view Name() const override { return "voice.hangup"; }
  std::string_view Description() const override {
    return "Ends a call that came in, after a last sentence where one is given; returns when the "
           "call is over. A call that is over already is no error.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceHangupKeys>(); }
  const FieldTable& Output() const override { return KeysOf<VoiceHangupOutput>(); }
  const std::vector<ErrorMeaning>& Errors() const override { return CallOverError(); }
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
         .test = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543': [{turns: []}]
expect:
  events: [{type: tocsin.call.ended, data: {reason: completed}}]
  output: {}
)"},
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
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override {
    const auto& keys = KeysOf<VoiceHangupKeys>();
    json::object output;
    output[KeysOf<VoiceHangupOutput>().call_id] =
        LedCallOf(call, StringAt(call.Arguments(), keys.call)).value_or("");
    return FollowStep(event, std::move(output));
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
