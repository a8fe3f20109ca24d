#include "adapters/speech/voice_order.hpp"

#include <atomic>
#include <mutex>

namespace tocsin::speech {
namespace {

using VoiceList = std::vector<std::unique_ptr<TextToSpeech>>;

/// A sentence on its way through the voices. Holds itself by the callbacks that it gave.
class OrderedSentence : public std::enable_shared_from_this<OrderedSentence> {
 public:
  OrderedSentence(const VoiceList& voices, SynthesizeSpeech what, SpeechPieces to)
      : voices_(voices), what_(std::move(what)), to_(std::move(to)) {}

  void TryNext(Status last) {
    while (next_ < voices_.size() && !voices_[next_]->Speaks(what_.language)) ++next_;
    if (next_ == voices_.size()) return to_.end(std::move(last));
    auto& voice = *voices_[next_++];
    auto job = voice.Synthesize(what_, {.piece =
                                            [self = shared_from_this()](Sound piece) {
                                              self->began_ = true;
                                              self->to_.piece(std::move(piece));
                                            },
                                        .end =
                                            [self = shared_from_this()](Status status) {
                                              if (self->Dropped()) return;
                                              if (status || self->began_)
                                                return self->to_.end(std::move(status));
                                              self->TryNext(std::move(status));
                                            }});
    const std::lock_guard lock(mutex_);
    if (!dropped_) jobs_.push_back(std::move(job));
  }
  void Drop() {
    std::vector<std::unique_ptr<SpeechJob>> jobs;
    const std::lock_guard lock(mutex_);
    dropped_ = true;
    jobs.swap(jobs_);
  }

 private:
  bool Dropped() {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

  const VoiceList& voices_;
  const SynthesizeSpeech what_;
  const SpeechPieces to_;
  std::size_t next_ = 0;
  std::atomic<bool> began_ = false;
  std::mutex mutex_;
  bool dropped_ = false;
  std::vector<std::unique_ptr<SpeechJob>> jobs_;
};

class OrderedJob final : public SpeechJob {
 public:
  explicit OrderedJob(std::shared_ptr<OrderedSentence> sentence) : sentence_(std::move(sentence)) {}
  ~OrderedJob() override { sentence_->Drop(); }

 private:
  std::shared_ptr<OrderedSentence> sentence_;
};

class VoiceOrder final : public TextToSpeech {
 public:
  explicit VoiceOrder(VoiceList voices) : voices_(std::move(voices)) {}
  std::string Name() const override {
    std::string names;
    for (const auto& voice : voices_) names += (names.empty() ? "" : ", ") + voice->Name();
    return names;
  }
  bool Speaks(std::string_view language) const override {
    for (const auto& voice : voices_)
      if (voice->Speaks(language)) return true;
    return false;
  }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    auto sentence = std::make_shared<OrderedSentence>(voices_, std::move(what), std::move(to));
    sentence->TryNext(
        Fail(ErrorKind::kInvalid, "speaking: no voice here speaks the language", "speech"));
    return std::make_unique<OrderedJob>(std::move(sentence));
  }

 private:
  VoiceList voices_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakeVoiceOrder(VoiceList voices) {
  return std::make_unique<VoiceOrder>(std::move(voices));
}

}  // namespace tocsin::speech
