#pragma once

#include <memory>
#include <string>

#include "adapters/speech/streamed_voice.hpp"

namespace tocsin::speech {

struct DeepgramSpeakOptions {
  Secret api_key;
  std::string api_url = "https://api.deepgram.com";
  std::string model;             ///< a voice of Aura, or its short name
  VoicesByLanguage models = {};  ///< of other languages
  double characters_price = 0;   ///< of 1,000; 0: it has none
  Duration timeout = std::chrono::seconds(2);
};

/// Deepgram's Aura: POST /v1/speak gives a text of up to 2,000 characters as mu-law of 8 kHz
/// (https://developers.deepgram.com/reference/text-to-speech/speak-request). A voice speaks the
/// language that its name ends with. kInvalid: a voice that there is not, with those that are.
/// `client` and `metrics` outlive it and its jobs.
Result<std::unique_ptr<TextToSpeech>> MakeDeepgramSpeak(DeepgramSpeakOptions options,
                                                        HttpStreamClient& client, Metrics& metrics);

}  // namespace tocsin::speech
