// The same at Exotel's door: what is nonsense is left out; what breaks the socket ends the call
// there, for Exotel has no redirect behind it.
#include <thread>

#include "attacked_site.hpp"
#include "tests/frames/frames.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

constexpr const char* kMedia = R"("event":"media")";
constexpr const char* kBadOfExotel = "tocsin_media_bad_messages_total";
constexpr const char* kDialled = "+14445550001";

/// What only Exotel's wire can get wrong, beside what both can.
std::vector<std::string> NonsenseOfExotel(const std::string& stream) {
  auto all = Nonsense(stream);
  const auto media = [&](const std::string& payload) {
    return R"({"event":"media","sequence_number":4,"stream_sid":")" + stream +
           R"(","media":{"chunk":2,"timestamp":"100","payload":")" + payload + "\"}}";
  };
  all.push_back(media("AAAA"));  // three bytes: a sample and a half
  all.push_back(media("====" + std::string(400, 'A')));
  all.push_back(R"({"event":"media","stream_sid":")" + stream + R"(","media":{"chunk":3}})");
  all.push_back(R"({"event":"media","stream_sid":"another","media":{"payload":"AAAAAAAA"}})");
  return all;
}

TEST_F(MediaAttack, NonsenseOverExotelIsLeftOutAndTheCallGoesOn) {
  const double bad = site->Metric(kBadOfExotel);
  const double gaps = site->Metric("tocsin_media_gaps_total");
  const auto lines = site->LogLines("media socket: ").size();
  const auto invited = site->RingOverExotel(16'000);
  const auto peer = site->Open(invited);
  ASSERT_TRUE(peer);
  const auto nonsense = NonsenseOfExotel(peer->Stream());
  double before_start = 0;
  for (const auto& text : nonsense) {
    if (text.find("\"start\"") != std::string::npos) continue;
    ASSERT_TRUE(peer->Text(text));
    ++before_start;
  }
  ASSERT_TRUE(peer->Sound(0));
  ASSERT_TRUE(peer->Write(frames::Frame(frames::kBinary, std::string(3'200, '\xFF'))));
  ASSERT_TRUE(peer->Start());
  EXPECT_THAT(peer->ReadUntil(kMedia), HasSubstr(kMedia));
  for (const auto& text : nonsense) ASSERT_TRUE(peer->Text(text));
  ASSERT_TRUE(peer->Write(frames::Frame(frames::kBinary, std::string(3'200, '\xFF'))));
  for (const auto* mark : {"0.0", "99.99", "unknown", "-1.0", "18446744073709551616.1"})
    ASSERT_TRUE(peer->Text(peer->Words().Mark(mark)));
  for (const std::int64_t at : {60'000, 0, -5, 100, 100, 1'000'000'000})
    ASSERT_TRUE(peer->Sound(at));
  for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(peer->Sound(std::int64_t{i} * 100));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'100));  // a second without a message
  ASSERT_TRUE(peer->Sound(201'100));
  ExpectDecided(*peer, invited);
  EXPECT_EQ(peer->CloseCode(), 1000) << "our goodbye was said: closing the socket is the hang-up";

  // Two each, but for an event that is none of today's, which is passed over behind the start.
  const double expected = bad + before_start + 1 + 1 + static_cast<double>(nonsense.size()) - 1 + 1;
  EXPECT_EQ(site->WaitForMetric(kBadOfExotel, expected), expected);
  EXPECT_GE(site->Metric("tocsin_media_gaps_total"), gaps + 1);
  EXPECT_EQ(site->LogLines("media socket: ").size(), lines + 1) << "one line of the whole call";
}

TEST_F(MediaAttack, WhatBreaksTheProtocolEndsACallOverExotel) {
  using frames::Frame;
  struct Broken {
    const char* name;
    std::string bytes;
    int code;
  };
  const std::vector<Broken> cases = {
      {"not masked", Frame(frames::kText, "{}", {.masked = false}), 1002},
      {"no text", Frame(frames::kText, "\xC0\xAF\xFF"), 1007},
      {"one of 2^62 bytes", Frame(frames::kText, "{", {.claimed = 1ULL << 62U}), 1009},
      {"a cut connection", "", 0},
  };
  std::vector<std::string> calls;
  for (const auto& [name, bytes, code] : cases) {
    const auto invited = site->RingOverExotel();
    const auto peer = site->Open(invited);
    ASSERT_TRUE(peer) << name;
    ASSERT_TRUE(peer->Start());
    EXPECT_THAT(peer->ReadUntil(kMedia), HasSubstr(kMedia)) << name;
    if (code == 0) {
      peer->Cut();
    } else {
      peer->Write(bytes);
      EXPECT_EQ(peer->CloseCode(), code) << name;
    }
    calls.push_back(MediaSite::CallOf(invited));
  }
  // The carrier is asked what became of a call; the simulator does not know one of ours.
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto ended = site->At().Bus().WaitFor("calls", calls[i], "tocsin.call.failed", 1);
    ASSERT_EQ(ended.size(), 1U) << cases[i].name;
    EXPECT_EQ(ended[0].At("provider"), "exotel") << cases[i].name;
    EXPECT_EQ(ended[0].At("detail"), "the carrier does not know the call any more");
  }
}

TEST_F(MediaAttack, ARateThatLiesIsNoStartOverExotelEither) {
  const auto invited = site->RingOverExotel(24'000);
  const auto peer = site->Open(invited);
  ASSERT_TRUE(peer);
  for (const auto* lie : {"11025", "0", "-8000", "24000000000000000000"}) {
    auto start = peer->Words().Start();
    start.replace(start.find("\"24000\""), 7, "\"" + std::string(lie) + "\"");
    ASSERT_TRUE(peer->Text(start));
  }
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(peer->Sound(std::int64_t{i} * 100));
  ASSERT_TRUE(peer->Text(peer->Words().Start()));
  ExpectDecided(*peer, invited);
  EXPECT_THAT(site->LogLines("a sample rate of"), testing::SizeIs(1));
}

TEST_F(MediaAttack, ASecondSocketOfACallThatExotelOpenedIsClosed) {
  const auto invited = site->RingOverExotel();
  const auto first = site->Open(invited);
  ASSERT_TRUE(first);
  ASSERT_TRUE(first->Start());
  EXPECT_THAT(first->ReadUntil(kMedia), HasSubstr(kMedia));
  const auto second = site->Open(invited);
  ASSERT_TRUE(second) << "its handshake is right";
  ASSERT_TRUE(second->Start());
  EXPECT_EQ(second->CloseCode(), 1000) << "and the call has its socket";
  auto made_up = invited;
  made_up.socket += "?token=0123456789abcdef&connection=1";
  const auto third = site->Open(made_up);
  ASSERT_TRUE(third);
  ASSERT_TRUE(third->Start());
  EXPECT_EQ(third->CloseCode(), 1000) << "a token that we did not give";
  ExpectDecided(*first, invited);
}

TEST_F(MediaAttack, ATokenThatWentOverExotelOpensOneSocket) {
  ASSERT_EQ(site->At().Initiate("exotel-token", kDialled).status, 202);
  ASSERT_EQ(site->At().Bus().WaitFor("calls", "exotel-token", "tocsin.call.answered", 1).size(),
            1U);
  const auto calls = site->At().Calls(kDialled);
  ASSERT_EQ(calls.size(), 1U);
  const auto& media = calls[0].at("media").as_array();
  ASSERT_EQ(media.size(), 1U);
  const std::string url(media[0].at("url").as_string());
  ASSERT_THAT(url, HasSubstr("token="));
  const auto second = site->Open({.carrier = phone::Carrier::kExotel,
                                  .sid = std::string(calls[0].at("sid").as_string()),
                                  .from = kDialled,
                                  .socket = url});
  ASSERT_TRUE(second) << "its handshake is right";
  ASSERT_TRUE(second->Start());
  EXPECT_EQ(second->CloseCode(), 1000) << "and its token was used";
  const auto made =
      site->At().Bus().WaitFor("decisions", "exotel-token", "tocsin.decision.made", 1);
  ASSERT_EQ(made.size(), 1U) << "the first one went on";
  EXPECT_EQ(made[0].At("choice"), "dismiss");
  const auto over = site->At().WaitForCalls(kDialled, 1);
  ASSERT_EQ(over.size(), 1U);
  EXPECT_EQ(over[0].at("media").as_array().size(), 1U);
}

}  // namespace
}  // namespace tocsin::harness
