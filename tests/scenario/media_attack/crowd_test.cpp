// Many, and slow ones: they are bounded in number, bytes and time, and lines go on meanwhile.
#include <chrono>
#include <thread>

#include "attacked_site.hpp"
#include "tests/frames/frames.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

TEST_F(MediaAttack, HalfOpenAndSlowConnectionsAreCut) {
  std::vector<fakes::RawSocket> silent, slow;
  for (int i = 0; i < 950; ++i) silent.push_back(fakes::RawSocket::ConnectTo(site->Port()));
  for (int i = 0; i < 50; ++i) slow.push_back(fakes::RawSocket::ConnectTo(site->Port()));
  const std::string request = frames::Request("/ws/media-stream");
  // Half of a handshake that is answered, then nothing.
  for (int i = 0; i < 50; ++i) silent[static_cast<std::size_t>(i)].Write(request.substr(0, 80));

  const auto invited = site->Ring();
  ASSERT_TRUE(invited.Live()) << "there is room for who is served";
  const auto peer = site->Open(invited);
  ASSERT_TRUE(peer);
  ASSERT_TRUE(peer->Start());
  EXPECT_THAT(peer->ReadUntil(R"("event":"media")"), HasSubstr("media"));

  std::size_t written = 0, over = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  while (over < silent.size() + slow.size() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    for (const auto& one : slow) one.Write(request.substr(written % request.size(), 1));
    ++written;
    over = 0;
    for (const auto* crowd : {&silent, &slow})
      for (const auto& one : *crowd) over += one.OverNow() ? 1 : 0;
  }
  EXPECT_EQ(over, 1'000U) << "each has a time, however the bytes drip";
  ExpectDecided(*peer, invited);
}

TEST_F(MediaAttack, WhoDoesNotReadIsDropped) {
  const std::string series = "tocsin_websocket_ended_total{cause=\"too_slow\",use=\"media\"}";
  const double before = site->Metric(series);
  const auto invited = site->Ring();
  const auto peer = site->Open(invited, true);
  ASSERT_TRUE(peer);
  ASSERT_TRUE(peer->Start());
  EXPECT_EQ(site->WaitForMetric(series, before + 1), before + 1);
  EXPECT_TRUE(site->ComeBack(invited).Live()) << "the call is led on";
}

TEST_F(MediaAttack, AFullHouseLeadsTheNextCallByPrompts) {
  const std::string full = R"(tocsin_voice_sockets_refused_total{carrier="twilio",why="full"})";
  std::vector<std::unique_ptr<MediaPeer>> lines;
  std::vector<Invitation> invitations;
  for (int i = 0; i < 30; ++i) {
    invitations.push_back(site->Ring());
    if (!invitations.back().Live()) break;
    auto line = site->Open(invitations.back());
    if (!line) break;
    lines.push_back(std::move(line));
  }
  EXPECT_EQ(invitations.back().status, 200);
  EXPECT_FALSE(invitations.back().Live()) << "the bound of ten lines is reached";
  // One may be the call beside, where it is not over yet.
  EXPECT_LE(lines.size(), 10U);
  EXPECT_LE(site->Metric("tocsin_voice_live_lines"), 10);
  // Who was told to open a socket a moment ago, and finds no room, goes on by its redirect.
  const double before = site->Metric(full);
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(site->Open(invitations.front()));
  EXPECT_EQ(site->Metric(full), before + 200);
  const auto redirected = site->ComeBack(invitations.front());
  EXPECT_EQ(redirected.status, 200);

  for (auto& line : lines) line->Cut();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  bool again = false;
  while (!again && std::chrono::steady_clock::now() < deadline) again = site->Ring().Live();
  EXPECT_TRUE(again) << "and there is room again";
}

}  // namespace
}  // namespace tocsin::harness
