#include <memory>
#include <utility>

#include "schemas/events/converse.hpp"
#include "schemas/events/data.hpp"
#include "schemas/json_schema.hpp"
#include "schemas/one_member.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/functions/voice_converse_keys.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/language/errors.hpp"

namespace tocsin::workflow {
namespace {

constexpr ErrorMeaning kModelMeaning = {
    "https://tocsin.dev/voice/errors/model", 502, "the language model does not answer",
    "Two answers in a row did not come, were empty, or called a tool that there is not. The caller "
    "was told after the first, and is still on the line. `detail`: what the service said.",
    "Yes, or say something with `voice.say` and transfer or hang up."};

class VoiceConverse final : public Function {
 public:
  std::string_view Name() const override { return "voice.converse"; }
  std::string_view Description() const override {
    return "A language model (`language.chat`) talks with the caller of a call that came in. What "
           "it writes is spoken as it is written, and interrupted when the caller speaks; it is "
           "told only what was heard. It can do nothing by itself: what is a `tool` ends the "
           "function, the workflow does it, and calls the function again with its `result`, in "
           "the same conversation. It decides nothing: `voice.ask` does, also from a parallel "
           "branch while they talk. A step for the same call that comes meanwhile is done at once, "
           "and the conversation goes on behind it; `voice.hangup` ends it.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceConverseKeys>(); }
  const FieldTable& Output() const override { return KeysOf<VoiceConverseOutput>(); }
  const std::vector<ErrorMeaning>& Errors() const override {
    static const std::vector<ErrorMeaning> errors = {kCallOverMeaning, kModelMeaning};
    return errors;
  }
  const std::vector<Example>& Examples() const override;
  FunctionOutcome Begin(FunctionCall& call) const override;
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override;
  void Check(const FunctionCheck& check) const override;
};

std::optional<std::string> FactsFault(const json::object& facts) {
  const std::size_t size = JsonText(facts).size();
  if (size <= events::kMostFactBytes) return std::nullopt;
  return "'facts' are " + std::to_string(size) + " bytes as JSON: at most " +
         std::to_string(events::kMostFactBytes) + " are told; a tool may look up the rest";
}

/// Reads arguments into members of a conversation, as its table says.
class ConverseReading {
 public:
  template <auto kMember>
  void Take(const json::value& value) {
    DecodeMember<kMember>(value, place_, report_, converse);
  }
  /// What is wrong with it, with the key.
  std::optional<std::string> Fault() const {
    if (!report_.faults.empty()) return Describe(report_.faults.front());
    return events::ConverseFault(converse);
  }

  events::Converse converse;

 private:
  const Place place_{.name = NameOf<&events::CallStepRequested::converse>()};
  DecodeReport report_{.unknown = UnknownFields::kRefuse};
};

Result<events::Converse> ConverseOf(const json::object& given) {
  const auto& keys = KeysOf<VoiceConverseKeys>();
  ConverseReading read;
  read.converse.instructions = StringAt(given, keys.instructions);
  if (const auto* tools = given.if_contains(keys.tools))
    read.Take<&events::Converse::tools>(*tools);
  if (const auto* turns = given.if_contains(keys.turns))
    read.Take<&events::Converse::turns>(*turns);
  if (const auto* realtime = given.if_contains(keys.realtime))
    read.Take<&events::Converse::realtime>(*realtime);
  if (const auto* result = given.if_contains(keys.result)) {
    read.Take<&events::Converse::result>(*result);
    read.converse.has_result = true;  // null is one too
  }
  if (const auto fault = read.Fault()) return Fail(ErrorKind::kInvalid, *fault);
  return std::move(read.converse);
}

FunctionOutcome VoiceConverse::Begin(FunctionCall& call) const {
  const auto& keys = KeysOf<VoiceConverseKeys>();
  const auto& given = call.Arguments();
  events::CallStepRequested step{.act = std::string(events::kStepConverse)};
  auto converse = ConverseOf(given);
  if (!converse) return ValidationError(converse.error().message);
  step.converse = *std::move(converse);
  if (const auto say = StringAt(given, keys.say); !say.empty()) {
    if (auto fault = StepSayFault(say)) return *std::move(fault);
    step.say = say;
  }
  if (const auto* facts = given.if_contains(keys.facts); facts != nullptr && facts->is_object())
    step.context = facts->get_object();
  if (auto fault = FactsFault(step.context)) return ValidationError(*fault);
  auto listen = events::ReadListen(given.if_contains(keys.listen));
  if (!listen) return ValidationError(listen.error().message);
  step.listen = *std::move(listen);
  if (const auto language = StringAt(given, keys.language); !language.empty())
    step.language = language;
  return RequestStep(call, StringAt(given, keys.call), std::move(step));
}

FunctionOutcome VoiceConverse::OnEvent(FunctionCall& call, const Event& event) const {
  if (event.type != type::kCallStepEnded) return StillWaiting{};
  const auto& output = KeysOf<VoiceConverseOutput>();
  const auto ended = events::Read<events::CallStepEnded>(event);
  if (ended.outcome == events::kStepFailed)
    return RaisedError{std::string(kModelMeaning.type), kModelMeaning.status,
                       std::string(kModelMeaning.title), ended.reason.value_or("")};
  json::object told;
  told[output.call_id] =
      LedCallOf(call, StringAt(call.Arguments(), KeysOf<VoiceConverseKeys>().call)).value_or("");
  told[output.ending] = ended.ending.value_or(std::string(events::kEndingEnded));
  if (ended.tool) told[output.tool] = EncodeJson(*ended.tool);
  if (ended.turns) told[output.turns] = *ended.turns;
  if (ended.name) told[output.name] = *ended.name;
  return FollowStep(event, std::move(told));
}

/// A schema that cannot be read would let through what it is there to keep out.
void CheckParameters(const FunctionCheck& check, const YamlNode& tool) {
  const YamlNode* parameters = tool.IsMap() ? tool.Find(KeysOf<ToolKeys>().parameters) : nullptr;
  if (parameters == nullptr || !parameters->IsMap()) return;
  JsonSchema::Parse(*parameters, [&](Mark mark, Finding::Level level, const std::string& text) {
    if (level == Finding::Level::kError)
      check.error(mark, "'parameters': " + text);
    else
      check.warn(mark, "'parameters': " + text);
  });
  const json::value schema = parameters->ToJson();
  if (const auto type = StringAt(schema.as_object(), "type"); !type.empty() && type != "object")
    check.error(parameters->mark, "'parameters' must have type object: arguments have names");
}

/// One member alone, as the call would read it.
template <auto kMember>
void CheckMember(const FunctionCheck& check, const YamlNode& value) {
  ConverseReading read;
  read.converse.instructions = "-";
  read.Take<kMember>(value.ToJson());
  if (const auto fault = read.Fault()) check.error(value.mark, *fault);
}

void VoiceConverse::Check(const FunctionCheck& check) const {
  const auto& keys = KeysOf<VoiceConverseKeys>();
  CheckStepSay(check, keys.say);
  CheckStepLanguage(check, check.Literal(keys.language));
  CheckStepListen(check, check.Literal(keys.listen));
  if (const YamlNode* facts = check.Literal(keys.facts); facts != nullptr && facts->IsMap())
    if (const auto fault = FactsFault(facts->ToJson().as_object()))
      check.error(facts->mark, *fault);
  if (const YamlNode* turns = check.Literal(keys.turns); turns != nullptr)
    CheckMember<&events::Converse::turns>(check, *turns);
  if (const YamlNode* tools = check.Literal(keys.tools); tools != nullptr && tools->IsSequence()) {
    CheckMember<&events::Converse::tools>(check, *tools);
    for (const auto& tool : tools->items) CheckParameters(check, tool);
  }
  const YamlNode* instructions = check.Literal(keys.instructions);
  if (instructions != nullptr && instructions->text.empty())
    check.error(instructions->mark, "'instructions' is empty");
  if (instructions != nullptr && instructions->text.size() > events::kMostInstructionBytes)
    check.error(instructions->mark, "'instructions' is longer than " +
                                        std::to_string(events::kMostInstructionBytes) + " bytes");
}

const std::vector<Example>& VoiceConverse::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "A receptionist who knows the prices and looks up free times.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - talk:
      call: voice.converse
      with:
        call: ${ $workflow.input[0].call_id }
        say: Good day, this is the clinic. How can I help?
        instructions: You are the receptionist of a clinic. Offer an appointment.
        facts: {cleaning: 90 dollars, opening: Monday to Friday}
        tools:
          - name: find_times
            description: Free times of a day.
            parameters: {type: object, properties: {day: {type: string}}, required: [day]}
        turns: 20
        realtime: true
        listen: {end_after: 600ms}
        language: en-US
  - which:
      switch:
        - look: {when: '${ .ending == "tool" }', then: times}
        - done: {then: bye}
  - times: {set: {free: [nine, eleven]}}
  - again:
      call: voice.converse
      with:
        instructions: You are the receptionist of a clinic. Offer an appointment.
        result: ${ .free }
  - bye: {call: voice.hangup}
)",
       .test = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543':
    - turns: [{hear: How can I help, say: is tuesday free}, {hear: nine or eleven, say: nine thanks bye}]
model:
  - {asked: tuesday, say: Let me look., tool: {name: find_times, arguments: {day: tuesday}}}
  - {asked: eleven, say: I have nine or eleven.}
  - {asked: bye, say: Goodbye., tool: {name: end_conversation}}
expect:
  events:
    - {type: tocsin.call.step_ended, data: {act: converse, ending: tool, tool: {name: find_times, arguments: {day: tuesday}}}}
    - {type: tocsin.call.step_ended, data: {act: converse, ending: ended, turns: 2}}
    - {type: tocsin.call.step_ended, data: {act: hang_up}}
)"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_voice_converse(FunctionRegistry& registry);
void RegisterFunction_voice_converse(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceConverse>());
}

}  // namespace tocsin::workflow
