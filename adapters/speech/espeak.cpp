#include "adapters/speech/espeak.hpp"

#include "adapters/sound/resampler.hpp"
#include "adapters/sound/wav.hpp"
#include "adapters/speech/child_program.hpp"

namespace tocsin::speech {
namespace {

constexpr Duration kEspeakPatience = std::chrono::seconds(3);
constexpr std::size_t kLongestSound = std::size_t{64} * 1024 * 1024;
constexpr std::size_t kLongestEspeakText = 2'000;

class EspeakSentence final : public SentenceMaker {
 public:
  Result<Sound> Make(const SynthesizeSpeech& sentence) override {
    // Brackets and angle brackets are commands to it; a line's end would end the sentence.
    std::string text;
    for (const char c : sentence.text.substr(0, kLongestEspeakText))
      text += static_cast<unsigned char>(c) < 0x20 ||
                      std::string_view("[]<>&").find(c) != std::string_view::npos
                  ? ' '
                  : c;
    if (text.find_first_not_of(' ') == std::string::npos) return Sound();
    auto child = ChildProgram::Start({"espeak-ng", "-v", PrimaryLanguage(sentence.language), "-s",
                                      "155", "--stdin", "--stdout"});
    if (!child) return Fail(child.error());
    if (const auto written = child->Write(text, kEspeakPatience); !written)
      return Fail(written.error());
    child->CloseInput();
    const auto bytes = child->ReadAll(kEspeakPatience, kLongestSound);
    if (!bytes) return Fail(bytes.error());
    const auto wav = sound::ReadWav(*bytes);
    if (!wav) return Fail(wav.error());
    return sound::Resampled(wav->sound, wav->rate, kLineRate);
  }
};

}  // namespace

Result<std::unique_ptr<TextToSpeech>> MakeEspeak(std::size_t at_once) {
  if (!IsInstalled("espeak-ng"))
    return Fail(ErrorKind::kNotFound, "espeak-ng is not installed", "speech");
  ProgramVoice::Makers makers;
  for (std::size_t i = 0; i < at_once; ++i) makers.push_back(std::make_unique<EspeakSentence>());
  return std::make_unique<ProgramVoice>(
      ProgramVoiceOptions{.name = "espeak-ng", .languages = {"en", "de", "es", "hi"}},
      std::move(makers));
}

}  // namespace tocsin::speech
