// links: frames phone
// Nonsense on a socket of text that is open: it is left out, or the socket is closed and the call
// comes back.
#include "scenario/alert_calls/walk.hpp"
#include "tests/frames/frames.hpp"
#include "tests/harness/media_site.hpp"

namespace tocsin::harness {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* kBadMessages = "tocsin_media_bad_messages_total";

class RelayAttack : public Walk {
 protected:
  void SetUp() override {
    Walk::SetUp();
    if (IsSkipped()) return;
    site = std::make_unique<MediaSite>(
        WalkOptions{.settings = "speech: {models: nowhere}\n", .twilio = ", live: relay"});
    ASSERT_TRUE(site->At().Start());
  }
  static std::string SetupOf(const Invitation& invited) {
    json::object parameters;
    for (const auto& [name, value] : invited.parameters) parameters[name] = value;
    return JsonText(json::object{{"type", "setup"},
                                 {"sessionId", "VX" + invited.sid.substr(2)},
                                 {"accountSid", kCarrierAccount},
                                 {"callSid", invited.sid},
                                 {"customParameters", std::move(parameters)}});
  }
  /// A call that came in, led on its socket.
  std::unique_ptr<MediaPeer> Lead(const Invitation& invited) const {
    auto peer = site->Open(invited);
    if (!peer || !peer->Text(SetupOf(invited))) return nullptr;
    EXPECT_THAT(peer->ReadUntil(R"("type":"text")"), HasSubstr("text"));
    return peer;
  }
  std::unique_ptr<MediaSite> site;
};

TEST_F(RelayAttack, NonsenseIsLeftOutAndTheCallGoesOn) {
  const std::vector<std::string> nonsense = {"",
                                             "{",
                                             "[]",
                                             "nothing",
                                             R"({"type":"prompt","voicePrompt":"app)",
                                             R"({"type":7})",
                                             R"({"voicePrompt":"approve"})",
                                             R"({"type":"dtmf","digit":"12"})",
                                             R"({"type":"prompt","voicePrompt":{"a":1}})",
                                             std::string(1'000, '[') + std::string(1'000, ']')};
  const auto invited = site->Ring();
  ASSERT_THAT(invited.socket, EndsWith("/ws/conversation-relay"));
  MediaPeer stranger(fakes::RawSocket::ConnectTo(site->Port()), invited);
  EXPECT_EQ(stranger.Knock("/ws/conversation-relay", {}), 403);
  const auto peer = site->Open(invited);
  ASSERT_TRUE(peer);
  for (const auto& text : nonsense) ASSERT_TRUE(peer->Text(text));
  ASSERT_TRUE(peer->Text(R"({"type":"prompt","voicePrompt":"before the setup","last":true})"));
  ASSERT_TRUE(peer->Text(SetupOf(invited)));
  EXPECT_THAT(peer->ReadUntil(R"("type":"text")"), HasSubstr("text"));
  for (const auto& text : nonsense) ASSERT_TRUE(peer->Text(text));
  ASSERT_TRUE(peer->Text(SetupOf(invited)));
  ASSERT_TRUE(peer->Write(frames::Frame(frames::kBinary, std::string(160, '\xFF'))));
  // What is only odd.
  for (const auto* odd :
       {R"({"type":"tomorrow","x":[1]})", R"({"type":"info"})", R"({"type":"interrupt"})",
        R"({"type":"info","name":"tokensPlayed","value":"words that nobody said"})",
        R"({"type":"interrupt","utteranceUntilInterrupt":"x","durationUntilInterruptMs":-1e300})",
        R"({"type":"info","name":"agentSpeaking","value":"off"})", R"({"type":"error"})"})
    ASSERT_TRUE(peer->Text(odd));
  const auto call = MediaSite::CallOf(invited);
  ASSERT_EQ(site->At().Bus().WaitFor("calls", call, "tocsin.call.answered", 1).size(), 1U);
  // A key counts for the question that is asked, so for none before the workflow asks one.
  for (int press = 0; press < 300; ++press) {
    peer->Text(R"({"type":"dtmf","digit":"1"})");
    if (!site->At()
             .Bus()
             .WaitFor("decisions", call, "tocsin.decision.made", 1, std::chrono::milliseconds(200))
             .empty())
      break;
  }
  EXPECT_EQ(site->At().Bus().Seen("decisions", call, "tocsin.decision.made").size(), 1U);
  peer->Write(frames::CloseFrame(1000));
  const double bad = 2.0 * static_cast<double>(nonsense.size()) + 3;
  EXPECT_EQ(site->WaitForMetric(kBadMessages, bad), bad);
  EXPECT_EQ(site->LogLines("relay socket: reading").size(), 1U) << "one line of the whole call";
}

TEST_F(RelayAttack, WhatIsTooMuchEndsTheSocketAndTheCallComesBack) {
  auto invited = site->Ring();
  auto peer = Lead(invited);
  ASSERT_TRUE(peer);
  peer->Write(frames::Frame(frames::kText, "{", {.claimed = 70'000}));
  EXPECT_EQ(peer->CloseCode(), 1009);
  EXPECT_TRUE(site->ComeBack(invited).Live()) << "a socket of its own once more";

  invited = site->Ring();
  peer = Lead(invited);
  ASSERT_TRUE(peer);
  for (int i = 0; i < 1'000; ++i) peer->Text(R"({"type":"info"})");
  EXPECT_THAT(peer->ReadUntil(R"("type":"end")"), HasSubstr("end"));
  EXPECT_TRUE(site->ComeBack(invited).Live());
  EXPECT_TRUE(site->At().Worker().Running());
}

}  // namespace
}  // namespace tocsin::harness
