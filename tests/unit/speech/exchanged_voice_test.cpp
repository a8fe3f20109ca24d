#include "adapters/speech/exchanged_voice.hpp"

#include <gmock/gmock.h>

#include "fakes/held_engines.hpp"

namespace tocsin::speech {
namespace {

using fakes::HeardVoice;

/// Tells when it goes.
class WatchedVoice final : public TextToSpeech {
 public:
  WatchedVoice(std::string name, std::vector<std::string>& gone)
      : voice_(std::move(name)), gone_(gone) {}
  ~WatchedVoice() override { gone_.push_back(voice_.Name()); }
  std::string Name() const override { return voice_.Name(); }
  bool Speaks(std::string_view language) const override { return voice_.Speaks(language); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    return voice_.Synthesize(std::move(what), std::move(to));
  }
  SpeechPieces& Last() { return voice_.asked.back().to; }

 private:
  fakes::HeldVoice voice_;
  std::vector<std::string>& gone_;
};

class ExchangedVoiceTest : public testing::Test {
 protected:
  Voices Made(const std::string& name) {
    auto voice = std::make_unique<WatchedVoice>(name, gone_);
    last_ = voice.get();
    Voices voices;
    voices.engines = {last_};
    voices.voice = std::move(voice);
    return voices;
  }
  std::vector<std::string> gone_;
  WatchedVoice* last_ = nullptr;
};

TEST_F(ExchangedVoiceTest, WhatBeganIsSaidToItsEndAndTheRestByTheNextOne) {
  ExchangedVoice voice(Made("one"));
  auto* one = last_;
  HeardVoice first(voice, "hello");
  voice.Use(Made("two"));
  auto* two = last_;
  EXPECT_EQ(voice.Name(), "two");
  EXPECT_THAT(voice.Engines(), testing::ElementsAre(two));
  HeardVoice second(voice, "hello");
  two->Last().piece(Sound(10, 2));
  one->Last().piece(Sound(10, 1));
  one->Last().end({});
  EXPECT_EQ(first.sound, Sound(10, 1));
  EXPECT_TRUE(first.end && *first.end);
  EXPECT_EQ(second.sound, Sound(10, 2));
}

TEST_F(ExchangedVoiceTest, FormerOnesGoLaterAndNeverWhileTheySpeak) {
  ExchangedVoice voice(Made("one"));
  auto sentence = std::make_unique<HeardVoice>(voice, "hello");
  for (const auto* name : {"two", "three", "four", "five"}) voice.Use(Made(name));
  EXPECT_TRUE(gone_.empty()) << "the oldest still speaks";
  sentence.reset();
  EXPECT_TRUE(gone_.empty()) << "not on the thread that lets go of a sentence";
  voice.Use(Made("six"));
  EXPECT_THAT(gone_, testing::ElementsAre("one", "two", "three"));
}

}  // namespace
}  // namespace tocsin::speech
