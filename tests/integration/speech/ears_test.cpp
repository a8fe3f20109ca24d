// links: speech sound net
#include "adapters/speech/ears.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <future>
#include <numbers>
#include <random>

#include "tests/fakes/phone_band.hpp"
#include "tests/fakes/synthesised_speech.hpp"

namespace tocsin::speech {
namespace {

std::string ModelsFolder() {
  const char* folder = std::getenv("TOCSIN_MODELS");
  return folder != nullptr ? folder : TOCSIN_SOURCE_DIR "/.local/models";
}

/// Real ears; skipped where tools/models was not run.
class EarsTest : public testing::Test {
 protected:
  void SetUp() override {
    static auto loaded = LoadEars({.models = ModelsFolder()});
    if (!loaded && loaded.error().kind == ErrorKind::kNotFound)
      GTEST_SKIP() << loaded.error().message;
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
    ears_ = &*loaded;
  }

  Sound Spoken(const std::string& text, const PhoneBand& band = {}) {
    auto wav = SynthesisedSpeech(text);
    return wav ? ThroughPhone(*wav, band) : Sound();
  }

  Result<RecognizedSpeech> Heard(Sound sound, std::vector<std::string> phrases = {},
                                 std::string language = "en-US") {
    std::promise<Result<RecognizedSpeech>> heard;
    const auto job = ears_->recognizer->Recognize(
        {.sound = std::move(sound), .language = std::move(language), .phrases = std::move(phrases)},
        [&](Result<RecognizedSpeech> result) { heard.set_value(std::move(result)); });
    return heard.get_future().get();
  }

  /// The most that any window was thought to be voice.
  float MostVoice(SoundView sound) {
    auto line = ears_->activity->Open();
    float most = 0;
    for (std::size_t at = 0; at + VoiceActivity::kWindow <= sound.size();
         at += VoiceActivity::kWindow)
      most = std::max(most, line->Probability(sound.subspan(at, VoiceActivity::kWindow)));
    return most;
  }

  const Ears* ears_ = nullptr;
};

/// Three seconds of a sum of tones, each of a fifth of full scale.
Sound Tones(std::initializer_list<double> rates, double on_for = 1, double of = 1) {
  Sound sound(3 * kLineRate);
  for (std::size_t at = 0; at < sound.size(); ++at) {
    const double time = static_cast<double>(at) / kLineRate;
    double sum = 0;
    if (std::fmod(time, of) < on_for)
      for (const double rate : rates) sum += 6000 * std::sin(2 * std::numbers::pi * rate * time);
    sound[at] = static_cast<std::int16_t>(sum);
  }
  return sound;
}

TEST_F(EarsTest, SayWhatTheyAre) {
  EXPECT_EQ(ears_->runtime, "onnxruntime 1.32.0");
  EXPECT_EQ(ears_->activity->Name(), "silero-vad 6.2.3");
  EXPECT_EQ(ears_->recognizer->Name(), "moonshine-tiny-en 0.0.55");
  EXPECT_EQ(ears_->recognizer->Trust(), SpeechTrust::kNone);
  EXPECT_TRUE(ears_->recognizer->Speaks("en-US"));
  EXPECT_TRUE(ears_->recognizer->Speaks("en"));
  EXPECT_FALSE(ears_->recognizer->Speaks("eno"));
  EXPECT_FALSE(ears_->recognizer->Speaks("de-DE"));
}

TEST_F(EarsTest, HearAVoiceOnAPhoneLine) {
  const auto speech = Spoken("The database server stopped answering ten minutes ago.");
  if (speech.empty()) GTEST_SKIP() << "no flite and no espeak-ng";
  EXPECT_GT(MostVoice(speech), 0.9F);
  EXPECT_GT(MostVoice(Spoken("Go ahead.", {.level = -34, .noise = -60})), 0.5F);
}

TEST_F(EarsTest, NoiseHumKeysAndRingingAreNoVoice) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 3000);
  Sound hiss(3 * kLineRate);
  for (auto& sample : hiss) sample = static_cast<std::int16_t>(noise(random));
  EXPECT_LT(MostVoice(hiss), 0.3F) << "noise";
  EXPECT_LT(MostVoice(Tones({100, 300, 500})), 0.5F) << "hum";
  EXPECT_LT(MostVoice(Tones({770, 1336}, 0.1, 0.2)), 0.3F) << "keys";
  EXPECT_LT(MostVoice(Tones({440, 480})), 0.3F) << "ringing";
  EXPECT_EQ(MostVoice(Sound(3 * kLineRate)), 0.0F) << "silence";
}

TEST_F(EarsTest, ALineForgetsWhatCameBefore) {
  const auto speech = Spoken("Please say that again.");
  if (speech.empty()) GTEST_SKIP() << "no flite and no espeak-ng";
  auto line = ears_->activity->Open();
  std::vector<float> first, second;
  for (auto* said : {&first, &second}) {
    for (std::size_t at = 0; at + VoiceActivity::kWindow <= speech.size();
         at += VoiceActivity::kWindow)
      said->push_back(line->Probability(SoundView(speech).subspan(at, VoiceActivity::kWindow)));
    line->Reset();
  }
  EXPECT_EQ(first, second);
}

TEST_F(EarsTest, RecogniseASentence) {
  const auto speech = Spoken("The database server stopped answering ten minutes ago.");
  if (speech.empty()) GTEST_SKIP() << "no flite and no espeak-ng";
  const auto heard = Heard(speech);
  ASSERT_TRUE(heard.has_value()) << heard.error().message;
  for (const char* word : {"database", "server", "stopped", "minutes", "ago"})
    EXPECT_NE(heard->text.find(word), std::string::npos) << word << " in: " << heard->text;
  EXPECT_FALSE(heard->phrase.has_value());
}

TEST_F(EarsTest, FourAtOnceHearTheirOwn) {
  const auto one = Spoken("Tell me more about the weather."),
             two = Spoken("Please say that again.");
  if (one.empty()) GTEST_SKIP() << "no flite and no espeak-ng";
  std::vector<std::promise<Result<RecognizedSpeech>>> heard(4);
  std::vector<std::unique_ptr<SpeechJob>> jobs;
  for (std::size_t at = 0; at < heard.size(); ++at)
    jobs.push_back(ears_->recognizer->Recognize(
        {.sound = at % 2 == 0 ? one : two},
        [&heard, at](Result<RecognizedSpeech> result) { heard[at].set_value(std::move(result)); }));
  for (std::size_t at = 0; at < heard.size(); ++at) {
    const auto result = heard[at].get_future().get();
    ASSERT_TRUE(result.has_value());
    EXPECT_NE(result->text.find(at % 2 == 0 ? "weather" : "again"), std::string::npos)
        << result->text;
  }
}

TEST_F(EarsTest, SoundsThatAreNoSpeechGiveNoText) {
  for (const auto& sound : {Sound(), Sound(50), Sound(kLineRate), Tones({440, 480})}) {
    const auto heard = Heard(sound, {"approve", "dismiss"});
    ASSERT_TRUE(heard.has_value());
    EXPECT_FALSE(heard->phrase.has_value()) << heard->text;
  }
}

TEST_F(EarsTest, RefuseOtherLanguagesAndEndlessSentences) {
  EXPECT_EQ(Heard(Sound(kLineRate), {}, "de-DE").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(Heard(Sound(31 * kLineRate)).error().kind, ErrorKind::kInvalid);
}

TEST_F(EarsTest, ForcedAlternativesFindTheCommandAndRefuseWhatSoundsAlike) {
  const std::vector<std::string> phrases = {"approve", "approve it", "go ahead",
                                            "dismiss", "dismiss it", "ignore it"};
  const auto speech = Spoken("Go ahead.");
  if (speech.empty()) GTEST_SKIP() << "no flite and no espeak-ng";
  const auto heard = Heard(speech, phrases);
  ASSERT_TRUE(heard.has_value());
  ASSERT_TRUE(heard->phrase.has_value()) << heard->text;
  EXPECT_EQ(phrases[*heard->phrase], "go ahead");
  EXPECT_GT(*heard->score, kForcedThreshold);
  for (const char* other :
       {"Improve it.", "I would not approve it.", "He said he would approve it.", "Remove it.",
        "Please leave a message after the tone."}) {
    const auto refused = Heard(Spoken(other), phrases);
    ASSERT_TRUE(refused.has_value());
    EXPECT_FALSE(refused->phrase.has_value())
        << other << ": " << refused->text << ", " << phrases[refused->phrase.value_or(0)];
  }
}

}  // namespace
}  // namespace tocsin::speech
