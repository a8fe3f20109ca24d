#include "adapters/speech/moonshine.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sound/resampler.hpp"
#include "adapters/speech/forced_alternatives.hpp"
#include "adapters/speech/moonshine_model.hpp"
#include "adapters/speech/moonshine_tokens.hpp"
#include "adapters/speech/sentence_queue.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kShortest = kLineRate / 10, kLongest = 30 * kLineRate;
// More than anybody says: six and a half in a second, and some for the marks.
constexpr double kTokensASecond = 8;
constexpr std::size_t kTokensMore = 12;

Error NotHeard(ErrorKind kind, std::string what) {
  return {kind, "recognising speech: " + std::move(what), "speech.moonshine"};
}

/// As the encoder takes it.
constexpr int kMoonshineRate = 16'000;
std::vector<float> ForEncoder(SoundView sound) {
  const auto doubled = sound::Resampled(sound, kLineRate, kMoonshineRate);
  std::vector<float> floats(doubled.size());
  std::ranges::transform(doubled, floats.begin(),
                         [](std::int16_t sample) { return static_cast<float>(sample) / 32768; });
  return floats;
}

/// Notes of music and the like: what the model writes for sounds that nobody speaks.
bool HoldsWords(std::string_view text) {
  return std::ranges::any_of(
      text, [](unsigned char letter) { return letter < 128 && std::isalnum(letter) != 0; });
}

class Moonshine final : public SpeechToText {
 public:
  Moonshine(OnnxRuntime runtime, MoonshineNetworks networks, MoonshineTokens tokens,
            MoonshineOptions options)
      : runtime_(runtime),
        networks_(std::move(networks)),
        tokens_(std::move(tokens)),
        options_(options),
        queue_(options.threads, options.waiting) {}

  std::string Name() const override { return "moonshine-tiny-en 0.0.55"; }
  SpeechTrust Trust() const override { return SpeechTrust::kNone; }
  bool Speaks(std::string_view language) const override {
    return language == "en" || language.starts_with("en-");
  }

  std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech what, std::function<void(Result<RecognizedSpeech>)> done) override {
    if (!Speaks(what.language)) {
      done(Fail(NotHeard(ErrorKind::kInvalid, "only English, not " + what.language)));
      return std::make_unique<SpeechJob>();
    }
    if (what.sound.size() > kLongest) {
      done(Fail(NotHeard(ErrorKind::kInvalid, "the sentence is longer than 30 s")));
      return std::make_unique<SpeechJob>();
    }
    auto job = queue_.Push([this, what = std::move(what), done](const std::atomic<bool>& stop) {
      auto heard = Hear(what, stop);
      if (!stop) done(std::move(heard));
    });
    if (job != nullptr) return job;
    done(Fail(NotHeard(ErrorKind::kTransient, "too many sentences wait")));
    return std::make_unique<SpeechJob>();
  }

  /// On the calling thread.
  Result<RecognizedSpeech> Hear(const RecognizeSpeech& what, const std::atomic<bool>& stop) const {
    RecognizedSpeech heard;
    if (what.sound.size() < kShortest) return heard;
    auto sound = ForEncoder(what.sound);
    TRY_ASSIGN(const auto sentence, MoonshineSentence::Encode(runtime_, networks_, sound));
    if (stop) return Fail(NotHeard(ErrorKind::kCancelled, "nobody waits for it"));
    const double seconds = static_cast<double>(what.sound.size()) / kLineRate;
    TRY_ASSIGN(
        const auto free,
        sentence.Decode(static_cast<std::size_t>(seconds * kTokensASecond) + kTokensMore, stop));
    auto text = tokens_.Text(free.tokens);
    // What has no end is a loop: the model makes one of noise and of music.
    if (!free.whole || !HoldsWords(text)) return heard;
    heard.text = ToUtf8(std::move(text));
    heard.certainty = free.log_probability;
    heard.doubtful = free.log_probability < options_.least_certain;
    if (stop || what.phrases.empty()) return heard;
    TRY_ASSIGN(const auto best,
               ForceAlternatives(sentence, tokens_, free, what.phrases, options_.threshold));
    if (best && best->log_probability >= options_.least_certain) {
      heard.phrase = best->phrase;
      heard.doubtful = false;
      heard.score = best->score;
    }
    return heard;
  }

 private:
  OnnxRuntime runtime_;
  MoonshineNetworks networks_;
  MoonshineTokens tokens_;
  MoonshineOptions options_;
  SentenceQueue queue_;  // the last: its threads use the rest
};

}  // namespace

Result<std::unique_ptr<SpeechToText>> MakeMoonshine(const OnnxRuntime& runtime,
                                                    const MoonshineFiles& files,
                                                    MoonshineOptions options) {
  MoonshineNetworks networks;
  TRY_ASSIGN(networks.encoder, runtime.Load(files.encoder));
  TRY_ASSIGN(networks.decoder, runtime.Load(files.decoder));
  TRY_ASSIGN(auto tokens, MoonshineTokens::Read(files.tokens));
  auto made = std::make_unique<Moonshine>(runtime, std::move(networks), std::move(tokens), options);
  // Once, so that a model that cannot run is told now, and the first sentence waits for nothing.
  RecognizeSpeech silence;
  silence.sound.resize(kLineRate / 2);
  TRY(made->Hear(silence, std::atomic<bool>(false)));
  return made;
}

}  // namespace tocsin::speech
