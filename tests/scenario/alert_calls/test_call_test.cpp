// links: harness schemas net
#include "scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// `tocsin call`: somebody wants to know whether a phone can be rung.
TEST_F(Walk, ATestCallIsFollowedToItsEnd) {
  WalkSite site({.people = "{'+15559876543': [{answer_after: 1s, hang_up_after: 60s}], "
                           "'+15559870002': [{busy: true}]}"});
  ASSERT_TRUE(site.Start());
  // Both at the same time: each waits for the owner's next look at the outbox.
  Process busy(site.At().Command({"call", "+15559870002", "--format", "json"}));
  const auto heard = site.At().Tocsin({"call", kLastResort, "--say", "Only a test."});
  EXPECT_EQ(heard.exit, 0) << heard.errors;
  EXPECT_THAT(heard.output,
              AllOf(HasSubstr("rings"), HasSubstr("picked up"),
                    HasSubstr("all was said (completed)"), Not(HasSubstr(kLastResort))));
  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(TalkOf(calls[0]), HasSubstr("Only a test."));
  EXPECT_EQ(site.At().Query("select count(*) from run"), "0");

  EXPECT_EQ(busy.Wait(std::chrono::seconds(60)), 1);
  EXPECT_EQ(In(busy.Output(), "reason"), "busy");
  EXPECT_EQ(site.At().Tocsin({"call", "12345"}).exit, 2);
  EXPECT_EQ(site.At().Tocsin({"call", kLastResort, "--language", "xx"}).exit, 2);
}

TEST_F(Walk, ATestCallWithoutAWorkerSaysSo) {
  WalkSite site({});
  const auto asked = site.At().Tocsin({"call", kLastResort, "--wait", "0s"});
  EXPECT_EQ(asked.exit, 3);
  EXPECT_THAT(asked.errors, HasSubstr("no worker with the role voice runs (`tocsin run`)"));
  EXPECT_EQ(site.Calls(kLastResort).size(), 0U);
}

}  // namespace
}  // namespace tocsin::harness
