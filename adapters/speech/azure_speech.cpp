#include "adapters/speech/azure_speech.hpp"

#include <utility>

#include "adapters/speech/program_voice.hpp"
#include "schemas/voice_names.hpp"
#include "schemas/xml_text.hpp"

namespace tocsin::speech {
namespace {

std::string_view AzureFor(const AzureSpeechOptions& options, std::string_view language) {
  const auto voice = VoiceFor(options.voices, language);
  if (!voice.empty()) return voice;
  const bool speaks = options.voice.find("Multilingual") != std::string::npos ||
                      PrimaryLanguage(options.voice) == PrimaryLanguage(language);
  return speaks ? std::string_view(options.voice) : std::string_view();
}

/// "hi-IN" of "hi-IN-MadhurNeural".
std::string_view LocaleOf(std::string_view voice) { return voice.substr(0, voice.rfind('-')); }

std::string SsmlOf(std::string_view voice, const VoicePart& part) {
  // A multilingual voice is told the text's language, another one has its own.
  const std::string_view language =
      PrimaryLanguage(voice) == PrimaryLanguage(part.language) ? LocaleOf(voice) : part.language;
  return R"(<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang=")" +
         EscapeXml(language) + R"("><voice name=")" + EscapeXml(voice) + "\">" + part.text +
         "</voice></speak>";
}

/// https://learn.microsoft.com/azure/ai-services/speech-service/speech-synthesis-markup-pronunciation
std::string PronouncedForAzure(std::string_view text, std::string_view language,
                               const Pronunciations& lexicon) {
  return lexicon.Said(
      text, language,
      [](std::string_view word, const Pronunciation& how) {
        if (how.ipa.empty())
          return "<sub alias=\"" + EscapeXml(how.say) + "\">" + EscapeXml(word) + "</sub>";
        return "<phoneme alphabet=\"ipa\" ph=\"" + EscapeXml(how.ipa) + "\">" + EscapeXml(word) +
               "</phoneme>";
      },
      [](std::string_view between) { return EscapeXml(between); });
}

}  // namespace

std::unique_ptr<TextToSpeech> MakeAzureSpeech(AzureSpeechOptions options, HttpStreamClient& client,
                                              Metrics& metrics) {
  if (options.api_url.empty())
    options.api_url = "https://" + options.region + ".tts.speech.microsoft.com";
  VoiceService service{.engine = "Azure",
                       .provider = "azure",
                       .name = "Azure " + options.voice,
                       .more = VoicesText(options.voices),
                       .setting = "speech.azure",
                       .key = options.api_key,
                       .characters_price = options.characters_price,
                       .timeout = options.timeout,
                       .pronounced = PronouncedForAzure};
  const auto given = std::make_shared<const AzureSpeechOptions>(std::move(options));
  service.speaks = [given](std::string_view language) {
    return !AzureFor(*given, language).empty();
  };
  service.ask = [given](const VoicePart& part) {
    return HttpStreamCall{.url = AddressBelow(given->api_url, "/cognitiveservices/v1"),
                          .headers = {{"Ocp-Apim-Subscription-Key", given->api_key.Reveal()},
                                      {"Content-Type", "application/ssml+xml"},
                                      {"X-Microsoft-OutputFormat", "raw-8khz-8bit-mono-mulaw"}},
                          .body = SsmlOf(AzureFor(*given, part.language), part)};
  };
  return MakeStreamedVoice(std::move(service), client, metrics);
}

}  // namespace tocsin::speech
