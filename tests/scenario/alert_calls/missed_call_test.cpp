// A call that nobody takes leaves a message, over the contact's own channels in their order.
#include "fakes/scripted_mail_server.hpp"
#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* kMissed = "+15550001111";
constexpr const char* kNextPerson = "+15550002222";

WalkOptions Options(const std::string& mail_server) {
  return {.people = R"({'+15550001111': [{busy: true}],
      '+15550002222': [{turns: [{hear: 'nginx.*pve1', press: '1'}, {hear: confirm, press: '1'}]}]})",
          .resources =
              "contacts:\n"
              "  alice: {phone: '+15550001111', email: alice@example.com, channels: "
              "['email:mail', sms]}\n"
              "  bob: {phone: '+15550002222'}\n"
              "policies: {default: {rungs: [{contact: alice}, {contact: bob}]}}\n",
          .settings = "channels: [{name: mail, email: {server: '" + mail_server +
                      "', security: none, from: 'tocsin@example.com'}}]\n"};
}

json::value TextsOf(const WalkSite& site) {
  const auto answer = Ask({.method = "GET", .url = site.PhoneUrl() + "/sim/messages"});
  return ParseJson(answer.body).value_or(json::value());
}

TEST_F(Walk, AMissedCallIsWrittenByMail) {
  fakes::ScriptedMailServer server;
  WalkSite site(Options(server.Address()));
  ASSERT_TRUE(site.Start());
  site.Raise("a1", "e1");
  const auto sent = site.Bus().WaitFor("calls", "a1", "tocsin.message.sent", 1);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].At("channel"), "mail");
  const auto heard = server.HeardTo("QUIT\r\n");
  EXPECT_THAT(heard, Contains(HasSubstr("RCPT TO:<alice@example.com>")));
  EXPECT_THAT(heard, Contains(HasSubstr("Subject: Missed call\r\n")));
  // Meanwhile the next one is rung as ever.
  const auto decided = site.Bus().WaitFor("decisions", "a1", "tocsin.decision.made", 1);
  ASSERT_EQ(decided.size(), 1U);
  EXPECT_EQ(decided[0].At("by.contact"), "bob");
}

TEST_F(Walk, WhereMailIsRefusedATextMessageGoesAndIsReported) {
  const fakes::ScriptedMailServer server({{"RCPT", "550 5.1.1 nobody"}});
  WalkSite site(Options(server.Address()));
  ASSERT_TRUE(site.Start());
  site.Raise("a2", "e2");
  const auto failed = site.Bus().WaitFor("calls", "a2", "tocsin.message.failed", 1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_THAT(failed[0].At("reason"), HasSubstr("it says 550 5.1.1 nobody"));
  const auto sent = site.Bus().WaitFor("calls", "a2", "tocsin.message.sent", 2);
  ASSERT_EQ(sent.size(), 2U) << "taken by the carrier, then reported by it";
  EXPECT_EQ(sent[0].At("channel"), "sms");
  EXPECT_EQ(sent[0].At("status"), "");
  EXPECT_EQ(sent[1].At("status"), "delivered");
  EXPECT_EQ(sent[1].At("message_id"), sent[0].At("message_id"));
  const auto texts = TextsOf(site).at("items").as_array();
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0].at("to"), kMissed);
  EXPECT_THAT(std::string(texts[0].at("body").as_string()), HasSubstr("nginx"));
  ASSERT_EQ(site.WaitForCalls(kNextPerson, 1).size(), 1U);
}

}  // namespace
}  // namespace tocsin::harness
