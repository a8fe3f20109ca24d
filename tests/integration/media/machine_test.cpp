// links: voice speech sound net schemas
// Who picks up, with real ears on a line in virtual time: boxes and people, told apart by their
// sound, and what a call makes of it.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <future>
#include <numbers>

#include "adapters/speech/ears.hpp"
#include "fakes/every_source.hpp"
#include "fakes/media_world.hpp"
#include "fakes/phone_band.hpp"
#include "fakes/synthesised_speech.hpp"
#include "workers/voice/worker/live_calls.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;

/// Answers within the question: a loop of virtual time has no other threads.
class AtOnce final : public SpeechToText {
 public:
  explicit AtOnce(SpeechToText& ears) : ears_(ears) {}
  std::string Name() const override { return ears_.Name(); }
  SpeechTrust Trust() const override { return ears_.Trust(); }
  bool Speaks(std::string_view language) const override { return ears_.Speaks(language); }
  std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech what, std::function<void(Result<RecognizedSpeech>)> done) override {
    std::promise<Result<RecognizedSpeech>> heard;
    auto job = ears_.Recognize(std::move(what), [&](Result<RecognizedSpeech> result) {
      heard.set_value(std::move(result));
    });
    auto result = heard.get_future().get();
    done(std::move(result));
    return job;
  }

 private:
  SpeechToText& ears_;
};

class MachineTest : public MediaWorld {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TOCSIN_MODELS");
    static auto loaded = speech::LoadEars(
        {.models = folder != nullptr ? folder : TOCSIN_SOURCE_DIR "/.local/models"});
    if (!loaded && loaded.error().kind == ErrorKind::kNotFound)
      GTEST_SKIP() << loaded.error().message;
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
    if (!SynthesisedSpeech("hello")) GTEST_SKIP() << "needs flite or espeak-ng";
    real_ = &*loaded;
    at_once_ = std::make_unique<AtOnce>(*real_->recognizer);
    MediaWorld::SetUp();
    CallScript::source = CallScript::Source::kLiveLine;
    call_ = std::make_unique<CallScript>(
        R"([{"id":"approve","digits":"1","phrases":["approve","approve it"],"confirm":"none"}])");
    call_->settings.person_first = true;
    call_->Live();
    Follow();
  }
  void TearDown() override {
    CallScript::source = CallScript::Source::kWebhooks;
    if (line_) MediaWorld::TearDown();
  }
  LineEngines Engines() override {
    return {.voice = &voice_,
            .activity = real_->activity.get(),
            .recognizer = at_once_.get(),
            .metrics = &metrics_};
  }
  /// The line does what the call says.
  void Follow() {
    line_->Perform(ToLineTask(*call_->last.reply, std::chrono::seconds(6)));
    loop_.Work();
  }
  /// The call hears what the line has heard.
  void Hear() {
    for (; seen_ < keeper_->turns.size(); ++seen_) {
      const auto& turn = keeper_->turns[seen_];
      call_->HearOnLine(turn.heard, turn.of_us);
      if (call_->last.reply) Follow();
    }
  }
  void PickUp(const std::string& words) {
    Live(std::chrono::milliseconds(400));
    Utter(ThroughPhone(*SynthesisedSpeech(words), {}));
    Live(std::chrono::milliseconds(900));
    Hear();
  }
  void BeepAfter(Duration pause) {
    Live(pause);
    Sound beep(3'200);
    for (std::size_t i = 0; i < beep.size(); ++i)
      beep[i] = static_cast<std::int16_t>(
          5'000 * std::sin(2 * std::numbers::pi * 1'000 * static_cast<double>(i) / kLineRate));
    Utter(beep);
    Hear();
  }
  bool Told() const { return call_->Said().find("nginx") != std::string::npos; }
  bool Left() const { return call_->at.call.farewell == "voicemail"; }

  speech::Ears* real_ = nullptr;
  std::unique_ptr<AtOnce> at_once_;
  std::unique_ptr<CallScript> call_;
  std::size_t seen_ = 0;
};

TEST_F(MachineTest, WhoSaysHelloIsTold) {
  PickUp("Hello?");
  ASSERT_FALSE(keeper_->turns.empty());
  EXPECT_TRUE(Told()) << keeper_->turns.back().heard.speech;
  EXPECT_FALSE(Left());
}

TEST_F(MachineTest, WhoSaysTheirNameIsTold) {
  PickUp("Yes, this is Bob.");
  ASSERT_FALSE(keeper_->turns.empty());
  EXPECT_TRUE(Told()) << keeper_->turns.back().heard.speech;
  EXPECT_FALSE(Left());
}

TEST_F(MachineTest, ABoxWithALongGreetingIsLeftAndDecidesNothing) {
  PickUp(
      "Hi, you have reached Bob Miller, who is out of the office all week and would approve it "
      "if he could, so try again on Monday.");
  ASSERT_FALSE(keeper_->turns.empty());
  EXPECT_GT(keeper_->turns[0].heard.length, std::chrono::milliseconds(2'500));
  EXPECT_TRUE(Left()) << keeper_->turns[0].heard.speech;
  EXPECT_FALSE(Told());
  EXPECT_EQ(call_->Count(type::kDecisionMade), 0);
}

TEST_F(MachineTest, ABoxIsKnownByItsWords) {
  PickUp("Please leave a message.");
  ASSERT_FALSE(keeper_->turns.empty());
  EXPECT_TRUE(Left()) << keeper_->turns[0].heard.speech;
  EXPECT_FALSE(Told());
}

TEST_F(MachineTest, ABoxIsKnownByItsBeep) {
  BeepAfter(std::chrono::milliseconds(1'500));
  ASSERT_FALSE(keeper_->turns.empty());
  EXPECT_TRUE(keeper_->turns[0].heard.beep);
  EXPECT_TRUE(Left());
  EXPECT_FALSE(Told());
  EXPECT_EQ(call_->Count(type::kDecisionMade), 0);
}

TEST_F(MachineTest, AMessageIsLeftBehindTheBeep) {
  call_->at.call.leave_message = true;
  PickUp(
      "Hi, you have reached Bob Miller, who is out of the office all week, so try again on "
      "Monday.");
  EXPECT_FALSE(Left()) << "it has not beeped";
  BeepAfter(std::chrono::milliseconds(500));
  EXPECT_TRUE(Left());
  EXPECT_NE(call_->Said().find("look at your alerts"), std::string::npos) << call_->Said();
}

}  // namespace
}  // namespace tocsin::voice
