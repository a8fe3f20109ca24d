// links: harness schemas net
#include <chrono>

#include "scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> TypesOf(const std::vector<Sighting>& events) {
  std::vector<std::string> types;
  for (const auto& event : events)
    if (event.type != "tocsin.call.turn") types.push_back(event.type);
  return types;
}

TEST_F(Walk, ManualCall) {
  WalkSite site({.people = R"({'+15559876543': [{answer_after: 1s, turns: [
      {hear: 'nginx.*pve1', press: '2'}, {hear: 'press|confirm', press: '1'}]}]})"});
  ASSERT_TRUE(site.Start());
  const auto accepted = site.Initiate("test-alert-001", kLastResort, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(accepted.status, 202) << accepted.body;
  const std::string call_id = In(accepted.body, "call_id");
  EXPECT_NE(call_id, "");
  const auto again = site.Initiate("test-alert-001", kLastResort, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(In(again.body, "call_id"), call_id);

  const auto ended = site.Bus().WaitFor("calls", "test-alert-001", "tocsin.call.ended", 1);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_THAT(TypesOf(site.Bus().Seen("calls", "test-alert-001")),
              ElementsAre("tocsin.call.requested", "tocsin.call.initiated", "tocsin.call.ringing",
                          "tocsin.call.answered", "tocsin.call.ended"));
  EXPECT_EQ(ended[0].At("phone"), "+1*******543");
  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(TalkOf(calls[0]), HasSubstr("Container nginx has stopped on node pve1."));
  EXPECT_EQ(site.At().Query("select count(*) from voice_conversations"), "1");
  EXPECT_EQ(site.At().Query(
                "select alert_id || ' ' || status || ' ' || call_sid from voice_conversations"),
            "test-alert-001 dismissed " + Sighting::TextAt(calls[0], "sid"));
}

/// How long it takes is measured by tools/bench api.
TEST_F(Walk, ManualCallIsAnsweredWithoutWaitingForTheCarrier) {
  WalkSite site({});
  ASSERT_TRUE(site.Start());
  site.StopPhone();
  EXPECT_EQ(site.Initiate("a", "+15550000001").status, 202);
  EXPECT_EQ(site.Bus().WaitFor("calls", "a", "tocsin.call.requested", 1).size(), 1U);
}

TEST_F(Walk, ManualCallsThatAreRefused) {
  WalkSite site({});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a", kLastResort, {{"Idempotency-Key", "k1"}}).status, 202);
  const auto other = site.Initiate("b", kLastResort, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(In(other.body, "detail"), HasSubstr("a new request needs a new key"));
  const auto keyless = site.Send("POST", "/api/voice/call/initiate");
  EXPECT_EQ(keyless.status, 401);
  EXPECT_EQ(HeaderValue(keyless.headers, "Content-Type"), "application/problem+json");
  EXPECT_THAT(In(keyless.body, "detail"), HasSubstr("tocsin keys create NAME"));
  const auto short_number = site.Initiate("test-alert-001", "12");
  EXPECT_EQ(short_number.status, 422);
  EXPECT_EQ(In(short_number.body, "field"), "phone_number");
}

TEST_F(Walk, TheConversation) {
  WalkSite site({.people = R"({'+15559876543': [{answer_after: 1s, turns: [
      {hear: nginx, say: 'What happened?'}, {hear: 'critical.*nginx', say: Tell me more},
      {hear: all I know, say: Approve}, {hear: 'You said approve.*press 1 to confirm', press: '1'}]}]})"});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a5", kLastResort).status, 202);

  const auto actions = site.Bus().WaitFor("actions", "a5", "tocsin.action.requested", 1);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(actions[0].At("action"), "restart_container");
  EXPECT_EQ(actions[0].At("decided.choice"), "approve");
  EXPECT_EQ(actions[0].At("decided.evidence.heard"), "Approve");
  EXPECT_EQ(actions[0].headers.at("traceparent").size(), 55U);
  const auto decisions = site.Bus().Seen("decisions", "a5", "tocsin.decision.made");
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].At("method"), "speech");
  EXPECT_EQ(decisions[0].At("evidence.heard"), "Approve");
  EXPECT_EQ(decisions[0].At("evidence.confirmed_with"), "pressed 1");
  EXPECT_EQ(decisions[0].headers.at("traceparent").substr(3, 32),
            actions[0].headers.at("traceparent").substr(3, 32));

  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(TalkOf(calls[0]),
              AllOf(HasSubstr("Severity critical. Container nginx."),
                    HasSubstr("That is all I know."), HasSubstr("pressed: 1\nheard: Approved")));
  const auto stored = ParseTime(decisions[0].At("evidence.at"));
  ASSERT_TRUE(stored);
  EXPECT_GE(HeardAt(calls[0], "Approved: "), *stored);
  EXPECT_EQ(site.At().Query(
                "select string_agg(m->>'role' || ': ' || (m->>'text'), '|') from "
                "voice_conversations, json_array_elements(messages) m where m->>'role' = 'user'"),
            "user: What happened?|user: Tell me more|user: Approve|user: pressed 1");
  EXPECT_EQ(site.At().Query("select messages->-1->>'text' from voice_conversations"),
            "Approved: restart container nginx. Thank you. Goodbye.");
  EXPECT_EQ(site.At().Query("select json_array_length(messages) from voice_conversations"), "9");
}

TEST_F(Walk, DismissAndIgnore) {
  WalkSite site({.people = R"({
      '+15550000001': [{turns: [{hear: nginx, say: Dismiss}, {hear: confirm, press: '1'}]}],
      '+15550000002': [{turns: [{hear: nginx, say: Ignore it}, {hear: confirm, say: 'yes'}]}],
      '+15550000003': [{turns: [{hear: nginx, press: '2'}, {hear: confirm, press: '1'}]}]})"});
  ASSERT_TRUE(site.Start());
  for (const char digit : {'1', '2', '3'}) {
    const std::string alert = std::string("a6-") + digit;
    ASSERT_EQ(site.Initiate(alert, std::string("+1555000000") + digit).status, 202);
  }
  for (const char digit : {'1', '2', '3'}) {
    const std::string alert = std::string("a6-") + digit;
    const auto ended = site.Bus().WaitFor("calls", alert, "tocsin.call.ended", 1);
    ASSERT_EQ(ended.size(), 1U) << alert;
    EXPECT_EQ(ended[0].At("reason"), "decided");
    const auto decisions = site.Bus().Seen("decisions", alert);
    ASSERT_EQ(decisions.size(), 1U) << alert;
    EXPECT_EQ(decisions[0].At("choice"), "dismiss");
    const auto talk = TalkOf(site.Calls(std::string("+1555000000") + digit).at(0));
    EXPECT_THAT(talk, HasSubstr("dismiss. Press 1 to confirm"));
    EXPECT_THAT(talk, EndsWith("heard: Dismissed. Thank you. Goodbye.\n"));
    EXPECT_THAT(site.Bus().Seen("actions", alert), IsEmpty());
  }
  EXPECT_EQ(site.At().Query("select string_agg(distinct status, ',') from voice_conversations"),
            "dismissed");
}

struct NoApproval {
  const char* behaviour;
  const char* why;  ///< what `explain` says
};

TEST_F(Walk, WhatMustNeverApprove) {
  const NoApproval cases[] = {
      {"{turns: [{hear: nginx, say: do not approve}], hang_up_after: 20s}",
       "understood as a refusal; nothing is decided"},
      {"{turns: [{hear: nginx, say: \"I can't approve that\"}], hang_up_after: 20s}",
       "understood as a refusal"},
      {"{turns: [{hear: nginx, say: improve}], hang_up_after: 20s}",
       "understood as none of the choices"},
      {"{turns: [{hear: nginx, say: a proof}], hang_up_after: 20s}",
       "understood as none of the choices"},
      {"{answer_after: 1s}", "nothing was said or pressed (no_input)"},
      {"{voicemail: {after: 3s, greeting: press one or say approve}}",
       "a machine decides nothing (voicemail)"},
      {"{turns: [{hear: nginx, say: approve}, {hear: confirm, hang_up: true}]}",
       "the person hung up without a decision (hung_up)"},
      {"{turns: [{hear: nginx, say: approve}, {hear: confirm, say: 'no'}], hang_up_after: 20s}",
       "understood as no; nothing is decided"},
  };
  std::string people;
  for (std::size_t i = 0; i < std::size(cases); ++i)
    people += (people.empty() ? "{" : ", ") + ("'+1555000010" + std::to_string(i)) + "': [" +
              cases[i].behaviour + "]";
  WalkSite site({.people = people + "}"});
  ASSERT_TRUE(site.Start());
  for (std::size_t i = 0; i < std::size(cases); ++i)
    ASSERT_EQ(site.Initiate("a7-" + std::to_string(i), "+1555000010" + std::to_string(i)).status,
              202);
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const std::string alert = "a7-" + std::to_string(i);
    ASSERT_EQ(site.Bus().WaitFor("calls", alert, "tocsin.call.ended", 1).size(), 1U) << alert;
    EXPECT_THAT(site.Bus().Seen("decisions", alert), IsEmpty()) << cases[i].behaviour;
    EXPECT_THAT(site.Bus().Seen("actions", alert), IsEmpty());
    const auto explained = site.At().Tocsin({"explain", alert});
    EXPECT_EQ(explained.exit, 0);
    EXPECT_THAT(explained.output, HasSubstr(cases[i].why));
    EXPECT_THAT(explained.output, Not(HasSubstr("{\"")));
  }
  EXPECT_EQ(site.At().Query("select string_agg(distinct status, ',') from voice_conversations"),
            "not_reached");
}

}  // namespace
}  // namespace tocsin::harness
