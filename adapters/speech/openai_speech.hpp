#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/speech/streamed_voice.hpp"

namespace tocsin::speech {

struct OpenAiSpeechOptions {
  Secret api_key = {};  ///< none: the server asks for none
  std::string api_url = "https://api.openai.com";
  std::string model;
  std::string voice;
  VoicesByLanguage voices = {};
  std::string instructions = {};     ///< how to speak; not for tts-1
  std::optional<double> speed = {};  ///< none: the voice's own
  double characters_price = 0;       ///< of 1,000; 0: it has none
  Duration timeout = std::chrono::seconds(2);
};

/// OpenAI's speech, or that of a server with its protocol: POST /v1/audio/speech gives bare samples
/// of 16 bits at 24 kHz (https://platform.openai.com/docs/api-reference/audio/createSpeech). Every
/// voice speaks every language. `client` and `metrics` outlive it and its jobs.
std::unique_ptr<TextToSpeech> MakeOpenAiSpeech(OpenAiSpeechOptions options,
                                               HttpStreamClient& client, Metrics& metrics);

}  // namespace tocsin::speech
