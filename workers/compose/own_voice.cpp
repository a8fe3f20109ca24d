#include "workers/compose/own_voice.hpp"

#include <utility>

#include "adapters/speech/prepared_speech.hpp"
#include "adapters/speech/sesame.hpp"
#include "adapters/speech/voices.hpp"

namespace tocsin::compose {

Result<std::unique_ptr<TextToSpeech>> MakeOwnVoice(const SpeechSettings& speech, HttpClient& client,
                                                   Metrics& metrics) {
  if (!speech.sesame.url.empty())
    return speech::MakePreparedSpeech(speech::MakeSesame({.url = speech.sesame.url,
                                                          .voice = speech.sesame.voice,
                                                          .timeout = speech.sesame.timeout},
                                                         client),
                                      speech::VoiceOptions().prepared_bytes, metrics);
  if (speech.tts == "auto" || speech.tts == "carrier") return nullptr;
  TRY_ASSIGN(auto voices, speech::LoadVoices({.order = {speech.tts}}, metrics));
  return std::move(voices.voice);
}

}  // namespace tocsin::compose
