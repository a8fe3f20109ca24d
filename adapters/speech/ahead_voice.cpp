#include "adapters/speech/ahead_voice.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>

namespace tocsin::speech {
namespace {

/// A sentence that may pass from one voice to the other. Held by its job and by what it asked.
class PassedSentence : public std::enable_shared_from_this<PassedSentence> {
 public:
  PassedSentence(TextToSpeech& quick, SynthesizeSpeech what, SpeechPieces to)
      : quick_(quick), what_(std::move(what)), to_(std::move(to)) {}

  const SpeechPieces& To() const { return to_; }
  void MakeBy(TextToSpeech& slow) {
    Hold(slow.Synthesize(what_, {.piece = to_.piece,
                                 .end =
                                     [self = shared_from_this()](Status status) {
                                       if (status) return self->to_.end({});
                                       self->SayByQuick();
                                     },
                                 .cost = to_.cost,
                                 .by = to_.by}));
  }
  void SayByQuick() { Hold(quick_.Synthesize(what_, to_)); }
  void Drop() {
    std::unique_ptr<SpeechJob> first, second;
    const std::lock_guard lock(mutex_);
    over_ = true;
    first.swap(jobs_[0]);
    second.swap(jobs_[1]);
  }

 private:
  /// The one before is let go of with the sentence: its callback may be under way.
  void Hold(std::unique_ptr<SpeechJob> job) {
    const std::lock_guard lock(mutex_);
    if (!over_) jobs_[held_++ % 2] = std::move(job);
  }

  TextToSpeech& quick_;
  const SynthesizeSpeech what_;
  const SpeechPieces to_;
  std::mutex mutex_;
  std::unique_ptr<SpeechJob> jobs_[2];
  std::size_t held_ = 0;
  bool over_ = false;
};

class PassedJob final : public SpeechJob {
 public:
  explicit PassedJob(std::shared_ptr<PassedSentence> sentence) : sentence_(std::move(sentence)) {}
  ~PassedJob() override { sentence_->Drop(); }

 private:
  std::shared_ptr<PassedSentence> sentence_;
};

class AheadVoice final : public TextToSpeech {
 public:
  AheadVoice(TextToSpeech& slow, std::unique_ptr<TextToSpeech> quick,
             std::shared_ptr<PreparedShelf> shelf, Metrics& metrics)
      : slow_(slow), quick_(std::move(quick)), shelf_(std::move(shelf)), metrics_(metrics) {}
  std::string Name() const override { return quick_->Name(); }
  std::string Variant() const override { return quick_->Variant(); }
  bool Speaks(std::string_view language) const override { return quick_->Speaks(language); }

  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    if (!slow_.Speaks(what.language)) return quick_->Synthesize(std::move(what), std::move(to));
    const auto key = shelf_->PlaceOf(what, slow_.Variant());
    const bool ahead = what.ahead;
    auto sentence = std::make_shared<PassedSentence>(*quick_, std::move(what), std::move(to));
    auto job = std::make_unique<PassedJob>(sentence);
    if (ahead)
      sentence->MakeBy(slow_);
    else if (auto kept = shelf_->Find(key))
      Play(*sentence, *kept);
    else if (!shelf_->OnDisk(key) || !Fetch(key, sentence))
      sentence->SayByQuick();
    return job;
  }

 private:
  void Play(PassedSentence& sentence, const Sound& kept) const {
    metrics_.Add("tocsin_speech_prepared_total", 1, {{"found", "yes"}});
    if (sentence.To().by) sentence.To().by(slow_.Name());
    sentence.To().piece(kept);
    sentence.To().end({});
  }
  bool Fetch(const std::string& key, const std::shared_ptr<PassedSentence>& sentence) const {
    return shelf_->Fetch(key, [this, sentence](const PreparedShelf::Kept& kept) {
      if (kept) return Play(*sentence, *kept);
      sentence->SayByQuick();
    });
  }

  TextToSpeech& slow_;
  const std::unique_ptr<TextToSpeech> quick_;
  const std::shared_ptr<PreparedShelf> shelf_;
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakeAheadVoice(TextToSpeech& slow,
                                             std::unique_ptr<TextToSpeech> quick,
                                             std::shared_ptr<PreparedShelf> shelf,
                                             Metrics& metrics) {
  return std::make_unique<AheadVoice>(slow, std::move(quick), std::move(shelf), metrics);
}

}  // namespace tocsin::speech
