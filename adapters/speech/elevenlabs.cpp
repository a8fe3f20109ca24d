#include "adapters/speech/elevenlabs.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/speech/program_voice.hpp"
#include "schemas/json.hpp"

namespace tocsin::speech {
namespace {

/// What an account without a plan may ask at once.
constexpr std::size_t kLongestElevenLabsPart = 2'500;

/// https://elevenlabs.io/docs/models: those without another language.
bool EnglishAlone(std::string_view model) {
  constexpr std::array kModels = {"eleven_flash_v2", "eleven_turbo_v2", "eleven_monolingual_v1"};
  return std::ranges::find(kModels, model) != kModels.end();
}

/// https://elevenlabs.io/docs/best-practices/prompting: only these models take phonemes, others
/// leave the word out of what they change.
std::string PronouncedForElevenLabs(std::string_view text, std::string_view language,
                                    const Pronunciations& lexicon) {
  return lexicon.Said(
      text, language,
      [](std::string_view word, const Pronunciation& how) {
        if (how.ipa.empty()) return how.say;
        return R"(<phoneme alphabet="ipa" ph=")" + how.ipa + "\">" + std::string(word) +
               "</phoneme>";
      },
      [](std::string_view between) { return std::string(between); });
}

std::string ElevenLabsBody(const ElevenLabsOptions& options, const VoicePart& part) {
  json::object body{{"text", part.text}};
  if (!options.model.empty()) body["model_id"] = options.model;
  // Other models refuse a request that names a language, or what stands beside the text.
  if (options.model.ends_with("_v2_5")) body["language_code"] = PrimaryLanguage(part.language);
  if (!options.model.starts_with("eleven_v3")) {
    if (!part.before.empty()) body["previous_text"] = part.before;
    if (!part.behind.empty()) body["next_text"] = part.behind;
  }
  auto settings = ElevenLabsVoiceSettings(options);
  if (!settings.empty()) body["voice_settings"] = std::move(settings);
  return JsonText(body);
}

}  // namespace

std::string_view ElevenLabsVoiceFor(const ElevenLabsOptions& options, std::string_view language) {
  const auto voice = VoiceFor(options.voices, language);
  if (!voice.empty()) return voice;
  if (EnglishAlone(options.model) && PrimaryLanguage(language) != "en") return {};
  return options.voice;
}

json::object ElevenLabsVoiceSettings(const ElevenLabsOptions& options) {
  json::object settings;
  if (options.stability) settings["stability"] = *options.stability;
  if (options.similarity) settings["similarity_boost"] = *options.similarity;
  if (options.speed) settings["speed"] = *options.speed;
  return settings;
}

VoiceService DescribeElevenLabs(const ElevenLabsOptions& options) {
  return {
      .engine = "ElevenLabs",
      .provider = "elevenlabs",
      .name = "ElevenLabs " + (options.model.empty() ? "" : options.model + " ") + options.voice,
      .more = VoicesText(options.voices) + ' ' + JsonText(ElevenLabsVoiceSettings(options)),
      .setting = "speech.elevenlabs",
      .key = options.api_key,
      .longest_part = kLongestElevenLabsPart,
      .characters_price = options.characters_price,
      .timeout = options.timeout,
      .speaks = [options](std::string_view language) {
        return !ElevenLabsVoiceFor(options, language).empty();
      }};
}

std::unique_ptr<TextToSpeech> MakeElevenLabs(ElevenLabsOptions options, HttpStreamClient& client,
                                             Metrics& metrics) {
  VoiceService service = DescribeElevenLabs(options);
  if (EnglishAlone(options.model)) service.pronounced = PronouncedForElevenLabs;
  const auto given = std::make_shared<const ElevenLabsOptions>(std::move(options));
  service.ask = [given](const VoicePart& part) {
    return HttpStreamCall{
        .url = AddressBelow(given->api_url, "/v1/text-to-speech/") +
               PercentEncode(ElevenLabsVoiceFor(*given, part.language)) +
               "/stream?output_format=ulaw_8000",
        .headers = {{"xi-api-key", given->api_key.Reveal()}, {"Content-Type", "application/json"}},
        .body = ElevenLabsBody(*given, part)};
  };
  return MakeStreamedVoice(std::move(service), client, metrics);
}

}  // namespace tocsin::speech
