#include "workers/compose/own_voice.hpp"

#include <utility>

#include "adapters/speech/sesame.hpp"
#include "adapters/speech/voices.hpp"

namespace tocsin::compose {

Result<std::unique_ptr<TextToSpeech>> MakeOwnVoice(const SpeechSettings& speech, HttpClient& client,
                                                   const speech::VoiceGround& ground) {
  if (!speech.sesame.url.empty())
    return speech::PreparedAndGuarded(speech::MakeSesame({.url = speech.sesame.url,
                                                          .voice = speech.sesame.voice,
                                                          .timeout = speech.sesame.timeout},
                                                         client),
                                      {.provider = "sesame"}, ground);
  if (speech.tts == "auto" || speech.tts == "carrier") return nullptr;
  TRY_ASSIGN(auto voices, speech::LoadVoices({.order = {speech.tts}}, ground));
  return std::move(voices.voice);
}

}  // namespace tocsin::compose
