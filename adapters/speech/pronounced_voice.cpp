#include "adapters/speech/pronounced_voice.hpp"

#include <utility>

#include "schemas/lexicon.hpp"

namespace tocsin::speech {
namespace {

class PronouncedVoice final : public TextToSpeech {
 public:
  PronouncedVoice(std::unique_ptr<TextToSpeech> voice,
                  std::shared_ptr<const Pronunciations> lexicon)
      : voice_(std::move(voice)), lexicon_(std::move(lexicon)) {}

  std::string Name() const override { return voice_->Name(); }
  std::string Variant() const override {
    return voice_->Variant() + " lexicon " + lexicon_->Version();
  }
  bool Speaks(std::string_view language) const override { return voice_->Speaks(language); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    if (voice_->TakesLexicon())
      what.lexicon = lexicon_;
    else
      what.text = lexicon_->Respelled(what.text, what.language);
    return voice_->Synthesize(std::move(what), std::move(to));
  }

 private:
  const std::unique_ptr<TextToSpeech> voice_;
  const std::shared_ptr<const Pronunciations> lexicon_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakePronouncedVoice(std::unique_ptr<TextToSpeech> voice,
                                                  std::shared_ptr<const Pronunciations> lexicon) {
  if (lexicon == nullptr || lexicon->Empty()) return voice;
  return std::make_unique<PronouncedVoice>(std::move(voice), std::move(lexicon));
}

}  // namespace tocsin::speech
