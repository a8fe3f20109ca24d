#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_function_call.hpp"
#include "workers/workflow/language/errors.hpp"

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kResources = R"(contacts:
  alice: {phone: '+15559876543', language: de-DE}
  bob: {phone: '+15559876544'}
policies:
  default: {rungs: [{contact: alice}]}
  infra: {rungs: [{contact: bob, retries: 3, delay: 1m}]}
calendars:
  office: {zone: UTC, hours: [{days: mon-fri, from: '07:00', to: '16:00'}]}
actions:
  container: restart_container
  container_stopped: {name: start_container, parameters: {wait: true}}
)";

std::shared_ptr<const Resources> Catalog(std::string_view text = kResources,
                                         std::string_view phone = "") {
  return ParseResources({{"r.yaml", std::string(text)}}, phone).resources;
}

const Functions& All() {
  static const Functions functions = [] {
    FunctionRegistry registry;
    RegisterFunctionAll(registry);
    return Functions(std::move(registry));
  }();
  return functions;
}
const Function& Named(std::string_view name) { return *All().Find(name); }

std::string Text(const FunctionOutcome& outcome) {
  if (const auto* output = std::get_if<json::value>(&outcome)) return CanonicalJson(*output);
  if (const auto* error = std::get_if<RaisedError>(&outcome))
    return std::to_string(error->status) + " " + error->type.substr(error->type.rfind('/') + 1) +
           ": " + error->detail;
  return "waiting";
}

std::string Call(std::string_view function, json::object with,
                 std::shared_ptr<const Resources> resources = Catalog(),
                 std::string_view now = "2026-03-03T10:00:00Z") {
  FakeFunctionCall call(std::move(resources), std::move(with));
  call.now = *ParseTime(now);
  return Text(Named(function).Begin(call));
}

std::vector<std::string> Lint(std::string_view function, std::string_view with,
                              std::shared_ptr<const Resources> resources = Catalog()) {
  std::vector<std::string> findings;
  const auto node = ParseYaml(with, "w.yaml");
  const auto note = [&](Mark mark, std::string text) {
    findings.push_back(std::to_string(mark.line) + ":" + std::to_string(mark.column) + " " + text);
  };
  Named(function).Check({*node, resources.get(), note, note});
  return findings;
}

TEST(OncallResolveTest, NamesRungsAndHours) {
  EXPECT_EQ(Call("oncall.resolve", {}),
            R"({"open":true,"policy":"default",)"
            R"("reasons":[{"name":"alice","who":"alice","why":"policy default"}],)"
            R"("rungs":[{"contact":"alice","delay":"45s","language":"de-DE",)"
            R"("phone":"+15559876543","retries":0}],"skipped":[]})");
  EXPECT_EQ(
      Call("oncall.resolve",
           {{"policy", "infra"}, {"calendar", "office"}, {"at", "2026-03-03T17:00:00+01:00"}}),
      R"({"open":false,"policy":"infra","reasons":[{"name":"bob","who":"bob","why":"policy infra"}],)"
      R"("rungs":[{"contact":"bob","delay":"1m","language":"en-US",)"
      R"("phone":"+15559876544","retries":3}],"skipped":[]})");
}

TEST(OncallResolveTest, WorksWithoutResources) {
  EXPECT_EQ(Call("oncall.resolve", {}, Catalog("")),
            R"({"open":false,"policy":"default","reasons":[],"rungs":[],"skipped":[]})");
  EXPECT_THAT(Call("oncall.resolve", {}, Catalog("", "+15550000009")),
              HasSubstr(R"("phone":"+15550000009")"));
}

TEST(OncallResolveTest, TakesTheSeverityOfTheAlert) {
  const auto team = Catalog(R"(contacts:
  night: {phone: '+15559876543', severities: [critical]}
  all: {phone: '+15559876544'}
)");
  const auto rungs = [&](json::object with) {
    const auto output = ParseJson(Call("oncall.resolve", std::move(with), team)).value();
    std::string names;
    for (const auto& rung : output.at("rungs").as_array())
      names += std::string(rung.at("contact").as_string()) + ' ';
    return names;
  };
  EXPECT_EQ(rungs({}), "night all ");
  EXPECT_EQ(rungs({{"alert", {{"severity", "Critical "}}}}), "night all ");
  EXPECT_EQ(rungs({{"alert", {{"severity", "warning"}}}}), "all ");
  EXPECT_EQ(rungs({{"alert", {{"severity", "warning"}}}, {"severity", "critical"}}), "night all ");
  EXPECT_EQ(rungs({{"alert", json::object{}}}), "all ");  // counts as high
}

TEST(OncallResolveTest, RefusesUnknownNames) {
  EXPECT_EQ(Call("oncall.resolve", {{"policy", "infro"}}),
            "400 configuration: policy 'infro' is in no resource file, did you mean 'infra'?");
  EXPECT_THAT(Call("oncall.resolve", {{"calendar", "x"}}),
              HasSubstr("calendar 'x' is in no resource file"));
  EXPECT_THAT(Call("oncall.resolve", {{"at", "noon"}}),
              HasSubstr("400 validation: 'at' is not a time"));
  EXPECT_THAT(Lint("oncall.resolve", "{policy: infro}"),
              ElementsAre("1:10 policy 'infro' is in no resource file, did you mean 'infra'?"));
  EXPECT_THAT(Lint("oncall.resolve", "{policy: infra, calendar: '${ .x }'}"), IsEmpty());
  EXPECT_THAT(Lint("oncall.resolve", "{}", Catalog("calendars: {a: {zone: UTC}, b: {zone: UTC}}")),
              ElementsAre(HasSubstr("several calendars and none is named default")));
}

TEST(ActionResolveTest, PrefersWhatTheAlertRecommends) {
  const auto action = [](std::string_view alert) {
    const auto out =
        ParseJson(Call("action.resolve", json::object{{"alert", ParseJson(alert).value()}}))
            .value();
    auto action = out.at("action");
    if (action.is_object()) {
      EXPECT_EQ(action.at("resource"), out.at("resource")) << alert;
      action.get_object().erase("resource");
    }
    return CanonicalJson(action);
  };
  EXPECT_EQ(action(R"({"recommended_action":{"name":"r","parameters":{"a":1}},)"
                   R"("alert_type":"container_stopped"})"),
            R"({"name":"r","parameters":{"a":1}})");
  EXPECT_EQ(action(R"({"recommended_action":"r"})"), R"({"name":"r","parameters":{}})");
  // A number beyond 64 bits is no map.
  EXPECT_EQ(action(R"({"recommended_action":{"name":"r","parameters":18446744073709551616}})"),
            R"({"name":"r","parameters":{}})");
  EXPECT_EQ(action(R"({"alert_type":"container_stopped","resource_type":"container"})"),
            R"({"name":"start_container","parameters":{"wait":true}})");
  EXPECT_EQ(action(R"({"alert_type":"other","resource_type":"container"})"),
            R"({"name":"restart_container","parameters":{}})");
  EXPECT_EQ(action(R"({"alert_type":"other"})"), "null");
  EXPECT_EQ(action(R"({"recommended_action":{"parameters":{}},"alert_type":7})"), "null");
}

std::string ActionOf(std::string_view actions, std::string_view alert) {
  return Call("action.resolve", json::object{{"alert", json::parse(alert)}},
              Catalog("actions: " + std::string(actions)));
}

TEST(ActionResolveTest, FillsItsParametersFromTheAlert) {
  constexpr const char* kActions =
      "{container: {name: '${ \"restart_\" + .resource_type }', parameters: {container: '${ "
      ".resource_name }', node: '${ .node_name }', wait: true, more: ['${ .labels.team }', x], "
      "empty: null}}}";
  EXPECT_EQ(
      ActionOf(kActions,
               R"({"resource_type":"container","resource_id":100,"resource_name":"nginx",)"
               R"("node_name":"pve1","labels":{"team":"web"}})"),
      R"({"action":{"name":"restart_container","parameters":{"container":"nginx","empty":null,)"
      R"("more":["web","x"],"node":"pve1","wait":true},"resource":{"id":"100","name":"nginx",)"
      R"("node":"pve1","type":"container"}},"resource":{"id":"100","name":"nginx","node":"pve1",)"
      R"("type":"container"}})");
}

TEST(ActionResolveTest, LeavesOutWhatTheAlertDoesNotSay) {
  EXPECT_EQ(ActionOf("{disk: {name: clean, parameters: {host: '${ .node_name }', n: '${ .x | "
                     "tonumber }'}}}",
                     R"({"alert_type":"disk","x":"no number"})"),
            R"({"action":{"name":"clean","parameters":{},"resource":{}},"resource":{}})");
  EXPECT_EQ(ActionOf("{disk: '${ .action }'}", R"({"alert_type":"disk","node_name":"pve1"})"),
            R"({"action":null,"resource":{"node":"pve1"}})");
}

TEST(ActionResolveTest, KeepsLongNumbersOfTheAlert) {
  EXPECT_EQ(ActionOf("{vm: {name: stop, parameters: {id: '${ .resource_id }'}}}",
                     R"({"resource_type":"vm","resource_id":1764230000000000001})"),
            R"({"action":{"name":"stop","parameters":{"id":1764230000000000001},"resource":)"
            R"({"id":"1764230000000000001","type":"vm"}},"resource":{"id":"1764230000000000001",)"
            R"("type":"vm"}})");
}

/// Whose number calls is told with each step of the call that started the run.
TEST(CallSteps, TellTheLanguageOfTheContactWhoCalls) {
  const auto call_id = CallId::Derive({"in"}).ToString();
  const auto language = [&](json::value input, json::object with) -> std::string {
    FakeFunctionCall call(Catalog(), std::move(with));
    call.subject = call_id;
    call.run_input = std::move(input);
    EXPECT_EQ(Text(Named("voice.say").Begin(call)), "waiting");
    const auto& data = call.emitted.at(0).data.as_object();
    return std::string(StringAt(data, "caller_language", "none"));
  };
  const auto from = [&](std::string phone) {
    return json::object{{"call_id", call_id}, {"from", std::move(phone)}};
  };
  EXPECT_EQ(language(json::array{from("+15559876543")}, {{"say", "Hello."}}), "de-DE");
  EXPECT_EQ(language(json::array{from("+15550001111")}, {{"say", "Hello."}}), "none")
      << "a stranger";
  EXPECT_EQ(language(json::array{from("+15559876543")},
                     {{"say", "Hello."}, {"call", CallId::Derive({"other"}).ToString()}}),
            "none")
      << "another call";
  for (const auto& odd : {json::value(), json::value(json::array{}), json::value{1, 2}})
    EXPECT_EQ(language(odd, {{"say", "Hello."}}), "none");
}

class VoiceAskTest : public testing::Test {
 protected:
  json::object With(json::value to = "alice") {
    return {{"to", std::move(to)},
            {"say", "nginx is down"},
            {"context", {{"severity", "critical"}}},
            {"choices",
             json::parse(R"([{"id":"approve","digits":"1","phrases":["approve"]},)"
                         R"({"id":"escalate","digits":"9","confirm":"none","final":false}])")}};
  }
  FakeFunctionCall Begun(json::object with) {
    FakeFunctionCall call(Catalog(), std::move(with));
    EXPECT_EQ(Text(ask_.Begin(call)), "waiting");
    return call;
  }
  std::string Hear(FakeFunctionCall& call, std::string type, json::object data) {
    data.emplace("call_id", call.emitted.front().data.as_object().at("call_id"));
    Event event;
    event.type = std::move(type);
    event.data = json::serialize(data);
    return Text(ask_.OnEvent(call, event));
  }
  std::string Ended(std::string reason) {
    auto call = Begun(With());
    return Hear(call, "tocsin.call.ended", {{"reason", reason}});
  }

  const Function& ask_ = Named("voice.ask");
};

TEST_F(VoiceAskTest, RequestsACall) {
  const auto call = Begun(With());

  ASSERT_EQ(call.emitted.size(), 1u);
  EXPECT_EQ(call.emitted[0].type, "tocsin.call.requested");
  const auto& data = call.emitted[0].data.as_object();
  EXPECT_EQ(data.at("alert_id"), "a1");
  EXPECT_EQ(CanonicalJson(data.at("to")), R"({"contact":"alice","phone":"+15559876543"})");
  EXPECT_EQ(data.at("language"), "de-DE");
  EXPECT_EQ(data.at("say"), "nginx is down");
  EXPECT_EQ(CanonicalJson(data.at("context")), R"({"severity":"critical"})");
  EXPECT_EQ(
      CanonicalJson(data.at("choices")),
      R"([{"confirm":"read-back","digits":"1","final":true,"id":"approve","phrases":["approve"]},)"
      R"({"confirm":"none","digits":"9","final":false,"id":"escalate","phrases":[]}])");
  EXPECT_TRUE(Uuid::Parse(data.at("call_id").as_string()));
  EXPECT_TRUE(Uuid::Parse(data.at("question_id").as_string()));
}

TEST_F(VoiceAskTest, TakesNoNumberForTheContext) {
  auto with = With();
  with["context"] = LargeInteger("18446744073709551616");
  const auto call = Begun(with);
  EXPECT_EQ(CanonicalJson(call.emitted.at(0).data.as_object().at("context")), "{}");
}

TEST_F(VoiceAskTest, LeavesOutChoicesThatAreNotOffered) {
  auto with = With();
  with["choices"] = json::parse(R"([{"id":"approve","digits":"1","when":false},)"
                                R"({"id":"dismiss","digits":"1","when":true}])");
  const auto call = Begun(with);
  EXPECT_EQ(CanonicalJson(call.emitted.at(0).data.as_object().at("choices")),
            R"([{"confirm":"read-back","digits":"1","final":true,"id":"dismiss","phrases":[]}])");
}

TEST_F(VoiceAskTest, SaysHowTurnsAreTaken) {
  auto with = With();
  with["listen"] = {{"end_after", "900ms"}, {"barge_in", false}};
  auto call = Begun(with);
  const auto& listen = call.emitted.at(0).data.as_object().at("listen");
  EXPECT_EQ(listen.at("end_after"), "900ms");
  EXPECT_EQ(listen.at("barge_in"), false);

  with["listen"] = {{"end_after", "soon"}};
  FakeFunctionCall refused(Catalog(), with);
  EXPECT_THAT(Text(ask_.Begin(refused)), testing::HasSubstr("listen.end_after"));
}

TEST_F(VoiceAskTest, TakesContactNumberOrBoth) {
  const auto to = [&](json::value who) {
    return CanonicalJson(Begun(With(std::move(who))).emitted[0].data.at("to"));
  };
  EXPECT_EQ(to("+15550001111"), R"({"contact":"","phone":"+15550001111"})");
  EXPECT_EQ(to({{"contact", "bob"}}), R"({"contact":"bob","phone":"+15559876544"})");
  EXPECT_EQ(to({{"contact", "zoe"}, {"phone", "+15550001111"}}),
            R"({"contact":"zoe","phone":"+15550001111"})");
}

TEST_F(VoiceAskTest, KeepsOneQuestionForTheLadderAndACallForEachGo) {
  const auto ids = [&](json::value to, int round, std::string iteration, int visit) {
    FakeFunctionCall call(Catalog(), With(std::move(to)));
    call.place.round = round;
    call.iteration = std::move(iteration);
    call.visit = visit;
    ask_.Begin(call);
    return std::pair(call.state.at("question_id"),
                     call.emitted.front().data.as_object().at("call_id"));
  };
  const auto first = ids("alice", 0, "0/0", 0);
  const auto again = ids("alice", 0, "0/1", 1);
  const auto second = ids("bob", 0, "1/0", 2);
  const auto later = ids("alice", 1, "0/0", 3);

  EXPECT_EQ(first, ids("alice", 0, "0/0", 0));
  EXPECT_EQ(first.first, again.first);
  EXPECT_EQ(first.first, second.first);
  EXPECT_NE(first.first, later.first);
  EXPECT_NE(first.second, again.second);
  EXPECT_NE(first.second, second.second);
}

TEST_F(VoiceAskTest, ReturnsTheDecision) {
  auto call = Begun(With());
  EXPECT_EQ(Hear(call, "tocsin.call.answered", {}), "waiting");
  EXPECT_EQ(Hear(call, "tocsin.call.ended", {{"reason", "decided"}}), "waiting");
  EXPECT_EQ(Hear(call, "tocsin.decision.made",
                 {{"choice", "approve"},
                  {"final", true},
                  {"by", {{"contact", "alice"}, {"phone", "+1*****6543"}}},
                  {"method", "speech"},
                  {"evidence",
                   {{"heard", "approve"},
                    {"confirmed_with", "1"},
                    {"prompt", "You said approve."},
                    {"at", "2026-03-07T01:10:42.000Z"}}}}),
            R"({"by":{"contact":"alice","phone":"+1*****6543"},"choice":"approve",)"
            R"("evidence":{"at":"2026-03-07T01:10:42.000Z","confirmed_with":"1",)"
            R"("heard":"approve","prompt":"You said approve."},"final":true,"method":"speech"})");
}

TEST_F(VoiceAskTest, IgnoresWhatIsAboutAnotherCallOrUnreadable) {
  auto call = Begun(With());
  Event event;
  event.type = "tocsin.decision.made";
  event.data = R"({"call_id":"other","question_id":"other","choice":"approve"})";
  EXPECT_EQ(Text(ask_.OnEvent(call, event)), "waiting");
  event.data = "{";
  EXPECT_EQ(Text(ask_.OnEvent(call, event)), "waiting");
  EXPECT_EQ(Hear(call, "tocsin.decision.made", {}), "waiting");
}

TEST_F(VoiceAskTest, RaisesWhatEndedTheCall) {
  EXPECT_EQ(Ended("busy"), "503 not-reached: busy");
  EXPECT_EQ(Ended("no-answer"), "503 not-reached: no-answer");
  EXPECT_EQ(Ended("no_answer"), "503 not-reached: no-answer");
  EXPECT_EQ(Ended("voicemail"), "503 not-reached: voicemail");
  EXPECT_EQ(Ended("hung_up"), "503 not-reached: hung_up");
  EXPECT_EQ(Ended("no_input"), "503 not-reached: no_input");
  EXPECT_EQ(Ended(""), "503 not-reached: hung_up");
  const auto failed = [&](std::string reason) {
    auto call = Begun(With());
    return Hear(call, "tocsin.call.failed", {{"reason", std::move(reason)}});
  };
  EXPECT_EQ(failed("refused"), "502 carrier: refused");
  EXPECT_EQ(failed("outcome_unknown"), "504 outcome-unknown: outcome_unknown");
  for (const std::string guard : {"limit", "budget", "kill_switch", "country", "invalid_number"})
    EXPECT_EQ(failed(guard), "429 limit: " + guard);
  EXPECT_THAT(failed("invalid_request"), HasSubstr("400 validation: the voice role refused"));
  auto call = Begun(With());
  EXPECT_EQ(
      Hear(call, "tocsin.call.failed", {{"reason", "refused"}, {"detail", "21211 invalid number"}}),
      "502 carrier: refused: 21211 invalid number");
}

TEST_F(VoiceAskTest, WaitsAMomentForTheDecisionThatEndedTheCall) {
  for (const std::string reason : {"superseded", "decided"}) {
    auto call = Begun(With());
    EXPECT_EQ(Hear(call, "tocsin.call.ended", {{"reason", reason}}), "waiting");
    ASSERT_EQ(call.timers.size(), 1u);
    EXPECT_EQ(call.timers.begin()->second, call.now + std::chrono::seconds(30));
    EXPECT_EQ(Text(ask_.OnTimer(call, call.timers.begin()->first)), "409 superseded: superseded");
  }
}

TEST_F(VoiceAskTest, TakesTheDecisionOfAnotherCallOfTheQuestion) {
  auto call = Begun(With());
  EXPECT_THAT(Hear(call, "tocsin.decision.made",
                   {{"call_id", "other"},
                    {"question_id", call.state.at("question_id")},
                    {"choice", "dismiss"}}),
              HasSubstr(R"("choice":"dismiss")"));
  EXPECT_THAT(
      Hear(call, "tocsin.call.ended",
           {{"reason", "superseded"}, {"decision", {{"choice", "approve"}, {"final", true}}}}),
      HasSubstr(R"("choice":"approve")"));
}

TEST_F(VoiceAskTest, AnAnswerThatIsNotFinalIsThatOfItsOwnCall) {
  auto call = Begun(With());
  const json::value others{{"call_id", "other"},
                           {"question_id", call.state.at("question_id")},
                           {"choice", "escalate"},
                           {"final", false}};
  EXPECT_EQ(Hear(call, "tocsin.decision.made", others.get_object()), "waiting");
}

TEST_F(VoiceAskTest, WaitsForAnUnknownOutcomeWhenTold) {
  auto with = With();
  with["unknown"] = "wait";
  auto call = Begun(with);
  EXPECT_EQ(Hear(call, "tocsin.call.failed", {{"reason", "outcome_unknown"}}), "waiting");
  EXPECT_EQ(call.timers.size(), 1u);
  auto waited = call;
  EXPECT_EQ(Text(ask_.OnTimer(waited, "unknown")), "504 outcome-unknown: outcome_unknown");
  EXPECT_EQ(Hear(call, "tocsin.call.ringing", {}), "waiting");
  EXPECT_TRUE(call.timers.empty());
  EXPECT_EQ(Hear(call, "tocsin.call.failed",
                 {{"reason", "lost"}, {"detail", "the carrier does not know of the call"}}),
            "502 carrier: lost: the carrier does not know of the call");
}

TEST_F(VoiceAskTest, WithdrawsTheCallWhenItIsCancelled) {
  auto with = With();
  with["withdrawn_as"] = "resolved";
  auto call = Begun(with);
  ask_.OnCancel(call);
  call.question_ends = true;
  ask_.OnCancel(call);

  EXPECT_TRUE(call.open_questions.empty()) << "withdrawn for good";
  ASSERT_EQ(call.emitted.size(), 3u);
  const auto& ids = call.emitted[0].data;
  EXPECT_EQ(call.emitted[1].type, "tocsin.call.cancel_requested");
  EXPECT_EQ(call.emitted[1].data, (json::value{{"question_id", ids.at("question_id")},
                                               {"reason", "expired"},
                                               {"call_id", ids.at("call_id")}}));
  EXPECT_EQ(call.emitted[2].data,
            (json::value{{"question_id", ids.at("question_id")}, {"reason", "resolved"}}));
}

TEST_F(VoiceAskTest, WithdrawsAsExpiredWhereTimeRanOut) {
  auto with = With();
  with["withdrawn_as"] = "resolved";
  auto call = Begun(with);
  call.question_ends = call.timed_out = true;
  ask_.OnCancel(call);
  EXPECT_EQ(call.emitted.back().data.at("reason"), "expired");
}

TEST_F(VoiceAskTest, LeavesItsQuestionOpenUntilAFinalAnswer) {
  auto call = Begun(With());
  ASSERT_EQ(call.open_questions.size(), 1u);
  Hear(call, "tocsin.decision.made", {{"choice", "escalate"}, {"final", false}});
  EXPECT_EQ(call.open_questions.size(), 1u);
  Hear(call, "tocsin.call.ended", {{"reason", "busy"}});
  EXPECT_EQ(call.open_questions.size(), 1u);
  Hear(call, "tocsin.decision.made", {{"choice", "approve"}, {"final", true}});
  EXPECT_TRUE(call.open_questions.empty());
}

TEST_F(VoiceAskTest, RefusesWhatCannotBeAsked) {
  const auto error = [&](std::string key, json::value value) {
    auto with = With();
    with[key] = std::move(value);
    return Call("voice.ask", with);
  };
  EXPECT_THAT(error("to", "carol"),
              HasSubstr("400 configuration: contact 'carol' is in no resource file"));
  EXPECT_THAT(error("to", {{"phone", "12"}}), HasSubstr("400 validation: 'to' must be"));
  EXPECT_THAT(error("to", nullptr), HasSubstr("the run was not started by a call that came in"));
  EXPECT_THAT(error("say", ""), HasSubstr("'say' must be"));
  EXPECT_THAT(error("choices", json::array()), HasSubstr("at least one choice"));
  EXPECT_THAT(error("choices", json::parse(R"([{"id":"a","digits":"1"},{"id":"b","digits":"1"}])")),
              HasSubstr("digits '1' stand for two choices"));
  EXPECT_THAT(error("choices", json::parse(R"([{"id":"a"}])")),
              HasSubstr("needs digits or phrases"));
  EXPECT_THAT(error("choices", json::parse(R"([{"id":"a","digits":1}])")),
              HasSubstr("'digits' must be"));
  for (const char* choices : {R"([{"id":"a","digits":"*"}])", R"([{"id":"a","digits":"1#"}])"})
    EXPECT_THAT(error("choices", json::parse(choices)), HasSubstr("1 to 4 of 0-9"));
  EXPECT_THAT(error("choices", json::parse(R"([{"id":"a","digits":"1","when":false}])")),
              HasSubstr("'when' leaves none"));
  EXPECT_THAT(error("choices", json::parse(R"([{"id":"a","digits":"1","when":"no"}])")),
              HasSubstr("'when' must be true or false"));
  EXPECT_THAT(error("quorum", 2), HasSubstr("not supported yet"));
  EXPECT_THAT(error("otherwise", {{"converse", "x"}}), HasSubstr("not supported yet"));
}

TEST_F(VoiceAskTest, LintsLiterals) {
  EXPECT_THAT(Lint("voice.ask", "{to: alise, say: x, choices: [{id: a, digits: '1'}]}"),
              ElementsAre("1:6 contact 'alise' is in no resource file, did you mean 'alice'?"));
  EXPECT_THAT(Lint("voice.ask", "{to: zebediah, say: x, choices: [{id: a, digits: '1'}]}"),
              ElementsAre("1:6 contact 'zebediah' is in no resource file; name it in one: "
                          "contacts: {zebediah: {phone: '+15559876543'}}"));
  EXPECT_THAT(
      Lint("voice.ask", "{to: alice, say: x, choices: [{id: a, digits: '1', confirm: maybe}]}"),
      ElementsAre("1:31 'confirm' must be read-back, pin or none"));
  EXPECT_THAT(
      Lint("voice.ask",
           "{to: alice, say: x, choices: [{id: a, digits: '1'}], quorum: 2, otherwise: {}}"),
      ElementsAre(HasSubstr("'otherwise' is not supported yet"), HasSubstr("'quorum' above 1")));
  EXPECT_THAT(Lint("voice.ask", "{to: '${ .who }', say: '${ .x }', choices: '${ .c }'}"),
              IsEmpty());
  EXPECT_THAT(
      Lint("voice.ask", "{to: {contact: bob}, say: x, choices: [{id: '${ .x }', digits: '1'}]}"),
      IsEmpty());
  EXPECT_THAT(Lint("voice.ask",
                   "{to: bob, say: x, choices: [{id: a, digits: '1', when: '${ .x }'}, "
                   "{id: b, digits: '1'}]}"),
              IsEmpty());
  EXPECT_THAT(
      Lint("voice.ask", "{to: bob, say: x, choices: [{id: a, digitz: '3', when: '${ .x }'}]}"),
      ElementsAre("1:37 unknown key 'digitz' in a choice, did you mean 'digits'?"));
  EXPECT_THAT(Lint("voice.ask", "{to: bob, say: x, choices: [{id: a, when: '${ .x }'}]}"),
              ElementsAre("1:29 choice 'a' needs digits or phrases"));
  EXPECT_THAT(Lint("voice.ask", "{to: bob, say: '', choices: [{id: a, digits: '1'}]}"),
              ElementsAre("1:16 'say' is empty"));
}

TEST_F(VoiceAskTest, LintsWhomItRings) {
  const auto lint = [&](const std::string& to) {
    return Lint("voice.ask", "{to: " + to + ", say: x, choices: [{id: a, digits: '1'}]}");
  };
  for (const char* to : {"{contact: bob, calls_per_hour: 1000}", "{contact: bob, phone: null}",
                         "{phone: '${ .x }', calls_per_hour: '${ .n }'}", "[bob, '${ .x }']"})
    EXPECT_THAT(lint(to), IsEmpty()) << to;
  for (const char* most : {"0", "1001", "1.5", "many"})
    EXPECT_THAT(lint("{contact: bob, calls_per_hour: " + std::string(most) + "}"),
                ElementsAre("1:37 'calls_per_hour' must be a whole number from 1 to 1000"))
        << most;
  EXPECT_THAT(lint("{phone: '123'}"),
              ElementsAre("1:14 'phone' must be a number of '+' and 7 to 15 digits"));
  EXPECT_THAT(lint("{language: de}"), ElementsAre(HasSubstr("1:6 'to' must be a contact")));
}

TEST_F(VoiceAskTest, LintsHowTurnsAreTaken) {
  const auto lint = [&](const std::string& listen) {
    return Lint("voice.ask",
                "{listen: " + listen + ", to: bob, say: x, choices: [{id: a, digits: '1'}]}");
  };
  for (const char* listen :
       {"'${ .x }'", "{}", "{end_after: 10s, first_words: 1m, barge_in: false}",
        "{end_after: '${ .x }', barge_in: '${ .y }'}"})
    EXPECT_THAT(lint(listen), IsEmpty()) << listen;
  EXPECT_THAT(lint("{end_after: 11s}"),
              ElementsAre("1:22 listen.end_after must be between 0s and 10s, got 11s"));
  EXPECT_THAT(lint("{first_words: 61s}"),
              ElementsAre(HasSubstr("1:24 listen.first_words must be between 0s and 1m")));
  EXPECT_THAT(lint("{end_after: 5}"),
              ElementsAre(HasSubstr("1:22 listen.end_after must be a duration such as 30s")));
  EXPECT_THAT(lint("{barge_in: yes}"),
              ElementsAre("1:21 listen.barge_in must be true or false, got a string"));
  EXPECT_THAT(lint("{barg_in: true}"),
              ElementsAre("1:11 unknown key 'barg_in' in 'listen', did you mean 'barge_in'?"));
  EXPECT_THAT(Lint("voice.converse", "{instructions: x, listen: {end_after: 11s}}"),
              ElementsAre("1:39 listen.end_after must be between 0s and 10s, got 11s"));
}

}  // namespace
}  // namespace tocsin::workflow
