#include <algorithm>
#include <vector>

#include "tests/scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

TEST_F(Walk, AlertsForOneNumberRingItInTurn) {
  WalkSite site({.people = R"({
      '+15550000021': [{answer_after: 2s,
                        turns: [{hear: nginx, press: '2'}, {hear: confirm, press: '1'}]}]})"});
  ASSERT_TRUE(site.Start());
  constexpr std::size_t kAlerts = 5;
  for (std::size_t i = 0; i < kAlerts; ++i)  // of several partitions, so of several shards
    ASSERT_EQ(site.Initiate("l1-" + std::to_string(i), "+15550000021").status, 202);
  for (std::size_t i = 0; i < kAlerts; ++i) {
    const auto ended =
        site.Bus().WaitFor("calls", "l1-" + std::to_string(i), "tocsin.call.ended", 1);
    ASSERT_EQ(ended.size(), 1U) << i;
    EXPECT_EQ(ended[0].At("reason"), "decided");
  }
  auto calls = site.WaitForCalls("+15550000021", kAlerts);
  ASSERT_EQ(calls.size(), kAlerts);
  const auto at = [](const json::value& call, const char* key) {
    return ParseTime(StringAt(call.get_object(), key)).value();
  };
  std::ranges::sort(calls, {}, [&](const auto& call) { return at(call, "dialled_at"); });
  for (std::size_t i = 1; i < calls.size(); ++i)
    EXPECT_GE(at(calls[i], "dialled_at"), at(calls[i - 1], "ended_at")) << "two at once";
}

TEST_F(Walk, APersonBehindAScreenIsReached) {
  WalkSite site({.people = R"({
      '+15550000022': [{detected_as: machine_start, turns: [
          {say: 'Please state your name and reason for calling.'},
          {hear: because, silent: 15s}, {say: hello},
          {hear: approve, press: '1'}, {hear: confirm, press: '1'}]}]})"});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("l2", "+15550000022").status, 202);

  const auto ended = site.Bus().WaitFor("calls", "l2", "tocsin.call.ended", 1);

  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].At("reason"), "decided");
  const auto talk = TalkOf(site.Calls("+15550000022").at(0));
  EXPECT_THAT(talk, HasSubstr("heard: This is tocsin, an automatic alert service"));
  EXPECT_EQ(site.Bus().Seen("decisions", "l2").size(), 1U);
}

}  // namespace
}  // namespace tocsin::harness
