#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/speech.hpp"
#include "adapters/speech/voices.hpp"

namespace tocsin::speech {

/// Voices that may be exchanged for others while they speak: a sentence stays with those that it
/// began with. Thread-safe, but for Use, which is one thread's.
class ExchangedVoice final : public TextToSpeech {
 public:
  /// `first` has a voice.
  explicit ExchangedVoice(Voices first) : now_(std::make_shared<Voices>(std::move(first))) {}

  std::string Name() const override { return Now()->voice->Name(); }
  std::string Variant() const override { return Now()->voice->Variant(); }
  bool Speaks(std::string_view language) const override { return Now()->voice->Speaks(language); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override;

  /// Each voice alone, in their order; of use until the second exchange from now on.
  std::vector<TextToSpeech*> Engines() const { return Now()->engines; }
  /// `next` has a voice. Those before end at the second exchange after this one, where nobody
  /// speaks with them any more: what they were asked may still answer.
  void Use(Voices next);

 private:
  std::shared_ptr<Voices> Now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  mutable std::mutex mutex_;
  std::shared_ptr<Voices> now_;
  std::vector<std::shared_ptr<Voices>> former_;  ///< the oldest first
};

}  // namespace tocsin::speech
