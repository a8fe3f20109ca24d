// links: speech net harness schemas
#include <gmock/gmock.h>

#include <future>

#include "adapters/speech/sesame.hpp"
#include "fakes/fake_program.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

/// The engine, at a service that is a program of its own.
class SesameTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("sesame_server.py");
    return service;
  }
  void SetUp() override { ASSERT_NE(Service().Url(), ""); }

  Result<Sound> Speak(const std::string& text, const json::value& answer,
                      Duration timeout = std::chrono::seconds(20)) {
    Service().Script(json::array{answer});
    const auto voice = speech::MakeSesame(
        {.url = Service().Url(), .voice = "conversational_a", .timeout = timeout}, *client_);
    std::promise<Status> end;
    Sound sound;
    const auto job = voice->Synthesize(
        {.text = text},
        {.piece =
             [&](const Sound& piece) { sound.insert(sound.end(), piece.begin(), piece.end()); },
         .end = [&](Status status) { end.set_value(std::move(status)); }});
    if (auto status = end.get_future().get(); !status) return Fail(std::move(status).error());
    return sound;
  }
  ErrorKind FaultOf(const json::value& answer) {
    const auto sound = Speak("text", answer);
    EXPECT_FALSE(sound);
    return sound ? ErrorKind::kInternal : sound.error().kind;
  }
  static double SecondsOf(const Result<Sound>& sound) {
    EXPECT_TRUE(sound) << sound.error().message;
    return sound ? static_cast<double>(sound->size()) / kLineRate : 0;
  }

  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
};

TEST_F(SesameTest, GivesTheSoundAtTheLinesRate) {
  EXPECT_NEAR(SecondsOf(Speak("Container stopped", json::object{})), 17 * 0.05, 0.05);
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("text"), "Container stopped");
  EXPECT_EQ(seen[0].at("voice"), "conversational_a");
}

TEST_F(SesameTest, TakesWhatServicesOfThisKindGive) {
  for (const auto* field : {"audio", "audio_base64", "audio_content", "data"})
    EXPECT_NEAR(SecondsOf(Speak("ten letters", {{"field", field}})), 0.55, 0.05) << field;
  EXPECT_NEAR(SecondsOf(Speak("ten letters", {{"bare", true}, {"sample_rate", 16000}})), 0.55,
              0.05);
  EXPECT_NEAR(SecondsOf(Speak("ten letters", {{"bare", true}, {"told", false}})), 0.55, 0.05);
  EXPECT_NEAR(SecondsOf(Speak("ten letters", {{"sample_rate", 48000}})), 0.55, 0.05);
}

TEST_F(SesameTest, SaysWhatIsNoSound) {
  EXPECT_EQ(FaultOf({{"raw", "<html>"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", "{}"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", R"({"audio":"***"})"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", R"({"audio":"UklGRgAA"})"}}), ErrorKind::kInvalid) << "RIFF, cut off";
  EXPECT_EQ(FaultOf({{"raw", R"({"audio":"AAAA","sample_rate":-5})"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"status", 503}}), ErrorKind::kTransient);
  EXPECT_EQ(FaultOf({{"status", 404}}), ErrorKind::kRejected);
}

TEST_F(SesameTest, HasATimeForTheWhole) {
  const auto sound = Speak("slow", {{"delay", 20}}, std::chrono::milliseconds(100));
  ASSERT_FALSE(sound);
  EXPECT_EQ(sound.error().kind, ErrorKind::kTimeout);
}

}  // namespace
}  // namespace tocsin
