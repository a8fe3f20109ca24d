#include "adapters/speech/guarded_voice.hpp"

#include <utility>

namespace tocsin::speech {
namespace {

using engine::GuardedRun;

class GuardedSentence final : public SpeechJob {
 public:
  explicit GuardedSentence(std::shared_ptr<GuardedRun> run) : run_(std::move(run)) {}
  ~GuardedSentence() override { run_->Drop(); }

 private:
  std::shared_ptr<GuardedRun> run_;
};

class GuardedVoice final : public TextToSpeech {
 public:
  GuardedVoice(std::unique_ptr<TextToSpeech> voice, std::shared_ptr<engine::Guard> guard)
      : voice_(std::move(voice)), guard_(std::move(guard)) {}
  std::string Name() const override { return voice_->Name(); }
  std::string Variant() const override { return voice_->Variant(); }
  bool Speaks(std::string_view language) const override { return voice_->Speaks(language); }

  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    const auto shared = std::make_shared<const SpeechPieces>(std::move(to));
    return std::make_unique<GuardedSentence>(GuardedRun::Start(
        guard_,
        [voice = voice_.get(), what = std::move(what), shared](
            const std::shared_ptr<GuardedRun>& run, int attempt) -> std::shared_ptr<void> {
          return voice->Synthesize(what, Behind(run, attempt, shared));
        },
        [shared](Error error) { shared->end(Fail(std::move(error))); }));
  }

 private:
  static SpeechPieces Behind(const std::shared_ptr<GuardedRun>& run, int attempt,
                             const std::shared_ptr<const SpeechPieces>& to) {
    return {.piece =
                [run, attempt, to](Sound piece) {
                  if (run->Output(attempt)) to->piece(std::move(piece));
                },
            .end =
                [run, attempt, to](Status status) {
                  if (run->Ended(attempt, status ? nullptr : &status.error()))
                    to->end(std::move(status));
                },
            .wait =
                [run, attempt, to](Duration wait) {
                  run->AskedToWait(attempt, wait);
                  if (to->wait) to->wait(wait);
                },
            .cost = to->cost};
  }

  const std::unique_ptr<TextToSpeech> voice_;
  const std::shared_ptr<engine::Guard> guard_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakeGuardedVoice(std::unique_ptr<TextToSpeech> voice,
                                               std::shared_ptr<engine::Guard> guard) {
  return std::make_unique<GuardedVoice>(std::move(voice), std::move(guard));
}

}  // namespace tocsin::speech
