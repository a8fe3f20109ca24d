#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/speech/streamed_voice.hpp"

namespace tocsin::speech {

struct ElevenLabsOptions {
  Secret api_key;
  std::string api_url = "https://api.elevenlabs.io";
  std::string model = {};        ///< "eleven_flash_v2_5"; none: the service's own
  std::string voice;             ///< its id
  VoicesByLanguage voices = {};  ///< of languages that have one of their own
  std::optional<double> stability = {}, similarity = {}, speed = {};  ///< none: the voice's own
  double characters_price = 0;                                        ///< of 1,000; 0: it has none
  Duration timeout = std::chrono::seconds(2);
};

/// ElevenLabs: POST /v1/text-to-speech/VOICE/stream gives mu-law of 8 kHz
/// (https://elevenlabs.io/docs/api-reference/text-to-speech/stream). A voice speaks every language
/// of its model, and English alone where the model has no other. Parts of a long text are told what
/// stands beside them. `client` and `metrics` outlive it and its jobs.
std::unique_ptr<TextToSpeech> MakeElevenLabs(ElevenLabsOptions options, HttpStreamClient& client,
                                             Metrics& metrics);

// Shared with its sockets (elevenlabs_socket.hpp).
/// The voice for a language; empty: it is not spoken.
std::string_view ElevenLabsVoiceFor(const ElevenLabsOptions& options, std::string_view language);
json::object ElevenLabsVoiceSettings(const ElevenLabsOptions& options);
/// Without how it is asked.
VoiceService DescribeElevenLabs(const ElevenLabsOptions& options);

}  // namespace tocsin::speech
