// links: harness schemas net
// Somebody rings the number back: a contact decides, a stranger hears a neutral sentence.
#include <fstream>
#include <sstream>

#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kBob = "+15550001111";
constexpr const char* kStranger = "+15550002222";

/// The Voice URL is the one that the first guide sets.
void RingIn(const WalkSite& site, const std::string& from) {
  const auto answer =
      Ask({.method = "POST",
           .url = site.PhoneUrl() + "/sim/inbound",
           .body = R"({"from":")" + from + R"(","to":"+15551234567","url":")" + site.WorkerUrl() +
                   R"(/api/voice/webhook/answer","status_callback":")" + site.WorkerUrl() +
                   R"(/api/voice/webhook/status"})"});
  ASSERT_EQ(answer.status, 201) << answer.body;
}

TEST_F(Walk, WhoRingsBackDecidesForAllPhones) {
  // The phone that rings must go on ringing until others have decided, on a slow machine too.
  WalkSite site({.people = R"({'+15559876543': [{answer_after: 550s}],
      '+15550001111': [{turns: [{hear: 'nginx.*pve1', press: '1'}, {hear: confirm, press: '1'}]}],
      '+15550002222': [{turns: [{hear: nginx, press: '1'}]}]})",
                 .resources = "contacts:\n  bob: {name: Bob, phone: '+15550001111'}\n",
                 .telephony = ", ring_timeout: 600s"});
  std::ostringstream shipped;
  shipped << std::ifstream(TOCSIN_SOURCE_DIR "/workflows/ops/ring-back.yaml").rdbuf();
  site.Write("workflows/ops/ring-back.yaml", shipped.str());
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a15", kLastResort).status, 202);
  ASSERT_EQ(site.Bus().WaitFor("calls", "a15", "tocsin.call.ringing", 1).size(), 1U);
  RingIn(site, kStranger);
  RingIn(site, kBob);

  const auto decisions = site.Bus().WaitFor("decisions", "a15", "tocsin.decision.made", 1);
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].At("choice"), "approve");
  EXPECT_EQ(decisions[0].At("by.contact"), "bob");
  const auto actions = site.Bus().WaitFor("actions", "a15", "tocsin.action.requested", 1);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(actions[0].At("decided.by.contact"), "bob");
  const auto bob = site.WaitForCalls(kBob, 1);
  ASSERT_EQ(bob.size(), 1U);
  EXPECT_THAT(TalkOf(bob[0]), HasSubstr("That was all that is open."));
  const auto stranger = site.WaitForCalls(kStranger, 1);
  ASSERT_EQ(stranger.size(), 1U);
  EXPECT_THAT(TalkOf(stranger[0]), HasSubstr("does not take calls"));
  EXPECT_THAT(TalkOf(stranger[0]), Not(HasSubstr("nginx")));
  ASSERT_EQ(site.WaitForCalls(kLastResort, 1).size(), 1U) << "the phone that rang is silent";
}

}  // namespace
}  // namespace tocsin::harness
