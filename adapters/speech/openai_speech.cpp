#include "adapters/speech/openai_speech.hpp"

#include <utility>

#include "schemas/json.hpp"

namespace tocsin::speech {
namespace {

constexpr int kOpenAiRate = 24'000;

std::string_view OpenAiFor(const OpenAiSpeechOptions& options, std::string_view language) {
  const auto voice = VoiceFor(options.voices, language);
  return voice.empty() ? std::string_view(options.voice) : voice;
}

json::value VoiceValue(std::string_view voice) {
  // One that an account has made is named by an object.
  if (voice.starts_with("voice_")) return json::object{{"id", voice}};
  return json::value(voice);
}

std::string OpenAiBody(const OpenAiSpeechOptions& options, const VoicePart& part) {
  json::object body{{"model", options.model},
                    {"voice", VoiceValue(OpenAiFor(options, part.language))},
                    {"input", part.text},
                    {"response_format", "pcm"}};
  if (!options.instructions.empty()) body["instructions"] = options.instructions;
  if (options.speed) body["speed"] = *options.speed;
  return JsonText(body);
}

}  // namespace

std::unique_ptr<TextToSpeech> MakeOpenAiSpeech(OpenAiSpeechOptions options,
                                               HttpStreamClient& client, Metrics& metrics) {
  VoiceService service{.engine = "OpenAI",
                       .provider = "openai",
                       .name = "OpenAI " + options.model + " " + options.voice,
                       .more = VoicesText(options.voices) + ' ' +
                               (options.speed ? std::to_string(*options.speed) : "") + ' ' +
                               options.instructions,
                       .setting = "speech.openai",
                       .key = options.api_key,
                       .form = {.code = SampleCode::kLinear16, .rate = kOpenAiRate},
                       .characters_price = options.characters_price,
                       .timeout = options.timeout};
  const auto given = std::make_shared<const OpenAiSpeechOptions>(std::move(options));
  service.speaks = [](std::string_view) { return true; };
  service.ask = [given](const VoicePart& part) {
    HttpStreamCall call{.url = AddressBelow(given->api_url, "/v1/audio/speech"),
                        .headers = {{"Content-Type", "application/json"}},
                        .body = OpenAiBody(*given, part)};
    if (!given->api_key.Empty())
      call.headers.emplace_back("Authorization", "Bearer " + given->api_key.Reveal());
    return call;
  };
  return MakeStreamedVoice(std::move(service), client, metrics);
}

}  // namespace tocsin::speech
