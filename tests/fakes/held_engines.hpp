#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "adapters/language.hpp"
#include "adapters/speech.hpp"
#include "fakes/scripted_engines.hpp"

namespace tocsin::fakes {

/// A voice that gives nothing by itself: a test gives its pieces and its end.
class HeldVoice final : public TextToSpeech {
 public:
  struct Asked {
    SynthesizeSpeech what;
    SpeechPieces to;
  };
  explicit HeldVoice(std::string name = "held", std::string language = "")
      : name_(std::move(name)), language_(std::move(language)) {}
  std::string Name() const override { return name_; }
  std::string Variant() const override { return variant.empty() ? name_ : variant; }
  bool Speaks(std::string_view language) const override { return language.starts_with(language_); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    asked.push_back({std::move(what), std::move(to)});
    return std::make_unique<ScriptedJob>([this] { ++dropped; });
  }
  std::deque<Asked> asked;
  std::string variant;
  int dropped = 0;

 private:
  std::string name_, language_;
};

/// What came of a sentence. Dropping it cancels.
struct HeardVoice {
  HeardVoice(TextToSpeech& voice, std::string text, std::string language = "en-US",
             std::string tenant = "") {
    job = voice.Synthesize(
        {.text = std::move(text), .language = std::move(language), .tenant = std::move(tenant)},
        {.piece =
             [this](const Sound& piece) { sound.insert(sound.end(), piece.begin(), piece.end()); },
         .end = [this](Status status) { end = std::move(status); }});
  }
  Sound sound;
  std::optional<Status> end;
  std::unique_ptr<SpeechJob> job;
};

/// A language model that says nothing by itself.
class HeldModel final : public LanguageModel {
 public:
  struct Asked {
    AskLanguageModel what;
    LanguagePieces to;
  };
  class Job final : public LanguageJob {
   public:
    explicit Job(int& dropped) : dropped_(dropped) {}
    ~Job() override { ++dropped_; }

   private:
    int& dropped_;
  };
  explicit HeldModel(std::string name = "held") : name_(std::move(name)) {}
  std::string Name() const override { return name_; }
  std::unique_ptr<LanguageJob> Ask(AskLanguageModel what, LanguagePieces to) override {
    asked.push_back({std::move(what), std::move(to)});
    return std::make_unique<Job>(dropped);
  }
  std::deque<Asked> asked;
  int dropped = 0;

 private:
  std::string name_;
};

/// What came of a question. Dropping it cancels.
struct HeardModel {
  explicit HeardModel(LanguageModel& model, AskLanguageModel what = {}) {
    job = model.Ask(std::move(what),
                    {.text = [this](std::string_view piece) { text += piece; },
                     .end = [this](Result<LanguageAnswer> answer) { end = std::move(answer); },
                     .begun = [this] { begun = true; }});
  }
  std::string text;
  bool begun = false;
  std::optional<Result<LanguageAnswer>> end;
  std::unique_ptr<LanguageJob> job;
};

}  // namespace tocsin::fakes
