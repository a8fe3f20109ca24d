#include "workers/compose/voice_options.hpp"

#include "adapters/speech/azure_speech.hpp"
#include "adapters/speech/deepgram_speak.hpp"
#include "adapters/speech/elevenlabs.hpp"
#include "adapters/speech/openai_speech.hpp"

namespace tocsin::compose {
namespace {

using speech::ServiceVoice;
using MadeVoice = Result<std::unique_ptr<TextToSpeech>>;

ServiceVoice DeepgramVoice(const DeepgramSettings& set) {
  return {.word = "deepgram",
          .most_streams = set.speak.streams,
          .streams_setting = "speech.deepgram.speak.streams",
          .make = [set](HttpStreamClient& client, Metrics& metrics) {
            return speech::MakeDeepgramSpeak({.api_key = set.api_key,
                                              .api_url = set.api_url,
                                              .model = set.speak.model,
                                              .models = set.speak.models,
                                              .characters_price = set.speak.characters_price,
                                              .timeout = set.speak.timeout},
                                             client, metrics);
          }};
}

ServiceVoice ElevenLabsVoice(const ElevenLabsSettings& set) {
  return {.word = "elevenlabs",
          .most_streams = set.streams,
          .streams_setting = "speech.elevenlabs.streams",
          .make = [set](HttpStreamClient& client, Metrics& metrics) -> MadeVoice {
            return speech::MakeElevenLabs({.api_key = set.api_key,
                                           .api_url = set.api_url,
                                           .model = set.model,
                                           .voice = set.voice,
                                           .voices = set.voices,
                                           .stability = set.stability,
                                           .similarity = set.similarity,
                                           .speed = set.speed,
                                           .characters_price = set.characters_price,
                                           .timeout = set.timeout},
                                          client, metrics);
          }};
}

ServiceVoice AzureVoice(const AzureSettings& set) {
  return {.word = "azure",
          .most_streams = set.streams,
          .streams_setting = "speech.azure.streams",
          .make = [set](HttpStreamClient& client, Metrics& metrics) -> MadeVoice {
            return speech::MakeAzureSpeech({.api_key = set.api_key,
                                            .region = set.region,
                                            .api_url = set.api_url,
                                            .voice = set.voice,
                                            .voices = set.voices,
                                            .characters_price = set.characters_price,
                                            .timeout = set.timeout},
                                           client, metrics);
          }};
}

ServiceVoice OpenAiVoice(const OpenAiSettings& set) {
  return {.word = "openai",
          .most_streams = set.speech.streams,
          .streams_setting = "speech.openai.speech.streams",
          .make = [set](HttpStreamClient& client, Metrics& metrics) -> MadeVoice {
            return speech::MakeOpenAiSpeech({.api_key = set.api_key,
                                             .api_url = set.api_url,
                                             .model = set.speech.model,
                                             .voice = set.speech.voice,
                                             .voices = set.speech.voices,
                                             .instructions = set.speech.instructions,
                                             .speed = set.speech.speed,
                                             .characters_price = set.speech.characters_price,
                                             .timeout = set.speech.timeout},
                                            client, metrics);
          }};
}

}  // namespace

speech::VoiceOptions VoiceOptionsOf(const SpeechSettings& settings) {
  speech::VoiceOptions options{
      .services = {DeepgramVoice(settings.deepgram), ElevenLabsVoice(settings.elevenlabs),
                   AzureVoice(settings.azure), OpenAiVoice(settings.openai)}};
  if (!settings.tts.Is("auto")) options.order = settings.tts.words;
  return options;
}

}  // namespace tocsin::compose
