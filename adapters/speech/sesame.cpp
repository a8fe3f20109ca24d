#include "adapters/speech/sesame.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "adapters/sound/resampler.hpp"
#include "adapters/sound/wav.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"

namespace tocsin::speech {
namespace {

constexpr int kSesameRate = 24'000;
constexpr int kHighestRate = 192'000;
constexpr std::size_t kMostSesameBytes = std::size_t{32} * 1024 * 1024;

tl::unexpected<Error> SesameFault(ErrorKind kind, std::string_view text) {
  return Fail(kind, "speaking with Sesame: " + std::string(text), "speech");
}

/// Bare samples, the low byte first.
Sound SamplesOf(std::string_view bytes) {
  Sound sound(bytes.size() / 2);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = static_cast<std::int16_t>(static_cast<unsigned char>(bytes[2 * i]) |
                                         static_cast<unsigned char>(bytes[2 * i + 1]) << 8);
  return sound;
}

/// The names under which services give the sound.
std::string_view AudioIn(const json::object& answer) {
  for (const auto* name : {"audio", "audio_base64", "audio_content", "data"})
    if (const auto audio = StringAt(answer, name); !audio.empty()) return audio;
  return {};
}

Result<Sound> SoundOf(const HttpResponse& response) {
  if (response.status != 200) {
    const bool later = response.status == 429 || response.status >= 500;
    return SesameFault(later ? ErrorKind::kTransient : ErrorKind::kRejected,
                       "status " + std::to_string(response.status));
  }
  const auto body = ParseJson(response.body);
  const auto* answer = body ? IfMap(*body) : nullptr;
  if (answer == nullptr) return SesameFault(ErrorKind::kInvalid, "the answer is no JSON object");
  const auto bytes = DecodeBase64(AudioIn(*answer));
  if (!bytes || bytes->empty())
    return SesameFault(ErrorKind::kInvalid, "the answer has no sound in base64");
  if (bytes->starts_with("RIFF")) {
    const auto wav = sound::ReadWav(*bytes);
    if (!wav) return SesameFault(ErrorKind::kInvalid, wav.error().message);
    return sound::Resampled(wav->sound, wav->rate, kLineRate);
  }
  int rate = kSesameRate;
  if (const auto* given = answer->if_contains("sample_rate"); given != nullptr && given->is_int64())
    rate = static_cast<int>(std::clamp<std::int64_t>(given->get_int64(), 0, kHighestRate + 1));
  if (rate < kLineRate / 8 || rate > kHighestRate)
    return SesameFault(ErrorKind::kInvalid, "no sample rate that is one");
  return sound::Resampled(SamplesOf(*bytes), rate, kLineRate);
}

class SesameJob final : public SpeechJob {
 public:
  explicit SesameJob(std::shared_ptr<std::atomic<bool>> dropped) : dropped_(std::move(dropped)) {}
  ~SesameJob() override { *dropped_ = true; }

 private:
  std::shared_ptr<std::atomic<bool>> dropped_;
};

class Sesame final : public TextToSpeech {
 public:
  Sesame(SesameOptions options, HttpClient& client)
      : options_(std::move(options)), client_(client) {}
  std::string Name() const override { return "Sesame"; }
  std::string Variant() const override { return "Sesame\n" + options_.url + '\n' + options_.voice; }
  bool Speaks(std::string_view language) const override { return language.starts_with("en"); }

  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    json::object body{{"text", what.text}, {"format", "wav"}};
    if (!options_.voice.empty()) body["voice"] = options_.voice;
    auto dropped = std::make_shared<std::atomic<bool>>(false);
    client_.Send({.method = "POST",
                  .url = AddressBelow(options_.url, "/api/tts/synthesize"),
                  .headers = {{"Content-Type", "application/json"}},
                  .body = JsonText(body),
                  .timeout = options_.timeout,
                  .max_response_bytes = kMostSesameBytes,
                  .repeatable = true},
                 [dropped, to = std::move(to)](const HttpOutcome& outcome) {
                   if (*dropped) return;
                   if (!outcome)
                     return to.end(Fail(Wrap(outcome.error().error, "speaking with Sesame")));
                   auto sound = SoundOf(*outcome);
                   if (!sound) return to.end(Fail(std::move(sound).error()));
                   to.piece(*std::move(sound));
                   to.end({});
                 });
    return std::make_unique<SesameJob>(std::move(dropped));
  }

 private:
  const SesameOptions options_;
  HttpClient& client_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakeSesame(SesameOptions options, HttpClient& client) {
  return std::make_unique<Sesame>(std::move(options), client);
}

}  // namespace tocsin::speech
