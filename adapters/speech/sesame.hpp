#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

struct SesameOptions {
  std::string url;  ///< of the service, as SESAME_TTS_URL
  std::string voice = {};
  Duration timeout = std::chrono::seconds(10);
};

/// A Sesame CSM service: POST /api/tts/synthesize {text, voice, format} gives JSON with base64
/// sound: WAV, or bare samples of 16 bits at `sample_rate` (24 kHz where it does not say). Takes
/// seconds for a sentence, so it is for prompts that are kept, not for live talk. `client` outlives
/// it and its jobs.
std::unique_ptr<TextToSpeech> MakeSesame(SesameOptions options, HttpClient& client);

}  // namespace tocsin::speech
