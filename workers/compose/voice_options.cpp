#include "workers/compose/voice_options.hpp"

#include <utility>

#include "adapters/speech/azure_speech.hpp"
#include "adapters/speech/deepgram_flux_speak.hpp"
#include "adapters/speech/deepgram_speak.hpp"
#include "adapters/speech/elevenlabs.hpp"
#include "adapters/speech/elevenlabs_socket.hpp"
#include "adapters/speech/openai_speech.hpp"
#include "schemas/voice_names.hpp"

namespace tocsin::compose {
namespace {

using speech::ServiceVoice;
using MadeVoice = Result<std::unique_ptr<TextToSpeech>>;

ServiceVoice DeepgramVoice(const DeepgramSettings& set) {
  return {.word = "deepgram",
          .most_streams = set.speak.streams,
          .streams_setting = "speech.deepgram.speak.streams",
          .make = [set](const speech::VoiceGround& ground) -> MadeVoice {
            speech::DeepgramSpeakOptions options{.api_key = set.api_key,
                                                 .api_url = set.api_url,
                                                 .model = set.speak.model,
                                                 .models = set.speak.models,
                                                 .characters_price = set.speak.characters_price,
                                                 .timeout = set.speak.timeout};
            if (IsFluxVoice(set.speak.model))
              return speech::MakeDeepgramFluxSpeak(std::move(options), *ground.sockets,
                                                   ground.timers, ground.metrics);
            return speech::MakeDeepgramSpeak(std::move(options), *ground.client, ground.metrics);
          }};
}

ServiceVoice ElevenLabsVoice(const ElevenLabsSettings& set) {
  return {.word = "elevenlabs",
          .most_streams = set.streams,
          .streams_setting = "speech.elevenlabs.streams",
          .make = [set](const speech::VoiceGround& ground) -> MadeVoice {
            speech::ElevenLabsOptions options{.api_key = set.api_key,
                                              .api_url = set.api_url,
                                              .model = set.model,
                                              .voice = set.voice,
                                              .voices = set.voices,
                                              .stability = set.stability,
                                              .similarity = set.similarity,
                                              .speed = set.speed,
                                              .characters_price = set.characters_price,
                                              .timeout = set.timeout};
            if (set.stream_input || speech::OnlyDialogue(set.model))
              return speech::MakeElevenLabsSocket(std::move(options), *ground.sockets,
                                                  ground.timers, ground.metrics);
            return speech::MakeElevenLabs(std::move(options), *ground.client, ground.metrics);
          }};
}

ServiceVoice AzureVoice(const AzureSettings& set) {
  return {.word = "azure",
          .most_streams = set.streams,
          .streams_setting = "speech.azure.streams",
          .make = [set](const speech::VoiceGround& ground) -> MadeVoice {
            return speech::MakeAzureSpeech({.api_key = set.api_key,
                                            .region = set.region,
                                            .api_url = set.api_url,
                                            .voice = set.voice,
                                            .voices = set.voices,
                                            .characters_price = set.characters_price,
                                            .timeout = set.timeout},
                                           *ground.client, ground.metrics);
          }};
}

ServiceVoice OpenAiVoice(const OpenAiSettings& set) {
  return {.word = "openai",
          .most_streams = set.speech.streams,
          .streams_setting = "speech.openai.speech.streams",
          .make = [set](const speech::VoiceGround& ground) -> MadeVoice {
            return speech::MakeOpenAiSpeech({.api_key = set.api_key,
                                             .api_url = set.api_url,
                                             .model = set.speech.model,
                                             .voice = set.speech.voice,
                                             .voices = set.speech.voices,
                                             .instructions = set.speech.instructions,
                                             .speed = set.speech.speed,
                                             .characters_price = set.speech.characters_price,
                                             .timeout = set.speech.timeout},
                                            *ground.client, ground.metrics);
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
