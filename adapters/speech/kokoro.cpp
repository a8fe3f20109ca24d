#include "adapters/speech/kokoro.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "adapters/sound/resampler.hpp"
#include "adapters/speech/child_program.hpp"
#include "adapters/speech/kokoro_tokens.hpp"
#include "adapters/speech/model_files.hpp"
#include "adapters/speech/onnx_runtime.hpp"
#include "adapters/speech/program_voice.hpp"

namespace tocsin::speech {
namespace {

constexpr int kKokoroRate = 24'000;
constexpr std::size_t kStyleWidth = 256;
/// A voice has a style for each number of phonemes, from one on.
constexpr std::size_t kStyles = kMostKokoroTokens;
constexpr Duration kPhonemePatience = std::chrono::seconds(3);
constexpr std::size_t kMostPhonemes = std::size_t{64} * 1024;

struct KokoroVoiceFile {
  std::string_view name;
  const ModelFile& file;
};
const std::array<KokoroVoiceFile, 2>& VoiceFiles() {
  static const std::array<KokoroVoiceFile, 2> files = {
      {{"af_heart", kKokoroHeart}, {"am_michael", kKokoroMichael}}};
  return files;
}

/// What espeak-ng writes of the sections' words, a line each.
Result<std::string> WrittenAsPhonemes(const std::vector<KokoroSection>& sections) {
  std::string text;
  for (const auto& section : sections) text += section.words + "\n\n";
  TRY_ASSIGN(auto child,
             ChildProgram::Start({"espeak-ng", "-q", "--ipa", "-v", "en-us", "--stdin"}));
  TRY(child.Write(text, kPhonemePatience));
  child.CloseInput();
  return child.ReadAll(kPhonemePatience, kMostPhonemes);
}

class KokoroSentence final : public SentenceMaker {
 public:
  KokoroSentence(OnnxRuntime runtime, OnnxModel network, std::vector<float> styles)
      : runtime_(std::move(runtime)), network_(std::move(network)), styles_(std::move(styles)) {}

  Result<Sound> Make(const SynthesizeSpeech& sentence) override {
    const auto sections = KokoroSections(sentence.text);
    if (sections.front().words.find_first_not_of(' ') == std::string::npos) return Sound();
    TRY_ASSIGN(const auto lines, WrittenAsPhonemes(sections));
    auto tokens = KokoroTokens(KokoroPhonemes(sections, lines));
    if (tokens.size() <= 2) return Sound();
    return Speak(tokens);
  }

 private:
  Result<Sound> Speak(std::vector<std::int64_t>& tokens) {
    const std::size_t style = std::min(tokens.size() - 3, kStyles - 1) * kStyleWidth;
    std::array<float, 1> speed = {1};
    const auto length = static_cast<std::int64_t>(tokens.size());
    const auto width = static_cast<std::int64_t>(kStyleWidth);
    TRY_ASSIGN(const auto ids, runtime_.Over(std::span<std::int64_t>(tokens), {1, length}));
    TRY_ASSIGN(const auto tone,
               runtime_.Over(std::span<float>(styles_).subspan(style, kStyleWidth), {1, width}));
    TRY_ASSIGN(const auto pace, runtime_.Over(std::span<float>(speed), {1}));
    static constexpr std::array<const char*, 3> kIn = {"tokens", "style", "speed"};
    static constexpr std::array<const char*, 1> kOut = {"audio"};
    const std::array<const OnnxTensor*, 3> inputs = {&ids, &tone, &pace};
    OnnxTensor wave;
    TRY(network_.Run(kIn, inputs, kOut, std::span<OnnxTensor>(&wave, 1)));
    Sound sound;
    for (const float sample : wave.Floats()) {
      constexpr float kFull = std::numeric_limits<std::int16_t>::max();
      sound.push_back(static_cast<std::int16_t>(
          std::isfinite(sample) ? std::clamp(sample, -1.F, 1.F) * kFull : 0));
    }
    return sound::Resampled(sound, kKokoroRate, kLineRate);
  }

  OnnxRuntime runtime_;
  OnnxModel network_;
  std::vector<float> styles_;  ///< kStyles of kStyleWidth
};

Result<std::vector<float>> ReadStyles(const std::string& models, const ModelFile& file) {
  TRY_ASSIGN(const auto bytes, ReadModelFile(models, file));
  std::vector<float> styles(kStyles * kStyleWidth);
  if (bytes.size() != styles.size() * sizeof(float))
    return Fail(ErrorKind::kInvalid,
                "loading speech models: " + std::string(file.name) + " is of another size",
                "speech");
  std::memcpy(styles.data(), bytes.data(), bytes.size());
  return styles;
}

}  // namespace

std::span<const std::string_view> KokoroVoices() {
  static const std::array<std::string_view, 2> names = {VoiceFiles()[0].name, VoiceFiles()[1].name};
  return names;
}

Result<std::unique_ptr<TextToSpeech>> MakeKokoro(const KokoroOptions& options) {
  const auto& files = VoiceFiles();
  const auto* known = std::ranges::find(files, options.voice, &KokoroVoiceFile::name);
  if (known == files.end())
    return Fail(ErrorKind::kInvalid, "loading voices: Kokoro has no voice '" + options.voice + "'",
                "speech");
  if (!IsInstalled("espeak-ng"))
    return Fail(ErrorKind::kNotFound,
                "loading voices: Kokoro needs espeak-ng: apt-get install espeak-ng", "speech");
  TRY_ASSIGN(auto styles, ReadStyles(options.models, known->file));
  TRY(ReadModelFile(options.models, kOnnxLibrary));
  TRY_ASSIGN(auto runtime,
             OnnxRuntime::Open(options.models + "/" + std::string(kOnnxLibrary.name)));
  TRY_ASSIGN(const auto weights, ReadModelFile(options.models, kKokoroNetwork));
  TRY_ASSIGN(auto network, runtime.Load(weights));
  ProgramVoice::Makers makers;
  makers.push_back(
      std::make_unique<KokoroSentence>(runtime, std::move(network), std::move(styles)));
  return std::make_unique<ProgramVoice>(
      ProgramVoiceOptions{.name = "kokoro-82m-int8 " + options.voice, .languages = {"en"}},
      std::move(makers));
}

}  // namespace tocsin::speech
