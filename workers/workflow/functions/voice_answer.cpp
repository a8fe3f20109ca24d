#include <memory>

#include "workers/workflow/functions/example_scenes.hpp"
#include "workers/workflow/language/call_steps.hpp"

namespace tocsin::workflow {
namespace {

struct VoiceAnswerKeys final : StepKeys {
  Key language{*this,
               "language",
               Shape::kText,
               "Language of speech from here on, a BCP 47 tag: `en`, `de`, `es` or `hi`, with any "
               "country.",
               {.default_text = "that of the call"}};
};

class VoiceAnswer final : public StepFunction {
 public:
  std::string_view Name() const override { return "voice.answer"; }
  std::string_view Description() const override {
    return "Takes a call that came in: returns as soon as the caller is on the line. Until a "
           "workflow does something in the call the caller is kept waiting, for "
           "`telephony.wait_for_workflow`; then an "
           "automatic sentence ends it. Any other function of the call takes it, too.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceAnswerKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "A caller is taken, greeted in Spanish, and hung up on.",
         .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - take: {call: voice.answer, with: {call: '${ $workflow.input[0].call_id }', language: es}}
  - greet: {call: voice.say, with: {say: Hola.}}
  - bye: {call: voice.hangup}
)",
         .test = kCallerIsLedToTheEnd},
    };
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& keys = KeysOf<VoiceAnswerKeys>();
    const auto& given = call.Arguments();
    events::CallStepRequested step{.act = std::string(events::kStepAnswer)};
    if (const auto language = StringAt(given, keys.language); !language.empty())
      step.language = language;
    return RequestStep(call, StringAt(given, keys.call), std::move(step));
  }
  void Check(const FunctionCheck& check) const override {
    CheckStepLanguage(check, check.Literal(KeysOf<VoiceAnswerKeys>().language));
  }
};

}  // namespace

void RegisterFunction_voice_answer(FunctionRegistry& registry);
void RegisterFunction_voice_answer(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceAnswer>());
}

}  // namespace tocsin::workflow
