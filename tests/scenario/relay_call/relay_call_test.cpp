// links: harness schemas net
// Calls over a carrier's sockets of text, from outside: the program without models, and the
// simulator that hears and speaks.
#include "scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

class RelayCallWalk : public Walk {
 protected:
  static WalkOptions Relay(const std::string& behaviour, const std::string& faults = "{}") {
    return {
        .people = "{'" + std::string(kLastResort) + "': [" + behaviour + "]}\nfaults: " + faults,
        .settings = "speech: {models: nowhere}\n",
        .twilio = ", live: relay, relay: {transcription_provider: Deepgram}"};
  }
  static Sighting DecisionOf(WalkSite& site, const std::string& alert) {
    const auto made = site.Bus().WaitFor("decisions", alert, "tocsin.decision.made", 1);
    return made.empty() ? Sighting{} : made.front();
  }
};

TEST_F(RelayCallWalk, SaysItKeysItAndItIsStored) {
  WalkSite site(
      Relay(R"({answer_after: 1s, turns: [{say: Hello}, {hear: 'approve', say: Approve it},
                          {hear: 'confirm', press: '1'}]})"));
  ASSERT_TRUE(site.Start());
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr("twilio conversationrelay (Deepgram)"));
  ASSERT_EQ(site.Initiate("relay1", kLastResort).status, 202);
  const auto decision = DecisionOf(site, "relay1");
  EXPECT_EQ(decision.At("choice"), "approve");
  EXPECT_EQ(decision.At("evidence.heard"), "Approve it");
  EXPECT_EQ(decision.At("evidence.engine"), "twilio conversationrelay (Deepgram)");
  EXPECT_EQ(decision.At("evidence.confirmed_with"), "pressed 1");
  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(JsonText(calls[0]), Not(HasSubstr("64107"))) << "messages that the carrier refuses";
  const auto metrics = site.Send("GET", "/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("tocsin_voice_live_lines_ended_total{how=\"spoken\"} 1"));
}

TEST_F(RelayCallWalk, ASocketThatIsCutComesBackByTheAction) {
  WalkSite site(Relay(R"({answer_after: 1s, turns: [{say: Hello}, {hear: 'press', press: '2'},
                          {hear: 'confirm', press: '1'}]})",
                      "{socket_cut: 1}"));
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("relay2", kLastResort).status, 202);
  EXPECT_EQ(DecisionOf(site, "relay2").At("choice"), "dismiss");
  site.WaitForCalls(kLastResort, 1);
  EXPECT_THAT(site.Send("GET", "/metrics").body,
              HasSubstr("tocsin_voice_live_lines_ended_total{how=\"lost\"} 1"));
}

TEST_F(RelayCallWalk, WhoHangsUpHasHungUp) {
  WalkSite site(Relay("{answer_after: 1s, turns: [{say: Hello}], hang_up_after: 20s}"));
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("relay3", kLastResort).status, 202);
  const auto ended = site.Bus().WaitFor("calls", "relay3", "tocsin.call.ended", 1);
  ASSERT_FALSE(ended.empty());
  EXPECT_EQ(ended.front().At("reason"), "hung_up");
}

}  // namespace
}  // namespace tocsin::harness
