#include <memory>

#include "workers/workflow/language/call_steps.hpp"

namespace tocsin::workflow {
namespace {

struct VoiceAskOpenKeys final : StepKeys {
  Key contact{*this,
              "contact",
              Shape::kText,
              "Name of the contact who is asked, and who has decided then.",
              {.required = true}};
  Key language{*this,
               "language",
               Shape::kText,
               "Language of speech, BCP 47.",
               {.default_text = "that of the call"}};
};

class VoiceAskOpen final : public StepFunction {
 public:
  std::string_view Name() const override { return "voice.ask_open"; }
  std::string_view Description() const override {
    return "Asks the caller of a call that came in what is being asked of people at this moment: "
           "the questions of `voice.ask` and of manual calls that are open, the oldest first, at "
           "most five, each with its own message and choices. An answer is the one decision of its "
           "question, as if it had been given where it was asked first: that run goes on, and "
           "phones that ring for it are silent. Returns when all were asked, or none is open; the "
           "caller hears which. Ask only whom you know (`oncall.contact`).";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceAskOpenKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "Nothing is open.",
         .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - open: {call: voice.ask_open, with: {contact: alice}}
  - bye: {call: voice.hangup}
)",
         .test = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543': [{turns: []}]
expect:
  events: [{type: tocsin.call.ended, data: {reason: completed}}]
)"},
    };
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& keys = KeysOf<VoiceAskOpenKeys>();
    const auto& given = call.Arguments();
    events::CallStepRequested step{.act = std::string(events::kStepAskOpen)};
    step.contact = StringAt(given, keys.contact);
    if (const auto language = StringAt(given, keys.language); !language.empty())
      step.language = language;
    return RequestStep(call, StringAt(given, keys.call), std::move(step));
  }
  void Check(const FunctionCheck& check) const override {
    CheckStepLanguage(check, check.Literal(KeysOf<VoiceAskOpenKeys>().language));
  }
};

}  // namespace

void RegisterFunction_voice_ask_open(FunctionRegistry& registry);
void RegisterFunction_voice_ask_open(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceAskOpen>());
}

}  // namespace tocsin::workflow
