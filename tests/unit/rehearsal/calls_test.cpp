// The calls of a rehearsal: the voice worker at a carrier that does not exist.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const TimePoint kStart = *ParseTime("2026-03-07T02:00:00Z");

Event Request(const std::string& call, std::string contact, const std::string& question = "q1") {
  Event event;
  event.id = "request-" + call;
  event.source = "/test";
  event.type = "tocsin.call.requested";
  event.subject = "a1";
  event.extensions["runid"] = "r1";
  // Everybody has a number of their own.
  const std::string phone = "+1555987654" + std::to_string(contact.front() % 10);
  event.data = json::serialize(
      json::value{{"call_id", CallId::Derive({call}).ToString()},
                  {"question_id", QuestionId::Derive({question}).ToString()},
                  {"alert_id", "a1"},
                  {"to", {{"contact", std::move(contact)}, {"phone", phone}}},
                  {"say", "nginx is down"},
                  {"context", {{"severity", "critical"}, {"title", "nginx is down"}}},
                  {"choices", json::parse(R"([
          {"id":"approve","digits":"1","phrases":["approve"],"confirm":"read-back","final":true},
          {"id":"dismiss","digits":"22","phrases":["dismiss"]},
          {"id":"escalate","digits":"9","phrases":[],"confirm":"none","final":false}])")}});
  return event;
}

/// The question of `call` is withdrawn, for the alert was resolved.
Event Withdrawal(const std::string& call, const std::string& contact) {
  Event event = Request(call, contact);
  event.id = "cancel-" + call;
  event.type = "tocsin.call.cancel_requested";
  event.data = json::serialize(
      json::value{{"question_id", QuestionId::Derive({"q1"}).ToString()}, {"reason", "resolved"}});
  return event;
}

class RehearsedCallsTest : public testing::TestWithParam<Crashes> {
 protected:
  World& Begin(std::string_view callees, bool carrier_lists_calls = true) {
    std::vector<Finding> findings;
    auto world =
        World::Make({.definitions = {},
                     .resources = workflow::ParseResources({}, "").resources,
                     .engine = *engine_,
                     .functions = functions_,
                     .make_store = make_store_,
                     .callees = ReadCallees(*ParseYaml(callees, "t.yaml"), "t.yaml", findings),
                     .carrier_lists_calls = carrier_lists_calls},
                    kStart, GetParam());
    for (const auto& finding : findings) ADD_FAILURE() << FormatFinding(finding);
    Check(world.has_value(), "a world must be made");
    seen_ = spoken_ = 0;
    world_ = *std::move(world);
    return *world_;
  }
  void Tell(const Event& event) {
    const auto told = world_->Publish(event);
    ASSERT_TRUE(told) << told.error().message;
    Collect();
  }
  /// Lets time go by up to a moment after the start.
  void Until(Duration time) {
    ASSERT_TRUE(world_->AdvanceTo(kStart + time));
    Collect();
  }
  void Collect() {
    const auto& occurrences = world_->Occurrences();
    for (; seen_ < occurrences.size(); ++seen_) {
      const auto& event = occurrences[seen_].event;
      if (occurrences[seen_].origin == World::Origin::kGiven) continue;
      EXPECT_THAT(event.data.Text(), Not(HasSubstr("+15559876543")));
      EXPECT_EQ(event.Extension("runid"), "r1");
      const auto data = EventData(event);
      const json::object& object = data->as_object();
      if (event.type != "tocsin.call.turn")
        words_.push_back(event.type.substr(7) + " " +
                         std::string(StringAt(object, "reason", StringAt(object, "choice"))));
    }
    for (; spoken_ < world_->Conversations().size(); ++spoken_) {
      const auto& line = world_->Conversations()[spoken_];
      lines_.push_back(line.role + ": " + line.text);
      said_at_.push_back(line.at);
    }
  }
  /// All events of one call as "type reason|choice" without the prefix.
  std::vector<std::string> Play(std::string_view callees) {
    Begin(callees);
    words_.clear();
    lines_.clear();
    said_at_.clear();
    Tell(Request("c1", "alice"));
    Until(std::chrono::hours(1));
    EXPECT_EQ(world_->NextAt(), std::nullopt);
    return words_;
  }
  std::vector<std::string> Turns(const std::string& turns) {
    return Play("alice: [{hang_up_after: 100s, turns: [" + turns + "]}]");
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  const workflow::Functions functions_{workflow::FunctionRegistry()};
  const MakeStore make_store_ = fakes::MakeScratchStore;
  std::unique_ptr<World> world_;
  std::size_t seen_ = 0;
  std::size_t spoken_ = 0;
  std::vector<std::string> words_;
  std::vector<std::string> lines_;
  std::vector<TimePoint> said_at_;
};

TEST_P(RehearsedCallsTest, PlaysEveryWayOfNotAnswering) {
  const auto rings = [](std::string reason) {
    return ElementsAre("call.initiated ", "call.ringing ", "call.ended " + std::move(reason));
  };
  EXPECT_THAT(Play("{}"), rings("no-answer"));
  EXPECT_THAT(Play("alice: [{no_answer: true}]"), rings("no-answer"));
  EXPECT_THAT(Play("alice: [{busy: true}]"), rings("busy"));
  EXPECT_THAT(Play("alice: [{reject: true}]"), rings("busy"));
  EXPECT_THAT(Play("alice: [{failed: true}]"),
              ElementsAre("call.initiated ", "call.failed failed"));
  EXPECT_THAT(Play("alice: [{canceled: true}]"), rings("canceled"));
  EXPECT_THAT(Play("alice: [{ignored: true}]"), IsEmpty());
  EXPECT_THAT(Play("alice: [{answer_after: 40s}]"), rings("no-answer"));
}

TEST_P(RehearsedCallsTest, FailsForTheReasonsOfTheVoiceWorker) {
  for (const std::string reason :
       {"refused", "limit", "kill_switch", "country", "no_carrier", "carrier_unreachable"})
    EXPECT_THAT(Play("alice: [{fails: " + reason + "}]"), ElementsAre("call.failed " + reason));
  EXPECT_THAT(Play("alice: [{fails: budget}]"),
              ElementsAre("budget.refused ", "call.failed budget"));
  EXPECT_THAT(Play("alice: [{fails: outcome_unknown}]"),
              ElementsAre("call.failed outcome_unknown", "call.failed lost"));
}

TEST_P(RehearsedCallsTest, AMachineNeverDecides) {
  for (const std::string greeting :
       {"say approve", "approve. yes. yes", "please leave a message after the beep",
        "press one to approve, or say approve and I will think about it when I come home"})
    EXPECT_THAT(
        Play("alice: [{voicemail: {after: 3s, greeting: '" + greeting + "'}}]"),
        ElementsAre("call.initiated ", "call.ringing ", "call.answered ", "call.ended voicemail"))
        << greeting;
  EXPECT_THAT(Play("alice: [{detected_as: machine_start, turns: [{silent: 2s}, {press: '1'}, "
                   "{press: '1'}]}]"),
              Contains("call.ended voicemail"));
}

TEST_P(RehearsedCallsTest, DecidesOnlyAfterTheConfirmation) {
  EXPECT_THAT(Turns("{say: I approve}, {press: '1'}"),
              ElementsAre("call.initiated ", "call.ringing ", "call.answered ",
                          "decision.made approve", "call.ended decided"));
  EXPECT_THAT(Turns("{press: '1'}, {say: confirm}"), Contains("decision.made approve"));
  EXPECT_THAT(Turns("{press: '221'}"), Contains("decision.made dismiss"));
  EXPECT_THAT(Turns("{press: '1#1'}"), Contains("decision.made approve"));
  EXPECT_THAT(Turns("{press: '*'}, {press: '9#'}"), Contains("decision.made escalate"));
  EXPECT_THAT(Turns("{press: '9'}"), Contains("decision.made escalate"));
  for (const std::string turns :
       {"{press: '1'}", "{say: do not approve}, {press: '22'}", "{say: improve}, {say: 'yes'}",
        "{press: '1'}, {press: '2'}", "{say: approve}, {say: 'no'}", "{say: 'should I approve?'}",
        "{say: approve or dismiss}", "{say: approve, confidence: 0.2}, {silent: 2s}",
        "{say: approve}, {say: 'yes', confidence: 0.1}", "{press: '9', silent: 200s}"})
    EXPECT_THAT(Turns(turns).back(), AnyOf("call.ended hung_up", "call.ended no_input")) << turns;
}

TEST_P(RehearsedCallsTest, SaysWhatTheVoiceWorkerSays) {
  Turns(
      "{hear: 'Hello. nginx is down', say: what happened}, {hear: 'Severity critical', say: "
      "approve}, {hear: 'You said approve. Press 1 to confirm', press: '1'}");
  EXPECT_THAT(
      lines_,
      ElementsAre(HasSubstr("assistant: Hello. nginx is down. To approve, press 1 or say approve."),
                  "user: what happened", HasSubstr("Nginx is down. Severity critical"),
                  "user: approve", HasSubstr("You said approve."), "user: pressed 1",
                  "assistant: Approved. Thank you. Goodbye."));
}

TEST_P(RehearsedCallsTest, StaysSilentWhenItDoesNotHearWhatItWaitsFor) {
  EXPECT_THAT(Play("alice: [{turns: [{hear: apache, press: '1'}, {press: '1'}]}]").back(),
              "call.ended no_input");
  EXPECT_THAT(
      Play("alice: [{turns: [{hear: NGINX, press: '1'}, {hear: confirm, press: '1'}]}]").back(),
      "call.ended decided");
  EXPECT_THAT(Play("alice: [{turns: [{silent: 8s}, {hear: did not hear, press: '1'}, {press: "
                   "'1'}]}]")
                  .back(),
              "call.ended decided");
  EXPECT_THAT(Play("alice: [{turns: [{press: '1'}, {hang_up: true}]}]").back(),
              "call.ended hung_up");
}

TEST_P(RehearsedCallsTest, RepeatsTheLastBehaviourAndCounts) {
  Begin("alice: [{busy: true}, {no_answer: true}]");
  for (const char* call : {"c1", "c2", "c3"}) {
    Tell(Request(call, "alice", call));
    Until(world_->Now() - kStart + std::chrono::minutes(1));
  }
  EXPECT_EQ(world_->Calls().at("alice"), 3);
  EXPECT_EQ(std::ranges::count(words_, "call.ended busy"), 1);
  EXPECT_EQ(std::ranges::count(words_, "call.ended no-answer"), 2);
}

TEST_P(RehearsedCallsTest, EndsWithdrawnCallsAndRefusesSettledQuestions) {
  Begin("alice: [{answer_after: 5s, turns: [{press: '1'}, {press: '1'}]}]");
  Tell(Request("c1", "alice"));
  Until(std::chrono::seconds(2));
  Tell(Withdrawal("c1", "alice"));
  Tell(Request("c2", "alice"));
  Until(std::chrono::hours(1));

  EXPECT_THAT(words_, ElementsAre("call.initiated ", "call.ringing ", "call.ended superseded",
                                  "call.ended superseded"));
  EXPECT_EQ(world_->Calls().at("alice"), 1);
}

TEST_P(RehearsedCallsTest, WhoIsOnThePhoneIsLedToTheGoodbyeAtOnce) {
  Begin("alice: [{turns: [{silent: 100s}]}]");
  Tell(Request("c1", "alice"));
  Until(std::chrono::seconds(4));
  Tell(Withdrawal("c1", "alice"));
  Until(std::chrono::minutes(1));
  // Stored when it was heard, with the time at which it was said.
  EXPECT_THAT(lines_.back(), HasSubstr("This alert has been resolved in the meantime."));
  EXPECT_LE(said_at_.back() - said_at_.front(), std::chrono::seconds(5));
  EXPECT_EQ(words_.back(), "call.ended superseded");
}

TEST_P(RehearsedCallsTest, OneDecisionEndsTheOtherCalls) {
  Begin(
      "alice: [{turns: [{press: '1'}, {press: '1'}]}]\n"
      "bob: [{answer_after: 29s}]\n"
      "cyd: [{turns: [{silent: 30s}, {press: '1'}, {press: '1'}]}]");
  for (const char* who : {"alice", "bob", "cyd"}) Tell(Request(who, who));
  Until(std::chrono::hours(1));

  EXPECT_EQ(std::ranges::count(words_, "decision.made approve"), 1);
  EXPECT_EQ(std::ranges::count(words_, "call.ended superseded"), 2);
  EXPECT_THAT(lines_, Contains(HasSubstr("already been handled by alice")));
}

TEST_P(RehearsedCallsTest, DoesNotDialANumberAgainWhileItsOutcomeIsUnknown) {
  Begin("alice: [{fails: outcome_unknown}, {turns: [{press: '11'}]}]");
  Tell(Request("c1", "alice"));
  Until(std::chrono::seconds(25));
  Tell(Request("c2", "alice"));
  Until(std::chrono::seconds(59));
  EXPECT_THAT(words_, ElementsAre("call.failed outcome_unknown"));
  Until(std::chrono::seconds(62));
  EXPECT_THAT(words_, ElementsAre("call.failed outcome_unknown", "call.failed lost",
                                  "call.initiated ", "call.ringing "));
}

TEST_P(RehearsedCallsTest, WithoutAListOnlyTimeTellsThatADialIsLost) {
  Begin("alice: [{fails: outcome_unknown}, {turns: [{press: '11'}]}]", false);
  Tell(Request("c1", "alice"));
  Until(std::chrono::seconds(120));
  Tell(Request("c2", "alice"));  // waits for her line
  // It may ring for 30 s and be talked on for 600 s; its last callback may be 60 s late.
  Until(std::chrono::seconds(689));
  EXPECT_THAT(words_, ElementsAre("call.failed outcome_unknown"));
  Until(std::chrono::seconds(694));
  EXPECT_THAT(words_, Contains("call.failed lost"));
  EXPECT_EQ(world_->Calls().at("alice"), 2);
}

TEST_P(RehearsedCallsTest, KeepsTheNumberOfCallsInAnHour) {
  Begin("alice: [{busy: true}]");
  for (int i = 0; i < 31; ++i) {
    Tell(Request("c" + std::to_string(i), "alice", "q" + std::to_string(i)));
    Until(world_->Now() - kStart + std::chrono::minutes(1));
  }
  EXPECT_EQ(std::ranges::count(words_, "call.ended busy"), 30);
  EXPECT_EQ(words_.back(), "call.failed limit");
}

TEST_P(RehearsedCallsTest, NamesWhatTheVoiceWorkerWouldNotTake) {
  Begin("{}");
  Event event = Request("c1", "alice");
  event.data = R"({"question_id":"q1"})";
  const auto told = world_->Publish(event);
  ASSERT_FALSE(told);
  EXPECT_THAT(told.error().message, HasSubstr("'call_id' is missing or no UUID"));
  // What names a call is answered, so that its run does not wait.
  event.id = "request-c2";
  event.data = R"({"call_id":"c1"})";
  Tell(event);
  EXPECT_EQ(words_.back(), "call.failed invalid_request");
}

INSTANTIATE_TEST_SUITE_P(Crashes, RehearsedCallsTest,
                         testing::Values(Crashes::kNever, Crashes::kEverywhere),
                         [](const auto& info) {
                           return info.param == Crashes::kNever ? "Never" : "Everywhere";
                         });

TEST(CalleesTest, FindsMistakes) {
  const auto read = [](std::string_view text) {
    std::vector<Finding> findings;
    ReadCallees(*ParseYaml(text, "t"), "t", findings);
    std::string all;
    for (const auto& finding : findings) all += FormatFinding(finding) + "\n";
    return all;
  };
  EXPECT_THAT(read("a: [{bussy: true}]"), HasSubstr("did you mean 'busy'?"));
  EXPECT_THAT(read("a: [{busy: false}]"),
              HasSubstr("t:1:12: error: callees.a[0].busy can only be true"));
  EXPECT_THAT(read("a: [{busy: true, turns: []}]"), HasSubstr("'busy' stands alone"));
  EXPECT_THAT(read("a: [{fails: gone}]"), HasSubstr("callees.a[0].fails must be one of refused, "));
  EXPECT_THAT(read("a: [{detected_as: dog}]"),
              HasSubstr("callees.a[0].detected_as must be one of human, "));
  EXPECT_THAT(read("a: [{turns: [{press: x}]}]"),
              HasSubstr("callees.a[0].turns[0].press must be 1 to 32 keys"));
  EXPECT_THAT(read("a: [{turns: [{press: '1', say: x}]}]"), HasSubstr("takes only one of"));
  EXPECT_THAT(read("a: [{turns: [{hear: x}]}]"), HasSubstr("a turn needs"));
  EXPECT_THAT(read("a: []"), HasSubstr("at least one behaviour"));
  EXPECT_THAT(read("a: [{turns: [{hear: '(', say: x}]}]"),
              HasSubstr("callees.a[0].turns[0].hear is not a regular expression"));
  EXPECT_THAT(read("a: [{busy: }]"), HasSubstr("callees.a[0].busy is empty"));
  EXPECT_EQ(read("a: [{voicemail: }, {voicemail: {greeting: Hi}}]"), "");
}

}  // namespace
}  // namespace tocsin::rehearsal
