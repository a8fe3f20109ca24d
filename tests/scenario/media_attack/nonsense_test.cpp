// Nonsense on a line that is open: it is left out, or the socket is closed and the call comes back.
#include <thread>

#include "attacked_site.hpp"
#include "tests/frames/frames.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

constexpr const char* kBad = "tocsin_media_bad_messages_total";
std::string Ended(const std::string& cause) {
  return "tocsin_websocket_ended_total{cause=\"" + cause + "\",use=\"media\"}";
}

TEST_F(MediaAttack, NonsenseIsLeftOutAndTheCallGoesOn) {
  const double bad = site->Metric(kBad);
  const double gaps = site->Metric("tocsin_media_gaps_total");
  const auto lines = site->LogLines("media socket: ").size();
  const auto invited = site->Ring();
  const auto peer = site->Open(invited);
  ASSERT_TRUE(peer);
  const auto nonsense = Nonsense(peer->Stream());
  // Before the start: all of it, and sound that belongs to nothing yet.
  for (const auto& text : nonsense)
    if (text.find("\"start\"") == std::string::npos) ASSERT_TRUE(peer->Text(text));
  ASSERT_TRUE(peer->Sound(0));
  ASSERT_TRUE(peer->Write(frames::Frame(frames::kBinary, std::string(160, '\xFF'))));
  ASSERT_TRUE(peer->Start());
  EXPECT_THAT(peer->ReadUntil(R"("event":"media")"), HasSubstr("media"));
  for (const auto& text : nonsense) ASSERT_TRUE(peer->Text(text));
  ASSERT_TRUE(peer->Write(frames::Frame(frames::kBinary, std::string(160, '\xFF'))));
  // What is only odd: marks nobody set, time that runs backwards, everything twice, a burst.
  for (const auto* mark : {"0.0", "99.99", "unknown", "-1.0", "18446744073709551616.1"})
    ASSERT_TRUE(peer->Text(peer->Words().Mark(mark)));
  for (const std::int64_t at : {60'000, 0, -5, 40, 40, 1'000'000'000}) ASSERT_TRUE(peer->Sound(at));
  for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(peer->Sound(i * 20));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'100));  // a second without a frame
  ASSERT_TRUE(peer->Sound(41'100));
  ExpectDecided(*peer, invited);
  peer->Text(peer->Words().Stop("over"));

  EXPECT_EQ(site->WaitForMetric(kBad, bad + 1), bad + 2.0 * static_cast<double>(nonsense.size()))
      << "each once, but the start that came before the start; and the sound, and two of binary";
  EXPECT_GE(site->Metric("tocsin_media_gaps_total"), gaps + 1);
  EXPECT_EQ(site->LogLines("media socket: ").size(), lines + 1) << "one line of the whole call";
}

TEST_F(MediaAttack, WhatBreaksTheProtocolClosesTheSocketAndTheCallComesBack) {
  using frames::Frame;
  struct Broken {
    const char* name;
    std::string bytes;
    int code;
  };
  const std::vector<Broken> cases = {
      {"not masked", Frame(frames::kText, "{}", {.masked = false}), 1002},
      {"reserved bits", Frame(frames::kText, "{}", {.reserved = 7}), 1002},
      {"an opcode that is none", Frame(11, "{}"), 1002},
      {"a long ping", Frame(frames::kPing, std::string(126, 'p')), 1002},
      {"no text", Frame(frames::kText, "\xC0\xAF\xFF"), 1007},
      {"a message of 2 MB", Frame(frames::kText, "{", {.claimed = 2'000'000}), 1009},
      {"one of 2^62 bytes", Frame(frames::kText, "{", {.claimed = 1ULL << 62U}), 1009},
      {"a cut connection", "", 0},
      {"one that stays", Frame(frames::kText, "{}", {.masked = false}), 1002},
  };
  const double bad = site->Metric(Ended("bad_peer"));
  for (const auto& [name, bytes, code] : cases) {
    const auto invited = site->Ring();
    auto peer = site->Open(invited);
    ASSERT_TRUE(peer) << name;
    ASSERT_TRUE(peer->Start());
    EXPECT_THAT(peer->ReadUntil(R"("event":"media")"), HasSubstr("media"));
    if (code == 0) {
      peer->Cut();
    } else {
      peer->Write(bytes);
      EXPECT_EQ(peer->CloseCode(), code) << name;
    }
    if (&bytes != &cases.back().bytes) peer.reset();
    const auto again = site->ComeBack(invited);
    EXPECT_EQ(again.status, 200) << name;
    ASSERT_TRUE(again.Live()) << name << ": the call goes on over a new socket";
    const auto other = site->Open(again);
    ASSERT_TRUE(other) << name;
    ASSERT_TRUE(other->Start());
    EXPECT_THAT(other->ReadUntil(R"("event":"media")"), HasSubstr("media")) << name;
  }
  EXPECT_EQ(site->WaitForMetric(Ended("bad_peer"), bad + 8), bad + 8);
}

TEST_F(MediaAttack, ARateThatLiesIsNoStart) {
  const auto invited = site->Ring();
  const auto peer = site->Open(invited);
  ASSERT_TRUE(peer);
  auto start = peer->Words().Start();
  start.replace(start.find("8000"), 4, "9999");
  ASSERT_TRUE(peer->Text(start));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(peer->Sound(i * 20));
  // The true one is taken: it is the first that is.
  ASSERT_TRUE(peer->Text(peer->Words().Start()));
  ExpectDecided(*peer, invited);
  EXPECT_THAT(site->LogLines("9999"), testing::SizeIs(1));
}

}  // namespace
}  // namespace tocsin::harness
