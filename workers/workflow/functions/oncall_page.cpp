#include "schemas/events/calls.hpp"
#include "workers/workflow/functions/example_scenes.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/lint_choices.hpp"
#include "workers/workflow/language/question_choices.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

struct PageUntilKeys final : KeyTable {
  Key resolved{*this,
               "resolved",
               Shape::kText,
               "The alert whose recovery (`tocsin.alert.resolved`) ends the ringing: its id.",
               {.required = true}};
};

struct OncallPageKeys final : KeyTable {
  Key policy{*this,
             "policy",
             Shape::kText,
             "Whose ladder is climbed.",
             {.default_text = "as `oncall.resolve` takes it"}};
  Key severity{*this,
               "severity",
               Shape::kText,
               "Of what it is about, for a policy that chooses people by severity.",
               {.default_text = "all are on duty"}};
  Key say{*this, "say", Shape::kText, "As of `voice.ask`.", {.required = true}};
  Key choices{*this,
              "choices",
              {Shape::kList, KeysWithin<ChoiceKeys>},
              "As of `voice.ask`. Two kinds of `final: false` are understood: the id `escalate` "
              "passes the question on to who is next (and is offered only while there is "
              "somebody), any other puts it off (`snooze`) and the same people are rung again.",
              {.required = true}};
  Key context{*this,
              "context",
              Shape::kMap,
              "As of `voice.ask`.",
              {.default_text = "nothing more is known"}};
  Key mode{*this,
           "mode",
           Shape::kText,
           "`sequence`: rung by rung, each dialled again as its `retries` and `delay` say. "
           "`parallel`: everybody at once with one question, in as many goes as the largest "
           "`retries` says.",
           {.allowed = {"sequence", "parallel"}, .default_text = "sequence"}};
  Key until{*this,
            "until",
            {Shape::kMap, KeysWithin<PageUntilKeys>},
            "What makes the question needless.",
            {.default_text = "nothing"}};
  Key alert_id{
      *this, "alert_id", Shape::kText, "As of `voice.ask`.", {.default_text = "the run's subject"}};
  Key language{
      *this, "language", Shape::kText, "As of `voice.ask`.", {.default_text = "each person's"}};
  Key voicemail{*this, NameOf<&events::CallRequested::voicemail>(), Shape::kText,
                "As of `voice.ask`.", SharedRules<&events::CallRequested::voicemail>()};
  Key missed{
      *this,
      "missed",
      Shape::kText,
      "`message`: who was not reached is written to over their own `channels` "
      "(`notify.contact`), once a round, with what would have been said and a link by which it "
      "is answered.",
      {.allowed = {"nothing", "message"}, .default_text = "nothing"}};
  Key replies{*this,
              "replies",
              Shape::kBoolean,
              "A text message (SMS) of `missed` ends with the keys of the choices, and a text that "
              "comes back answers the question (`answers` of `notify.contact`).",
              {.default_text = "false"}};
  Key linger{
      *this,
      "linger",
      Shape::kDuration,
      "After the last call, how long the answer in writing is waited for, where somebody was "
      "written to.",
      {.default_text = "10m"}};
  Key snooze{*this,
             "snooze",
             Shape::kDuration,
             "Pause after an answer that puts it off.",
             {.default_text = "the rung's `delay`"}};
  Key rounds{*this,
             "rounds",
             Shape::kInteger,
             "How often the ladder is climbed, 1 to 100: more than 1 calls until somebody decides.",
             {.default_text = "1"}};
  Key pause{*this, "pause", Shape::kDuration, "Pause between two rounds.", {.default_text = "5m"}};
  Key within{*this, "within", Shape::kDuration, "Time for all of it.", {.default_text = "2h"}};
  Key alone{*this,
            "alone",
            Shape::kBoolean,
            "`true`: it rings by itself, whatever the policy's `bundle` says.",
            {.default_text = "as the policy says"}};
};

struct OncallPageOutput final : KeyTable {
  Key choice{
      *this, "choice", Shape::kText, "Id of the choice; null: nobody decided.", {.required = true}};
  Key final{*this, "final", Shape::kBoolean, "Whether it is decided.", {.required = true}};
  Key by{*this, "by", Shape::kMap, "As of `voice.ask`, or null.", {.required = true}};
  Key method{*this, "method", Shape::kText, "As of `voice.ask`, or null.", {.required = true}};
  Key evidence{*this, "evidence", Shape::kMap, "As of `voice.ask`, or null.", {.required = true}};
  Key rung{*this,
           "rung",
           Shape::kInteger,
           "Which rung decided, from 1; null: none. In parallel there is one.",
           {.required = true}};
  Key outcome{
      *this,
      "outcome",
      Shape::kText,
      "`decided`; `resolved`: the recovery came first; `unanswered`: nobody was reached, or "
      "nobody decided; `escalated`: everybody passed it on; `timeout`: `within` is over; "
      "`nobody`: nobody is on duty.",
      {.required = true,
       .allowed = {"decided", "resolved", "unanswered", "escalated", "timeout", "nobody"}}};
  Key reason{*this,
             "reason",
             Shape::kText,
             "Why there is no decision, in words: of `unanswered` what the last call came to. Null "
             "of `decided` and `resolved`.",
             {.required = true}};
};

/// Its work is that of workflows/oncall/page.yaml.
class OncallPage final : public Function {
 public:
  std::string_view Name() const override { return "oncall.page"; }
  std::string_view Description() const override;
  const FieldTable& Fields() const override { return KeysOf<OncallPageKeys>(); }
  const FieldTable& Output() const override { return KeysOf<OncallPageOutput>(); }
  const std::vector<Example>& Examples() const override;
  std::optional<WorkflowName> Workflow() const override {
    return WorkflowName{.space = "oncall", .name = "page"};
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    return RunsWorkflow{call.Arguments()};
  }

  void Check(const FunctionCheck& check) const override {
    const auto& keys = KeysOf<OncallPageKeys>();
    if (const YamlNode* choices = check.Literal(keys.choices)) LintChoices(check, *choices);
    const YamlNode* policy = check.Literal(keys.policy);
    if (check.resources == nullptr || policy == nullptr || !policy->IsScalar()) return;
    if (check.resources->FindPolicy(policy->text) != nullptr) return;
    std::vector<std::string_view> known;
    for (const auto& item : check.resources->AllPolicies()) known.push_back(item.name);
    check.error(policy->mark, "policy '" + policy->text + "' is in no resource file" +
                                  DidYouMean(policy->text, known));
  }
};

std::string_view OncallPage::Description() const {
  return "Rings the people of a policy until one of them decides: climbs the ladder, dials again "
         "whom it did not reach, and asks one question of all, which has one final decision, "
         "whoever gives it on whichever call. Who is rung beside, or comes late, is hung up or "
         "told that it is decided. It does not fail because nobody decides: `outcome` says how it "
         "ended. Where the policy says `bundle`, alerts beyond its limit are asked in one call, by "
         "the workflow `oncall/bundle`. Its work is done by the workflow `oncall/page`, which "
         "comes with the program, in "
         "a run of its own; a file `workflows/oncall/page.yaml` with that namespace and name takes "
         "its place, and its `input.schema` then says which arguments there are. To race it "
         "against another event than the recovery, put it into a `fork` with `compete`: the branch "
         "that loses is hung up.";
}

const std::vector<Example>& OncallPage::Examples() const {
  static const std::string at_once = PageOfFullDisk("        mode: parallel\n");
  static const std::vector<Example> examples = {
      {.title = "Alice is busy, Bob approves. The recovery would have ended it.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.alert.raised}}}
do:
  - page:
      call: oncall.page
      with:
        policy: infra
        severity: critical
        say: The disk is full. May I delete old logs?
        choices:
          - {id: approve, digits: '1', phrases: [approve]}
          - {id: dismiss, digits: '2', phrases: [dismiss]}
          - {id: snooze, digits: '3', phrases: [snooze], confirm: none, final: false}
          - {id: escalate, digits: '9', phrases: [not me], confirm: none, final: false}
        context: ${ $workflow.input[0] }
        mode: sequence
        until: {resolved: '${ $workflow.input[0].alert_id }'}
        alert_id: ${ $workflow.input[0].alert_id }
        language: en-US
        voicemail: message
        missed: message
        replies: true
        linger: 10m
        snooze: 10m
        rounds: 3
        pause: 5m
        within: 1h
        alone: true
)",
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', channels: ['ntfy:alice-phone']}, bob: {phone: '+15559876544'}}
  policies: {infra: {rungs: [{contact: alice, retries: 1}, {contact: bob}]}}
given:
  - event: {type: tocsin.alert.raised, subject: a1, data: {title: disk full}}
callees:
  alice: [{busy: true}, {no_answer: true}]
  bob: [{turns: [{hear: disk is full, press: '1'}, {press: '1'}]}]
expect:
  output: {choice: approve, final: true, by: {contact: bob}, method: dtmf, rung: 2, outcome: decided, reason: null}
  calls: {alice: 2, bob: 1}
  messages: [{channel: alice-phone, body: {title: Missed call}}]
)"},
      {.title = "Both at once: who answers first decides, the other is hung up.",
       .document = at_once,
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543'}, bob: {phone: '+15559876544'}}
given:
  - event: {type: com.example.disk.full, subject: d1}
callees:
  alice: [{answer_after: 20s, turns: [{press: '1'}, {press: '1'}]}]
  bob: [{answer_after: 2s, turns: [{press: '2'}, {press: '1'}]}]
expect:
  output: {choice: dismiss, by: {contact: bob}, rung: 1}
  calls: {alice: 1, bob: 1}
)"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_oncall_page(FunctionRegistry& registry);
void RegisterFunction_oncall_page(FunctionRegistry& registry) {
  registry.Add(std::make_unique<OncallPage>());
}

}  // namespace tocsin::workflow
