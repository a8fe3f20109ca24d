#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/speech.hpp"
#include "workers/runtime/jobs_in_hand.hpp"

namespace tocsin::bridge {

/// POST /api/tts/synthesize and /api/tts/synthesize/stream: a text spoken by the voice of this
/// installation, as WAV (8 kHz, mono, 16 bits). Bounded in length and in number at a time; what is
/// asked again comes out of the voice's own store. Thread-safe.
class SpeechPages {
 public:
  /// `voice` outlives it; null: there is none, which is answered with 503. `language`: of texts
  /// that name none.
  SpeechPages(TextToSpeech* voice, std::string language);

  /// `tenant`: whose key asks.
  /// {audio: base64, format, sample_rate, channels, duration_seconds, voice}.
  void Synthesize(const HttpRequest& request, const std::string& tenant, HttpRespond respond);
  /// The file itself, in pieces as they are made; its header names no length.
  void Stream(const HttpRequest& request, const std::string& tenant, HttpRespond respond);

 private:
  void Speak(SynthesizeSpeech what, SpeechPieces to, const HttpRespond& refuse);

  static constexpr std::size_t kMostAtOnce = 8;
  TextToSpeech* voice_;
  const std::string language_;
  runtime::JobsInHand<SpeechJob> jobs_{kMostAtOnce};
};

}  // namespace tocsin::bridge
