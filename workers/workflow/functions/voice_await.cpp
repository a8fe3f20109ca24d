#include <memory>

#include "schemas/events/data.hpp"
#include "schemas/events/people.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/functions/example_scenes.hpp"
#include "workers/workflow/language/asked_question.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kAwaitOver = "over";

struct VoiceAwaitKeys final : KeyTable {
  Key length{*this, "for", Shape::kDuration, "How long at most.", {.required = true}};
};

struct VoiceAwaitOutput final : KeyTable {
  Key choice{*this,
             "choice",
             Shape::kText,
             "Id of the choice; null: nobody decided in that time.",
             {.required = true}};
  Key final{*this, "final", Shape::kBoolean, "Whether it is decided.", {.required = true}};
  Key by{*this, "by", Shape::kMap, "As of `voice.ask`, or null.", {.required = true}};
  Key method{*this, "method", Shape::kText, "As of `voice.ask`, or null.", {.required = true}};
  Key evidence{*this, "evidence", Shape::kMap, "As of `voice.ask`, or null.", {.required = true}};
};

class VoiceAwait final : public Function {
 public:
  std::string_view Name() const override { return "voice.await"; }
  std::string_view Description() const override {
    return "Waits for the answer to the question that `voice.ask` asks in the outermost `for`, or "
           "the competing `fork` of several calls, around this task: by the link of a message, or "
           "on a call that "
           "rings back. It phones nobody, and is no error when nobody answers: the question stays "
           "open.";
  }
  const FieldTable& Fields() const override { return KeysOf<VoiceAwaitKeys>(); }
  const FieldTable& Output() const override { return KeysOf<VoiceAwaitOutput>(); }
  const std::vector<Example>& Examples() const override;

  FunctionOutcome Begin(FunctionCall& call) const override {
    if (!SharesQuestion(call))
      return ValidationError(
          "voice.await: there is no question here: put it into the 'for' or competing 'fork' in "
          "which voice.ask asks it");
    const auto length = ParseDuration(StringAt(call.Arguments(), KeysOf<VoiceAwaitKeys>().length));
    if (!length) return ValidationError("voice.await: 'for': " + length.error().message);
    const auto question = QuestionIdAt(call);
    if (const auto* decided = call.DecisionOf(question))
      return Given(call, question, events::Read<events::OtherDecision>(*decided));
    call.Await(question);
    call.SetTimer(kAwaitOver, call.Now() + *length);
    return StillWaiting{};
  }
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override {
    if (event.type != type::kDecisionMade) return StillWaiting{};
    auto decision = events::Read<events::OtherDecision>(event);
    if (decision.choice.empty() || !decision.final) return StillWaiting{};
    return Given(call, QuestionIdAt(call), std::move(decision));
  }
  FunctionOutcome OnTimer(FunctionCall&, std::string_view) const override {
    return OutputOf(nullptr, false, nullptr, nullptr, nullptr);
  }

 private:
  static FunctionOutcome Given(FunctionCall& call, const std::string& question,
                               events::OtherDecision decision) {
    call.Settled(question);
    return OutputOf(json::value(decision.choice), true, EncodeJson(decision.by),
                    json::value(decision.method), EncodeJson(decision.evidence));
  }
  static json::value OutputOf(json::value choice, bool final, json::value by, json::value method,
                              json::value evidence) {
    const auto& keys = KeysOf<VoiceAwaitOutput>();
    json::object output;
    output[keys.choice] = std::move(choice);
    output[keys.final] = final;
    output[keys.by] = std::move(by);
    output[keys.method] = std::move(method);
    output[keys.evidence] = std::move(evidence);
    return output;
  }
};

const std::vector<Example>& VoiceAwait::Examples() const {
  static const std::string nobody_picks_up = WhenNobodyPicksUp(R"(                - write:
                    call: notify.contact
                    with: {contact: alice, text: 'The disk is full. May I delete old logs?', link: true}
)");
  static const std::string paged = PageOfFullDisk("        missed: message\n");
  static const std::vector<Example> examples = {
      {.title = "Nobody picks up; the link of a message is waited for, in vain.",
       .document = nobody_picks_up,
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', channels: ['ntfy:alice-phone']}}
given:
  - event: {type: com.example.disk.full}
callees:
  alice: [{no_answer: true}]
expect:
  output: {choice: null, final: false}
  messages: [{channel: alice-phone, body: {message: 'The disk is full. May I delete old logs?'}}]
)"},
      {.title = "Nobody picks up; who opens the link approves.",
       .document = paged,
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', channels: [sms]}}
given:
  - event: {type: com.example.disk.full, subject: d1}
  - advance: 2m
  - link: {choice: approve}
expect:
  output: {choice: approve, by: {contact: alice}, method: link, outcome: decided}
  calls: {alice: 1}
)"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_voice_await(FunctionRegistry& registry);
void RegisterFunction_voice_await(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceAwait>());
}

}  // namespace tocsin::workflow
