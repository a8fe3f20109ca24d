#include "workers/rehearsal/scripted_phone.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::rehearsal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const TimePoint kStart = *ParseTime("2026-03-07T02:00:00Z");

Event Request(std::string call, std::string contact, std::string question = "q1") {
  Event event;
  event.id = "request-" + call;
  event.source = "/test";
  event.type = "tocsin.call.requested";
  event.subject = "a1";
  event.extensions["runid"] = "r1";
  event.data = json::serialize(json::value{
      {"call_id", call},
      {"question_id", question},
      {"alert_id", "a1"},
      {"to", {{"contact", contact}, {"phone", "+15559876543"}}},
      {"say", "nginx is down"},
      {"choices",
       json::parse(
           R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"read-back","final":true},
                                  {"id":"escalate","digits":"9","phrases":[],"confirm":"none","final":false}])")}});
  return event;
}

/// All events of one call as "type reason|choice" without the prefix.
std::vector<std::string> Play(std::string_view callees, std::string contact = "alice") {
  std::vector<Finding> findings;
  const auto node = ParseYaml(callees, "t.yaml");
  ScriptedPhone phone(ReadCallees(*node, "t.yaml", findings));
  for (const auto& finding : findings) ADD_FAILURE() << FormatFinding(finding);
  phone.OnEvent(Request("c1", std::move(contact)), kStart);
  std::vector<std::string> words;
  while (const auto at = phone.NextAt())
    for (const auto& event : phone.TakeDue(*at)) {
      EXPECT_EQ(event.Extension("causationid"), "request-c1");
      EXPECT_EQ(event.Extension("runid"), "r1");
      EXPECT_THAT(event.data, testing::Not(HasSubstr("+15559876543")));
      const auto data = EventData(event);
      const json::object& object = data->as_object();
      words.push_back(event.type.substr(7) + " " +
                      std::string(StringAt(object, "reason", StringAt(object, "choice"))));
    }
  return words;
}

TEST(ScriptedPhoneTest, PlaysEveryWayOfNotAnswering) {
  EXPECT_THAT(Play("{}"), ElementsAre("call.initiated ", "call.ringing ", "call.ended no-answer"));
  EXPECT_THAT(Play("alice: [{busy: true}]"), ElementsAre("call.initiated ", "call.ended busy"));
  EXPECT_THAT(
      Play("alice: [{voicemail: {after: 3s, greeting: say approve}}]"),
      ElementsAre("call.initiated ", "call.ringing ", "call.answered ", "call.ended voicemail"));
}

TEST(ScriptedPhoneTest, DecidesOnlyAfterTheConfirmation) {
  const auto with = [](std::string turns) {
    return Play("alice: [{hang_up_after: 60s, turns: [" + turns + "]}]");
  };
  EXPECT_THAT(with("{say: I approve}, {press: '1'}"),
              ElementsAre("call.initiated ", "call.ringing ", "call.answered ",
                          "decision.made approve", "call.ended decided"));
  EXPECT_THAT(with("{press: '1'}, {say: confirm}"), testing::Contains("decision.made approve"));
  EXPECT_THAT(with("{press: '9'}"), testing::Contains("decision.made escalate"));
  for (const std::string turns :
       {"{press: '1'}", "{say: do not approve}, {press: '1'}", "{say: improve}, {say: 'yes'}",
        "{press: '1'}, {press: '2'}", "{say: approve}, {say: 'no'}"})
    EXPECT_THAT(with(turns).back(), "call.ended hung_up") << turns;
}

TEST(ScriptedPhoneTest, StaysSilentWhenItDoesNotHearWhatItWaitsFor) {
  EXPECT_THAT(Play("alice: [{turns: [{hear: apache, press: '1'}, {press: '1'}]}]").back(),
              "call.ended no_input");
  EXPECT_THAT(
      Play("alice: [{turns: [{hear: NGINX, press: '1'}, {hear: approve, press: '1'}]}]").back(),
      "call.ended decided");
}

TEST(ScriptedPhoneTest, RepeatsTheLastBehaviourAndCounts) {
  std::vector<Finding> findings;
  ScriptedPhone phone(
      ReadCallees(*ParseYaml("alice: [{busy: true}, {no_answer: true}]", "t"), "t", findings));
  for (const char* call : {"c1", "c2", "c3"}) phone.OnEvent(Request(call, "alice"), kStart);
  EXPECT_EQ(phone.Calls().at("alice"), 3);
  int busy = 0;
  int silent = 0;
  for (const auto& event : phone.TakeDue(kStart + std::chrono::hours(1))) {
    busy += event.data.find("busy") != std::string::npos;
    silent += event.data.find("no-answer") != std::string::npos;
  }
  EXPECT_EQ(busy, 1);
  EXPECT_EQ(silent, 2);
}

TEST(ScriptedPhoneTest, EndsWithdrawnCallsAndRefusesSettledQuestions) {
  std::vector<Finding> findings;
  ScriptedPhone phone(ReadCallees(*ParseYaml("alice: [{turns: [{press: '1'}, {press: '1'}]}]", "t"),
                                  "t", findings));
  phone.OnEvent(Request("c1", "alice"), kStart);
  Event cancel = Request("c1", "alice");
  cancel.type = "tocsin.call.cancel_requested";
  cancel.data = R"({"question_id":"q1","reason":"resolved"})";
  phone.OnEvent(cancel, kStart);
  phone.OnEvent(Request("c2", "alice"), kStart);

  const auto events = phone.TakeDue(kStart + std::chrono::hours(1));

  ASSERT_EQ(events.size(), 2u);
  for (const auto& event : events) EXPECT_THAT(event.data, HasSubstr("superseded"));
  EXPECT_EQ(phone.Calls().at("alice"), 1);
}

}  // namespace
}  // namespace tocsin::rehearsal
