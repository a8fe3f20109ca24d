#include "adapters/speech/streamed_voice.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http_refusal.hpp"
#include "adapters/owned_exchange.hpp"
#include "adapters/speech/program_voice.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin::speech {
namespace {

using SpeakClock = std::chrono::steady_clock;

std::vector<VoicePart> PartsFor(const SynthesizeSpeech& what, const VoiceService& service) {
  static const Pronunciations kNone;
  auto parts = VoiceParts(what, service.longest_part);
  if (service.pronounced)
    for (auto& part : parts)
      part.text =
          service.pronounced(part.text, part.language, what.lexicon ? *what.lexicon : kNone);
  return parts;
}

/// One text: between its exchanges, one after the other, and who asked.
class VoiceCall final : public HttpStreamListener, public std::enable_shared_from_this<VoiceCall> {
 public:
  VoiceCall(std::shared_ptr<const VoiceService> service, HttpStreamClient& client, Metrics& metrics,
            std::vector<VoicePart> parts, SpeechPieces to)
      : service_(std::move(service)),
        client_(client),
        metrics_(metrics),
        parts_(std::move(parts)),
        to_(std::move(to)) {}

  void AskNext() {
    const auto& part = parts_[at_];
    status_ = 0;
    sound_.emplace(service_->form, MostSamples(part.text));
    HttpStreamCall call = service_->ask(part);
    call.repeatable = true;
    call.first_byte_timeout = call.idle_timeout = service_->timeout;
    // Sound is bounded where it is read, and taken at once.
    call.window_bytes = std::numeric_limits<std::size_t>::max();
    exchange_.Open(client_, std::move(call), shared_from_this());
  }
  void Drop() {
    dropped_ = true;
    exchange_.Cancel();
  }

  void OnHead(int status, const HttpHeaders& headers) override {
    status_ = status;
    if (told_ || dropped_) return;
    if (status != 200) return refusal_.OnHead(status, headers);
    const auto characters = static_cast<double>(CharactersIn(parts_[at_].text));
    metrics_.Add("tocsin_provider_characters_total", characters,
                 {{"provider", service_->provider}});
    if (service_->characters_price > 0 && to_.cost)
      to_.cost(characters * service_->characters_price / 1'000);
    if (auto begun = sound_->Begin(HeaderValue(headers, "Content-Type")); !begun)
      Fault(std::move(begun).error());
  }
  void OnBody(std::string_view bytes) override {
    if (told_ || dropped_) return;
    if (status_ != 200) return refusal_.OnBody(bytes);
    auto sound = sound_->Feed(bytes);
    if (!sound) return Fault(std::move(sound).error());
    Give(*std::move(sound), kLeastPiece);
  }
  void OnEnd(const std::optional<HttpFailure>& failure) override {
    exchange_.Over();
    if (told_ || dropped_) return;
    if (failure && failure->error.kind == ErrorKind::kCancelled) return;  // the client ends
    if (status_ != 0 && status_ != 200) return Refused();
    if (failure) return Fault(failure->error);
    auto rest = sound_->Finish();
    if (!rest) return Fault(std::move(rest).error());
    Give(*std::move(rest), 1);
    if (++at_ < parts_.size()) return AskNext();
    End({});
  }

 private:
  void Give(Sound sound, std::size_t least) {
    ready_.insert(ready_.end(), sound.begin(), sound.end());
    if (ready_.size() < least) return;
    if (!std::exchange(began_, true))
      metrics_.Observe("tocsin_speech_first_sound_seconds",
                       std::chrono::duration<double>(SpeakClock::now() - started_).count(),
                       {{"provider", service_->provider}});
    to_.piece(std::exchange(ready_, {}));
  }
  void Refused() {
    std::string text = refusal_.Text(service_->key);
    const int status = refusal_.StatusCode();
    const Duration wait = refusal_.Wait(SystemClock().Now());
    if (wait > Duration(0) && to_.wait) to_.wait(wait);
    if (status == 401 || status == 403) text += ": is the key of " + service_->setting + " right?";
    Fault({refusal_.Kind(), std::move(text), service_->setting});
  }
  void Fault(Error error) {
    End(Fail(Wrap(std::move(error), "speaking with " + service_->engine)));
  }
  void End(Status status) {
    if (std::exchange(told_, true)) return;
    exchange_.Cancel();
    if (!dropped_) to_.end(std::move(status));
  }

  const std::shared_ptr<const VoiceService> service_;
  HttpStreamClient& client_;
  Metrics& metrics_;
  const std::vector<VoicePart> parts_;
  const SpeechPieces to_;
  const SpeakClock::time_point started_ = SpeakClock::now();
  // Of the client's thread, once asked.
  std::size_t at_ = 0;
  int status_ = 0;
  HttpRefusal refusal_;
  std::optional<RawSound> sound_;
  Sound ready_;
  bool began_ = false, told_ = false;

  std::atomic<bool> dropped_ = false;
  OwnedExchange exchange_;
};

class VoiceJob final : public SpeechJob {
 public:
  explicit VoiceJob(std::shared_ptr<VoiceCall> call) : call_(std::move(call)) {}
  ~VoiceJob() override {
    if (call_) call_->Drop();
  }

 private:
  std::shared_ptr<VoiceCall> call_;
};

class StreamedVoice final : public TextToSpeech {
 public:
  StreamedVoice(VoiceService service, HttpStreamClient& client, Metrics& metrics)
      : service_(std::make_shared<const VoiceService>(std::move(service))),
        client_(client),
        metrics_(metrics) {}

  std::string Name() const override { return service_->name; }
  std::string Variant() const override { return service_->name + service_->more; }
  bool Speaks(std::string_view language) const override { return service_->speaks(language); }
  bool TakesLexicon() const override { return service_->pronounced != nullptr; }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    auto parts = PartsFor(what, *service_);
    if (parts.empty()) {
      to.end({});
      return std::make_unique<VoiceJob>(nullptr);
    }
    auto call =
        std::make_shared<VoiceCall>(service_, client_, metrics_, std::move(parts), std::move(to));
    call->AskNext();
    return std::make_unique<VoiceJob>(std::move(call));
  }

 private:
  const std::shared_ptr<const VoiceService> service_;
  HttpStreamClient& client_;
  Metrics& metrics_;
};

}  // namespace

std::string_view VoiceFor(const VoicesByLanguage& voices, std::string_view language) {
  for (const auto& [tag, voice] : voices)
    if (EqualsIgnoringCase(tag, language)) return voice;
  const std::string primary = PrimaryLanguage(language);
  std::string_view near;
  for (const auto& [tag, voice] : voices) {
    if (EqualsIgnoringCase(tag, primary)) return voice;
    if (near.empty() && PrimaryLanguage(tag) == primary) near = voice;
  }
  return near;
}

std::string VoicesText(const VoicesByLanguage& voices) {
  std::string text;
  for (const auto& [tag, voice] : voices) text += ' ' + tag + '=' + voice;
  return text;
}

std::unique_ptr<TextToSpeech> MakeStreamedVoice(VoiceService service, HttpStreamClient& client,
                                                Metrics& metrics) {
  return std::make_unique<StreamedVoice>(std::move(service), client, metrics);
}

}  // namespace tocsin::speech
