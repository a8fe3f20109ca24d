#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/speech.hpp"

namespace tocsin::fakes {

class ScriptedJob final : public SpeechJob {
 public:
  explicit ScriptedJob(std::function<void()> dropped) : dropped_(std::move(dropped)) {}
  ~ScriptedJob() override { dropped_(); }

 private:
  std::function<void()> dropped_;
};

/// Says a window holds a voice by its loudness: a sample of 10,000 is certainly one, of 3,000
/// maybe.
class LoudIsVoice final : public VoiceActivityEngine {
 public:
  std::string Name() const override { return "loud"; }
  std::unique_ptr<VoiceActivity> Open() override {
    class Activity final : public VoiceActivity {
     public:
      explicit Activity(const bool& everything) : everything_(everything) {}
      float Probability(SoundView window) override {
        if (everything_ && window.front() != 0) return 1;
        std::int16_t loudest = 0;
        for (const auto sample : window) loudest = std::max(loudest, sample);
        return static_cast<float>(loudest) / 10'000.0F;
      }
      void Reset() override {}

     private:
      const bool& everything_;
    };
    return std::make_unique<Activity>(everything);
  }
  bool everything = false;  ///< every sound is a voice to it
};

/// What it "hears" is what the test put in; every sentence that it was given is kept.
class ScriptedEars final : public SpeechToText {
 public:
  std::string Name() const override { return "scripted"; }
  SpeechTrust Trust() const override { return SpeechTrust::kNone; }
  bool Speaks(std::string_view) const override { return true; }
  std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech what, std::function<void(Result<RecognizedSpeech>)> done) override {
    asked.push_back(std::move(what));
    if (hold) {
      held.push_back(std::move(done));
    } else if (next.empty()) {
      done(RecognizedSpeech{});
    } else {
      auto answer = next.front();
      next.pop_front();
      done(std::move(answer));
    }
    return std::make_unique<ScriptedJob>([this] { ++dropped; });
  }
  void WillHear(std::string text) { next.emplace_back(RecognizedSpeech{.text = std::move(text)}); }

  std::vector<RecognizeSpeech> asked;
  std::deque<Result<RecognizedSpeech>> next;
  std::vector<std::function<void(Result<RecognizedSpeech>)>> held;
  bool hold = false;
  int dropped = 0;
};

/// Speaks a tenth of a second for each letter: sample n of a sentence is n modulo 100.
class ScriptedVoice final : public TextToSpeech {
 public:
  static constexpr std::size_t kSamplesALetter = kLineRate / 10;
  std::string Name() const override { return "scripted voice"; }
  bool Speaks(std::string_view language) const override { return !language.starts_with(mute_in); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    asked.push_back(what.text);
    languages.push_back(what.language);
    if (!silent) {
      Sound sound(what.text.size() * kSamplesALetter);
      for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = static_cast<std::int16_t>(i % 100);
      to.piece(std::move(sound));
      to.end(fault);
    }
    last = std::move(to);
    return std::make_unique<ScriptedJob>([this] { ++dropped; });
  }

  std::vector<std::string> asked, languages;
  std::string mute_in = "none";  ///< the language that it does not speak
  bool silent = false;           ///< gives nothing of itself
  SpeechPieces last = {};        ///< of who asked last, for a test that speaks itself
  Status fault = {};
  int dropped = 0;
};

}  // namespace tocsin::fakes
