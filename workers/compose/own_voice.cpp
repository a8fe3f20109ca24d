#include "workers/compose/own_voice.hpp"

#include <utility>

#include "adapters/speech/sesame.hpp"
#include "workers/compose/voice_options.hpp"

namespace tocsin::compose {

Result<speech::Voices> MakeOwnVoice(const SpeechSettings& speech, HttpClient& client,
                                    const speech::VoiceGround& ground) {
  speech::Voices voices;
  if (!speech.sesame.url.empty()) {
    voices.voice = speech::PreparedAndGuarded(speech::MakeSesame({.url = speech.sesame.url,
                                                                  .voice = speech.sesame.voice,
                                                                  .timeout = speech.sesame.timeout},
                                                                 client),
                                              {.provider = "sesame"}, ground);
    voices.engines = {voices.voice.get()};  // it takes seconds: what was said is not made again
    return voices;
  }
  if (speech.tts.Is("auto") || speech.tts.Is("carrier")) return voices;
  return speech::LoadVoices(VoiceOptionsOf(speech), ground);
}

}  // namespace tocsin::compose
