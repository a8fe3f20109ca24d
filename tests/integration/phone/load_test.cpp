#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "media_peer.hpp"
#include "phone_rig.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;

class MediaLoadTest : public PhoneTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(program_)) GTEST_SKIP() << program_ << " is not built";
    upgrade_ = [](const HttpRequest&) {
      auto peer = std::make_shared<MediaPeer>();
      peer->ToneOnStart(8000);
      peer->ClearOnVoice();
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
    const std::string command = "'" + program_ + "' media --account " + kSid + " --token " +
                                kToken + " " + arguments + " 2>&1";
    Ended ended;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 512> text{};
    while (fgets(text.data(), text.size(), pipe) != nullptr) ended.output += text.data();
    ended.code = WEXITSTATUS(pclose(pipe));
    return ended;
  }

  const std::string program_ = std::string(TOCSIN_BINARY_DIR) + "/bin/tocsin-load";
};

TEST_F(MediaLoadTest, MeasuresLiveCalls) {
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
  const auto inbound = Came("/voice/twilio/inbound");
  ASSERT_EQ(inbound.size(), 5u);
  EXPECT_EQ(
      HeaderValue(inbound[0].headers, "X-Twilio-Signature"),
      Sign(kToken, "https://voice.example.com/voice/twilio/inbound", DecodeForm(inbound[0].body)));
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
