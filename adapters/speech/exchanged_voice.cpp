#include "adapters/speech/exchanged_voice.hpp"

#include <utility>

namespace tocsin::speech {
namespace {

constexpr std::size_t kFormerKept = 2;

/// Its voices stay as long as the sentence.
class SentenceOfVoices final : public SpeechJob {
 public:
  SentenceOfVoices(std::shared_ptr<Voices> voices, std::unique_ptr<SpeechJob> job)
      : voices_(std::move(voices)), job_(std::move(job)) {}

 private:
  const std::shared_ptr<Voices> voices_;
  const std::unique_ptr<SpeechJob> job_;  ///< goes first
};

}  // namespace

std::unique_ptr<SpeechJob> ExchangedVoice::Synthesize(SynthesizeSpeech what, SpeechPieces to) {
  auto voices = Now();
  auto job = voices->voice->Synthesize(std::move(what), std::move(to));
  return std::make_unique<SentenceOfVoices>(std::move(voices), std::move(job));
}

void ExchangedVoice::Use(Voices next) {
  auto fresh = std::make_shared<Voices>(std::move(next));
  {
    const std::lock_guard lock(mutex_);
    now_.swap(fresh);
  }
  former_.push_back(std::move(fresh));
  // Here and not where the last sentence is let go of: that may be a thread of the voice.
  while (former_.size() > kFormerKept && former_.front().use_count() == 1)
    former_.erase(former_.begin());
}

}  // namespace tocsin::speech
