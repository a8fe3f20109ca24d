#include <algorithm>
#include <memory>

#include "schemas/events/data.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/oncall/known_contact.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

struct VoiceIdentifyKeys final : StepKeys {
  Key say{*this,
          "say",
          Shape::kText,
          "What the caller hears, whoever it is: it should tell a stranger nothing, of the PIN "
          "neither.",
          {.required = true}};
};
struct VoiceIdentifyOutput final : KeyTable {
  Key call_id{*this, "call_id", Shape::kText, "The call.", {.required = true}};
  Key known{*this,
            "known",
            Shape::kBoolean,
            "Whether an active contact's PIN was keyed.",
            {.required = true}};
  Key contact{*this, "contact", Shape::kText, "The contact."};
  Key name{*this, "name", Shape::kText, "Their name."};
  Key language{*this, "language", Shape::kText, "What is spoken to them, BCP 47."};
};

class VoiceIdentify final : public Function {
 public:
  std::string_view Name() const override { return "voice.identify"; }
  std::string_view Description() const override {
    return "Says something to the caller of a call that came in, and takes the PIN of a contact "
           "that is keyed meanwhile (`telephony.pins`). Only where `telephony.identify_by_pin` is "
           "set; else it only says it. Whatever was keyed, what follows sounds the same: the "
           "sentence again, at most three times. Five wrong PINs from a number within an hour, or "
           "twenty in all within a day, and none is looked at until they are old enough. Decisions "
           "that follow in the call say so in `evidence.identified_by`. Ask it of who is a "
           "stranger to `oncall.contact`.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceIdentifyKeys>(); }
  const FieldTable& Output() const override { return KeysOf<VoiceIdentifyOutput>(); }
  const std::vector<ErrorMeaning>& Errors() const override {
    static const std::vector<ErrorMeaning> errors = {kCallOverMeaning};
    return errors;
  }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "Alice calls from a number that is nobody's.",
         .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - who: {call: voice.identify, with: {say: This number does not take calls.}}
  - bye: {call: voice.hangup}
)",
         .test = R"(resources:
  contacts: {alice: {name: Alice, phone: '+15559876543'}}
pins: {alice: '471100'}
given:
  - call_in: {from: '+15550002222'}
callees:
  '+15550002222': [{turns: [{hear: does not take calls, press: '471100'}]}]
expect:
  events:
    - {type: tocsin.call.step_ended, data: {act: identify, contact: alice}}
    - {type: tocsin.call.step_ended, data: {act: hang_up}}
)"},
    };
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& keys = KeysOf<VoiceIdentifyKeys>();
    const auto& given = call.Arguments();
    events::CallStepRequested step{.act = std::string(events::kStepIdentify)};
    const auto say = StringAt(given, keys.say);
    if (auto fault = StepSayFault(say)) return *std::move(fault);
    step.say = say;
    return RequestStep(call, StringAt(given, keys.call), std::move(step));
  }

  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override {
    const auto& output = KeysOf<VoiceIdentifyOutput>();
    json::object told;
    told[output.call_id] =
        LedCallOf(call, StringAt(call.Arguments(), KeysOf<VoiceIdentifyKeys>().call)).value_or("");
    const auto ended = events::Read<events::CallStepEnded>(event);
    const auto* contact = ActiveContact(call.Catalog(), ended.contact.value_or(""));
    TellContact(output, call.Catalog(), contact, told);
    return FollowStep(event, std::move(told));
  }

  void Check(const FunctionCheck& check) const override {
    CheckStepSay(check, KeysOf<VoiceIdentifyKeys>().say);
  }

 private:
  static const Contact* ActiveContact(const Resources& resources, std::string_view id) {
    const auto& contacts = resources.AllContacts();
    const auto found = std::ranges::find_if(
        contacts, [&](const Contact& contact) { return contact.active && contact.id == id; });
    return found == contacts.end() ? nullptr : &*found;
  }
};

}  // namespace

void RegisterFunction_voice_identify(FunctionRegistry& registry);
void RegisterFunction_voice_identify(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceIdentify>());
}

}  // namespace tocsin::workflow
