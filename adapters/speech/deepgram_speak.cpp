#include "adapters/speech/deepgram_speak.hpp"

#include <utility>

#include "adapters/speech/program_voice.hpp"
#include "schemas/json.hpp"
#include "schemas/voice_names.hpp"

namespace tocsin::speech {
namespace {

constexpr std::string_view kSpeakForm = "&encoding=mulaw&sample_rate=8000&container=none";

Result<std::string> FullAuraName(std::string_view name) {
  const auto voice = AuraVoice(name);
  if (!voice.empty()) return std::string(voice);
  return Fail(
      ErrorKind::kInvalid,
      "speaking with Deepgram: the model '" + std::string(name) + "' " + CheckAuraVoice(name),
      "speech.deepgram.speak");
}

/// The voice for a language; empty: there is none.
std::string_view AuraFor(const DeepgramSpeakOptions& options, std::string_view language) {
  const auto voice = VoiceFor(options.models, language);
  if (!voice.empty()) return voice;
  const bool own = AuraLanguage(options.model) == PrimaryLanguage(language);
  return own ? std::string_view(options.model) : std::string_view();
}

/// https://developers.deepgram.com/docs/tts-voice-controls: Aura-2 in English and Spanish.
std::string PronouncedForAura(const DeepgramSpeakOptions& options, std::string_view text,
                              std::string_view language, const Pronunciations& lexicon) {
  const auto main = PrimaryLanguage(language);
  if (!AuraFor(options, language).starts_with("aura-2-") || (main != "en" && main != "es"))
    return lexicon.Respelled(text, language);
  return lexicon.Said(
      text, language,
      [](std::string_view word, const Pronunciation& how) {
        if (how.ipa.empty()) return how.say;
        return R"(\{"word": ")" + std::string(word) + R"(", "pronounce": ")" + how.ipa + R"("\})";
      },
      [](std::string_view between) { return std::string(between); });
}

}  // namespace

Result<std::unique_ptr<TextToSpeech>> MakeDeepgramSpeak(DeepgramSpeakOptions options,
                                                        HttpStreamClient& client,
                                                        Metrics& metrics) {
  TRY_ASSIGN(options.model, FullAuraName(options.model));
  for (auto& [language, model] : options.models) {
    TRY_ASSIGN(model, FullAuraName(model));
  }
  VoiceService service{.engine = "Deepgram",
                       .provider = "deepgram",
                       .name = "Deepgram " + options.model,
                       .more = VoicesText(options.models),
                       .setting = "speech.deepgram",
                       .key = options.api_key,
                       .characters_price = options.characters_price,
                       .timeout = options.timeout};
  const auto given = std::make_shared<const DeepgramSpeakOptions>(std::move(options));
  service.speaks = [given](std::string_view language) {
    return !AuraFor(*given, language).empty();
  };
  service.pronounced = [given](std::string_view text, std::string_view language,
                               const Pronunciations& lexicon) {
    return PronouncedForAura(*given, text, language, lexicon);
  };
  service.ask = [given](const VoicePart& part) {
    return HttpStreamCall{.url = AddressBelow(given->api_url, "/v1/speak?model=") +
                                 std::string(AuraFor(*given, part.language)) +
                                 std::string(kSpeakForm),
                          .headers = {{"Authorization", "Token " + given->api_key.Reveal()},
                                      {"Content-Type", "application/json"}},
                          .body = JsonText(json::object{{"text", part.text}})};
  };
  return MakeStreamedVoice(std::move(service), client, metrics);
}

}  // namespace tocsin::speech
