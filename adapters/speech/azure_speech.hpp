#pragma once

#include <memory>
#include <string>

#include "adapters/speech/streamed_voice.hpp"

namespace tocsin::speech {

struct AzureSpeechOptions {
  Secret api_key;
  std::string region = {};   ///< "centralindia"
  std::string api_url = {};  ///< instead of the region's address
  std::string voice;         ///< "en-US-AvaNeural"
  VoicesByLanguage voices = {};
  double characters_price = 0;  ///< of 1,000; 0: it has none
  Duration timeout = std::chrono::seconds(2);
};

/// Azure Speech: POST /cognitiveservices/v1 takes SSML and gives mu-law of 8 kHz
/// (https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech). A voice
/// speaks the language that its name begins with, a multilingual one every language. The text is
/// escaped: no alert can say anything in SSML. `client` and `metrics` outlive it and its jobs.
std::unique_ptr<TextToSpeech> MakeAzureSpeech(AzureSpeechOptions options, HttpStreamClient& client,
                                              Metrics& metrics);

}  // namespace tocsin::speech
