#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <set>

#include "media_peer.hpp"
#include "phone_rig.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;

class MediaLoadTest : public PhoneTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(program_)) GTEST_SKIP() << program_ << " is not built";
    upgrade_ = [this](const HttpRequest& request) {
      {
        const std::lock_guard lock(sockets_mutex_);
        sockets_.push_back(request);
      }
      auto peer = std::make_shared<MediaPeer>();
      peer->ToneOnStart(8000);
      peer->ClearWhenInterrupted();
      if (closes_first_.exchange(false)) peer->CloseOnStart();
      WebSocketUpgrade upgrade;
      upgrade.listener = std::move(peer);
      return UpgradeToWebSocket(std::move(upgrade));
    };
    PhoneTest::SetUp();
    // The public address is not where the socket is: only the signature knows it.
    Twiml("/voice/twilio/inbound",
          "<Connect><Stream url='wss://voice.example.com/ws/media-stream'>"
          "<Parameter name='token' value='t'/></Stream></Connect>");
  }
  void TearDown() override {
    if (server_) PhoneTest::TearDown();
  }
  struct Ended {
    int code = -1;
    std::string output;
  };
  Ended Load(const std::string& arguments) const {
    const std::string own = arguments.find("--account") == std::string::npos
                                ? std::string(" --account ") + kSid + " --token " + kToken
                                : std::string();
    const std::string command = "'" + program_ + "' media" + own + " " + arguments + " 2>&1";
    Ended ended;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 512> text{};
    while (fgets(text.data(), text.size(), pipe) != nullptr) ended.output += text.data();
    ended.code = WEXITSTATUS(pclose(pipe));
    return ended;
  }

  std::mutex sockets_mutex_;
  std::vector<HttpRequest> sockets_;
  std::atomic<bool> closes_first_{false};
  const std::string program_ = std::string(TOCSIN_BINARY_DIR) + "/bin/tocsin-load";
};

TEST_F(MediaLoadTest, MeasuresLiveCalls) {
  metrics_ = [counted = 1000]() mutable {
    std::string text = "tocsin_media_frames_total 7\n";
    for (const auto& [bound, share] : {std::pair{"0.001", 150}, {"0.005", 199}, {"+Inf", 200}})
      text += std::string("tocsin_media_frame_seconds_bucket{le=\"") + bound + "\"} " +
              std::to_string(counted * share) + '\n';
    ++counted;
    return text;
  };
  const auto ended = Load("--calls 5 --seconds 3 --speaking 1 --url " + Worker("") +
                          " --public-url https://voice.example.com");

  ASSERT_EQ(ended.code, 0) << ended.output;
  const auto figures = ParseJson(ended.output);
  ASSERT_TRUE(figures) << ended.output;
  EXPECT_EQ(figures->at("calls"), 5);
  EXPECT_EQ(figures->at("live"), 5);
  EXPECT_GE(figures->at("interruptions").to_number<int>(), 5);
  EXPECT_TRUE(figures->at("onset_to_clear_ms").at("p95").is_number()) << ended.output;
  EXPECT_GT(figures->at("frames_sent").to_number<int>(), 5 * 100);
  EXPECT_TRUE(figures->at("cpu").at("load_cores").is_number());
  EXPECT_EQ(figures->at("frame_ms").at("p50_at_most").to_number<double>(), 1);
  EXPECT_EQ(figures->at("frame_ms").at("p99_at_most").to_number<double>(), 5)
      << "198 of the 200 between the two answers";
  const auto inbound = Came("/voice/twilio/inbound");
  ASSERT_EQ(inbound.size(), 5u);
  EXPECT_EQ(
      HeaderValue(inbound[0].headers, "X-Twilio-Signature"),
      Sign(kToken, "https://voice.example.com/voice/twilio/inbound", DecodeForm(inbound[0].body)));
}

TEST_F(MediaLoadTest, MeasuresKeys) {
  const auto ended = Load("--calls 3 --seconds 2 --speaking 0 --keys 60 --url " + Worker(""));

  ASSERT_EQ(ended.code, 0) << ended.output;
  const auto figures = ParseJson(ended.output);
  ASSERT_TRUE(figures) << ended.output;
  EXPECT_EQ(figures->at("key_to_clear_ms").at("count"), 3) << ended.output;
  EXPECT_TRUE(figures->at("key_to_clear_ms").at("p99").is_number()) << ended.output;
  EXPECT_TRUE(figures->at("onset_to_clear_ms").at("p95").is_null()) << ended.output;
}

TEST_F(MediaLoadTest, FollowsRedirectsBeforeASocketAndBehindALostOne) {
  const std::string connect =
      "<Connect><Stream url='wss://voice.example.com/ws/media-stream'>"
      "<Parameter name='token' value='t'/></Stream></Connect>"
      "<Redirect>https://voice.example.com/again?token=t#rc=3</Redirect>";
  Twiml("/voice/twilio/inbound",
        "<Say>One moment.</Say><Pause length='1'/>"
        "<Redirect>https://voice.example.com/again?token=t</Redirect>");
  Twiml("/again", connect);
  closes_first_ = true;
  const auto ended =
      Load("--calls 2 --seconds 2 --url " + Worker("") + " --public-url https://voice.example.com");
  ASSERT_EQ(ended.code, 0) << ended.output;
  const auto figures = ParseJson(ended.output);
  ASSERT_TRUE(figures) << ended.output;
  EXPECT_EQ(figures->at("live"), 2);
  EXPECT_EQ(figures->at("redirects"), 3)
      << "one for each call, and the one whose socket was closed";
  const auto again = Came("/again");
  ASSERT_EQ(again.size(), 3U);
  for (const auto& request : again) {
    EXPECT_EQ(request.Query("token"), "t");
    EXPECT_EQ(HeaderValue(request.headers, "X-Twilio-Signature"),
              Sign(kToken, "https://voice.example.com/again?token=t", DecodeForm(request.body)));
  }
}

TEST_F(MediaLoadTest, ARedirectWithoutEndIsNoCall) {
  Twiml("/voice/twilio/inbound", "<Redirect>/voice/twilio/inbound</Redirect>");
  const auto ended = Load("--calls 1 --seconds 1 --url " + Worker(""));
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.output, HasSubstr("redirects without end"));
}

TEST_F(MediaLoadTest, LoadsAsExotelDoes) {
  const auto ended = Load(
      "--carrier exotel --key k1 --token secret --account exotel1 --calls 3 "
      "--seconds 1 --url " +
      Worker(""));
  ASSERT_EQ(ended.code, 0) << ended.output;
  const auto figures = ParseJson(ended.output);
  ASSERT_TRUE(figures) << ended.output;
  EXPECT_EQ(figures->at("live"), 3);
  EXPECT_EQ(figures->at("carrier"), "exotel");
  const std::lock_guard lock(sockets_mutex_);
  ASSERT_EQ(sockets_.size(), 3U);
  for (const auto& request : sockets_) {
    EXPECT_EQ(request.path, "/ws/exotel");
    EXPECT_EQ(HeaderValue(request.headers, "Authorization"), "Basic " + EncodeBase64("k1:secret"));
  }
}

TEST_F(MediaLoadTest, RoundsAreOtherCallsAndEachIsToldToBeOver) {
  const auto ended = Load("--calls 2 --rounds 3 --seconds 1 --url " + Worker("") +
                          " --worker-pid " + std::to_string(getpid()));
  ASSERT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("6 calls: the worker holds"));
  const auto figures = ParseJson(ended.output.substr(ended.output.find('{')));
  ASSERT_TRUE(figures) << ended.output;
  EXPECT_EQ(figures->at("live"), 6);
  EXPECT_EQ(figures->at("memory").as_array().size(), 4U);
  EXPECT_GT(figures->at("memory").at(3).at("resident_bytes").to_number<std::int64_t>(), 1'000'000);
  const auto over = Came("/api/voice/webhook/status");
  ASSERT_EQ(over.size(), 6U);
  std::set<std::string> sids, numbers;
  for (const auto& request : over) {
    const auto params = DecodeForm(request.body);
    EXPECT_EQ(HeaderValue(request.headers, "X-Twilio-Signature"),
              Sign(kToken, Worker("/api/voice/webhook/status"), params));
    for (const auto& [name, value] : params) {
      if (name == "CallSid") sids.insert(value);
      if (name == "From") numbers.insert(value);
      if (name == "CallStatus") EXPECT_EQ(value, "completed");
    }
  }
  EXPECT_EQ(sids.size(), 6U);
  EXPECT_EQ(numbers.size(), 6U);
}

TEST_F(MediaLoadTest, SaysWhatIsWrong) {
  EXPECT_EQ(Load("--calls 0").code, 2);
  EXPECT_EQ(Load("--url https://voice.example.com").code, 2);
  Twiml("/voice/twilio/inbound", "<Say>Not now.</Say>");
  const auto refused = Load("--calls 2 --seconds 1 --url " + Worker(""));
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.output, HasSubstr("opens no media socket"));
}

}  // namespace
}  // namespace tocsin::phone
