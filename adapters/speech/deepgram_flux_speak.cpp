#include "adapters/speech/deepgram_flux_speak.hpp"

#include <utility>

#include "adapters/http.hpp"
#include "adapters/speech/program_voice.hpp"
#include "adapters/speech/socket_voice.hpp"
#include "schemas/json.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/voice_names.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kLongestFluxPart = 2'000;

class FluxSpeakDialect final : public SpeakingDialect {
 public:
  std::vector<std::string> Speak(const std::string& text) override {
    return {JsonText(json::object{{"type", "Speak"}, {"text", text}}), R"({"type":"Flush"})"};
  }
  Stop GiveUp() override {
    return {.message = R"({"type":"Interrupt"})", .then = Stop::Then::kWait};
  }
  std::string Goodbye() const override { return R"({"type":"Close"})"; }

  Result<SpokenBit> Read(WebSocketKind kind, std::string_view bytes) override {
    if (kind == WebSocketKind::kBinary) return SpokenBit{.sound = std::string(bytes)};
    const auto parsed = ParseJson(bytes);
    const auto* told = parsed ? IfMap(*parsed) : nullptr;
    if (told == nullptr) return Fail(ErrorKind::kInvalid, "a message that is no JSON object");
    const auto type = StringAt(*told, "type");
    if (type == "SpeechMetadata" || type == "SpeechInterrupted") return SpokenBit{.end = true};
    // There was nothing left to interrupt.
    if (type == "Warning" && StringAt(*told, "code") == "NO_ACTIVE_SPEECH")
      return SpokenBit{.end = true};
    if (type != "Error") return SpokenBit{};
    const auto code = StringAt(*told, "code");
    const bool ours = code.starts_with("DATA") || code.starts_with("MESSAGE");
    return Fail(ours ? ErrorKind::kInvalid : ErrorKind::kTransient,
                PlainText(code, 80) + ' ' + PlainText(StringAt(*told, "description"), 200));
  }
};

/// The voice for a language; empty: there is none.
std::string_view FluxVoiceFor(const DeepgramSpeakOptions& options, std::string_view language) {
  const auto voice = VoiceFor(options.models, language);
  if (!voice.empty()) return voice;
  const bool own = AuraLanguage(options.model) == PrimaryLanguage(language);
  return own ? std::string_view(options.model) : std::string_view();
}

Status CheckFluxVoices(const DeepgramSpeakOptions& options) {
  const auto check = [](std::string_view name) -> Status {
    if (IsFluxVoice(name)) return {};
    return Fail(ErrorKind::kInvalid,
                "speaking with Deepgram: the model '" + std::string(name) +
                    "' must be of the kind Flux, as the other ones: flux-alexis-en",
                "speech.deepgram.speak");
  };
  TRY(check(options.model));
  for (const auto& [language, model] : options.models) TRY(check(model));
  return {};
}

}  // namespace

std::unique_ptr<SpeakingDialect> MakeFluxSpeakDialect() {
  return std::make_unique<FluxSpeakDialect>();
}

Result<std::unique_ptr<TextToSpeech>> MakeDeepgramFluxSpeak(DeepgramSpeakOptions options,
                                                            WebSocketClient& client, Loop& loop,
                                                            Metrics& metrics) {
  TRY(CheckFluxVoices(options));
  SocketVoiceService service{.of = {.engine = "Deepgram",
                                    .provider = "deepgram",
                                    .name = "Deepgram " + options.model,
                                    .more = VoicesText(options.models),
                                    .setting = "speech.deepgram",
                                    .key = options.api_key,
                                    .longest_part = kLongestFluxPart,
                                    .characters_price = options.characters_price,
                                    .timeout = options.timeout},
                             .url = {},
                             .headers = {{"Authorization", "Token " + options.api_key.Reveal()}},
                             .dialect = [](std::string_view) { return MakeFluxSpeakDialect(); }};
  const auto given = std::make_shared<const DeepgramSpeakOptions>(std::move(options));
  service.of.speaks = [given](std::string_view language) {
    return !FluxVoiceFor(*given, language).empty();
  };
  service.url = [given](std::string_view language) {
    return SocketAddressBelow(given->api_url, "/v2/speak") +
           "?model=" + PercentEncode(FluxVoiceFor(*given, language)) +
           "&encoding=mulaw&sample_rate=8000";
  };
  return MakeSocketVoice(std::move(service), client, loop, metrics);
}

}  // namespace tocsin::speech
