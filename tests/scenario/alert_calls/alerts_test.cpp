// links: harness schemas net
#include <thread>

#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/receiver.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kDismisses =
    "{turns: [{hear: nginx, press: '2'}, {hear: confirm, press: '1'}]}";

TEST_F(Walk, BusinessHours) {
  Receiver receiver;
  WalkSite site({.people = "{'+15559876543': [" + std::string(kDismisses) + "]}",
                 .environment = "N8N_WEBHOOK_URL=" + receiver.Url() +
                                "/webhook/actions\n"
                                "N8N_WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"});
  site.Write("resources/calendars.yaml",
             "calendars: {office: {zone: Europe/Berlin, hours: [{days: mon-sun, from: '00:00', to: "
             "'24:00'}]}}\n");
  ASSERT_TRUE(site.Start());
  site.Raise("by-day", "e1");

  const auto closed = site.Bus().WaitFor("alerts", "by-day", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "notified");
  ASSERT_EQ(site.Bus().WaitFor("actions", "by-day", "tocsin.action.completed", 1).size(), 1U);
  const auto received = receiver.Received();
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received[0].path, "/webhook/actions");
  EXPECT_EQ(In(received[0].body, "data.action"), "notify");
  EXPECT_EQ(In(received[0].body, "data.parameters.reason"), "business hours");
  EXPECT_EQ(HeaderValue(received[0].headers, "webhook-id"), In(received[0].body, "data.action_id"));
  EXPECT_THAT(site.Calls(kLastResort), IsEmpty());
  EXPECT_EQ(closed[0].At("reason"), "business hours");
  EXPECT_THAT(site.At().Tocsin({"explain", "by-day"}).output,
              AllOf(HasSubstr("closed the alert: notified, nobody was called: business hours\n"),
                    HasSubstr("asked for the action notify: business hours (act-"),
                    HasSubstr("  delivery "), HasSubstr(" delivered, attempt 1 (status 200)\n")));
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("alert by-day closed: notified: business hours"));

  site.Write("resources/calendars.yaml",
             "calendars: {office: {zone: Europe/Berlin, hours: [{days: mon, from: '00:00', to: "
             "'00:01'}]}}\n");
  ASSERT_TRUE(site.Reload());
  site.Raise("by-night", "e2");
  EXPECT_EQ(site.Bus().WaitFor("alerts", "by-night", "tocsin.alert.closed", 1).size(), 1U);
  EXPECT_EQ(site.WaitForCalls(kLastResort, 1).size(), 1U);
}

TEST_F(Walk, AlertsOverKafka) {
  WalkSite site({.people = "{'+15559876543': [" + std::string(kDismisses) + "]}"});
  // Before the start, so that both come in one batch.
  site.Raise("a1", "e1");
  site.Raise("a1", "e1");
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Bus().WaitFor("alerts", "a1", "tocsin.alert.closed", 1).size(), 1U);
  site.Raise("a1", "e1");

  site.Produce("junk", "e2", "{junk");
  site.Raise("a2", "e3");
  ASSERT_EQ(site.Bus().WaitFor("alerts", "a2", "tocsin.alert.closed", 1).size(), 1U);
  EXPECT_EQ(site.WaitForCalls(kLastResort, 2).size(), 2U);
  EXPECT_EQ(site.Bus().Seen("alerts", "a1", "tocsin.alert.closed").size(), 1U);
  const auto dead = site.Bus().WaitFor("dlq", "junk", "", 1);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].text, "{junk");
  EXPECT_EQ(dead[0].headers.at("dlq_reason"), "undecodable");
  EXPECT_EQ(dead[0].headers.at("dlq_topic"), site.At().Prefix() + ".alerts");
  EXPECT_EQ(dead[0].headers.at("dlq_offset"),
            site.At().Query("select next - 1 from position where topic like '%.alerts' and role = "
                            "'workflow' and partition = " +
                            dead[0].headers.at("dlq_partition")));
}

TEST_F(Walk, SeveralPeopleOneAfterTheOther) {
  WalkSite site({.people = R"({
          '+15559870001': [{busy: true}],
          '+15559870002': [{voicemail: {after: 2s, greeting: press one or say approve}}],
          '+15559870003': [{turns: [{hear: nginx, say: approve}, {hear: confirm, press: '1'}]}]})",
                 .resources = R"(
contacts:
  ann: {name: Ann, phone: '+15559870001'}
  ben: {name: Ben, phone: '+15559870002'}
  cyd: {name: Cyd, phone: '+15559870003'}
policies: {default: {rungs: [{contact: ann, retries: 1, delay: 1s}, {contact: ben}, {contact: cyd}]}}
)"});
  ASSERT_TRUE(site.Start());
  site.Raise("a12", "e12");

  const auto actions = site.Bus().WaitFor("actions", "a12", "tocsin.action.requested", 1);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(actions[0].At("decided.by.contact"), "cyd");
  EXPECT_EQ(site.Bus().Seen("decisions", "a12").size(), 1U);
  ASSERT_EQ(site.Bus().WaitFor("calls", "a12", "tocsin.call.ended", 4).size(), 4U);
  std::vector<std::string> rings;
  for (const auto& ended : site.Bus().Seen("calls", "a12", "tocsin.call.ended"))
    rings.push_back(ended.At("contact") + ' ' + ended.At("reason"));
  EXPECT_THAT(rings, ElementsAre("ann busy", "ann busy", "ben voicemail", "cyd decided"));
  EXPECT_EQ(site.Calls("+15559870001").size(), 2U);
  EXPECT_EQ(site.Calls("+15559870002").size(), 1U);
  EXPECT_EQ(site.Calls("+15559870003").size(), 1U);
  EXPECT_THAT(site.At().Tocsin({"explain", "a12"}).output,
              AllOf(HasSubstr("call 2 to ann"), HasSubstr("the line was busy (busy)"),
                    HasSubstr("decided: approve by cyd")));
}

TEST_F(Walk, NobodyAtAll) {
  WalkSite site({.people = "{'+15559870001': [{no_answer: true}]}", .resources = R"(
contacts: {ann: {phone: '+15559870001'}}
policies: {default: {rungs: [{contact: ann}]}}
)"});
  ASSERT_TRUE(site.Start());
  site.Raise("a13", "e13");

  const auto closed = site.Bus().WaitFor("alerts", "a13", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "unanswered");
  EXPECT_THAT(site.Bus().Seen("decisions", "a13"), IsEmpty());
  EXPECT_THAT(site.At().Tocsin({"explain", "a13"}).output,
              AllOf(HasSubstr("nobody picked up (no-answer)"), HasSubstr("close: done"),
                    HasSubstr("closed the alert: unanswered, nobody decided: nobody was reached "
                              "(no-answer)\n"),
                    HasSubstr("ended: completed")));
  ASSERT_EQ(site.Bus().WaitFor("calls", "a13", "tocsin.call.cancel_requested", 1).size(), 1U);
  const auto question = [&] { return site.At().Query("select status from question"); };
  for (int i = 0; i < 300 && question() == "open"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(question(), "unanswered");
  EXPECT_THAT(site.At().Tocsin({"explain", "a13"}).output,
              HasSubstr("unanswered: nobody decided\n"));
  EXPECT_THAT(site.Worker().Errors(),
              AllOf(HasSubstr("alert a13 closed: unanswered"), HasSubstr(" ended: no-answer"),
                    Not(HasSubstr("+15559870001"))));

  for (const char* aged :
       {"question set updated_at = updated_at", "call set updated_at = updated_at",
        "attempt set planned_at = planned_at"})
    site.At().Query("update " + std::string(aged) + " - interval '31 days'");
  ASSERT_TRUE(site.Reload());
  const auto kept = [&] {
    return site.At().Query(
        "select (select count(*) from question) + (select count(*) from call) + (select count(*) "
        "from attempt) + (select count(*) from turn)");
  };
  for (int i = 0; i < 300 && kept() != "0"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(kept(), "0");
  EXPECT_TRUE(site.Worker().WaitForLine(
      "removed what ended more than 30d ago (store.history_retention): 1 questions, 1 calls",
      std::chrono::seconds(30)));
}

}  // namespace
}  // namespace tocsin::harness
