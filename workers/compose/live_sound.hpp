#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/metric_series.hpp"
#include "adapters/realtime.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/ears.hpp"
#include "adapters/speech/exchanged_voice.hpp"
#include "adapters/speech/voices.hpp"
#include "adapters/websocket.hpp"
#include "workers/settings/settings.hpp"
#include "workers/voice/media/media_lines.hpp"
#include "workers/voice/media/relay_line.hpp"
#include "workers/voice/worker/live_calls.hpp"

namespace tocsin::compose {

/// Ears, voice and media loops of this process, and the live calls on them; or the loops and calls
/// alone, where a carrier hears and speaks by itself and only text goes over its sockets. Made
/// before the voice worker; Stop comes after the HTTP server's, and before the worker is gone. Main
/// thread.
class LiveSound {
 public:
  /// Null: the carrier speaks and hears, for the reason that the log tells. kInvalid: the settings
  /// ask for live sound by name and it cannot be had; the message says what mends it.
  static Result<std::unique_ptr<LiveSound>> Make(const Settings& settings,
                                                 const speech::VoiceGround& ground,
                                                 SeriesMetrics& metrics, const Clock& clock);
  ~LiveSound();

  voice::LiveCalls& Calls() { return *calls_; }
  /// Whether there are ears and a voice here: the next two may only be asked then.
  bool HasSound() const { return voice_ != nullptr; }
  TextToSpeech& Voice() { return *voice_; }
  /// Each voice alone, in their order. Any thread.
  std::vector<TextToSpeech*> VoiceEngines() const { return voice_->Engines(); }
  /// What is said from now on, the voices of these settings say; those that speak go on. An error
  /// leaves those that are there.
  Status UseVoices(const SpeechSettings& settings, const speech::VoiceGround& ground);
  /// In the order in which they hear.
  const std::vector<SpeechToText*>& Ears() const { return ears_.engines; }
  /// Whether a service may hear, answer and speak in conversations.
  bool Converses() const { return realtime_ != nullptr; }
  /// Main tags of the languages that are heard and spoken.
  const std::vector<std::string>& Languages() const { return languages_; }
  /// "hears with ..., speaks with ..., in en": for the start and for /ready. Any thread.
  std::string Text() const;
  /// Lets lines end in order, those of all loops at once, cuts the rest and ends the loops.
  void Stop(Duration drain);

 private:
  LiveSound() = default;
  /// Leaves HasSound false where the settings allow it; the log tells why.
  Status LoadSound(const Settings& settings, const speech::VoiceGround& ground);
  Status Load(const Settings& settings, const speech::VoiceGround& ground);
  /// Which languages are heard and spoken. kInvalid: none.
  Result<std::vector<std::string>> LanguagesOf(const TextToSpeech& voice) const;
  Status LoadEars(const SpeechSettings& settings, const speech::VoiceGround& ground);
  void Wire(const Settings& settings, const std::shared_ptr<const Pronunciations>& lexicon,
            SeriesMetrics& metrics, const Clock& clock);

  std::vector<std::unique_ptr<Loop>> loops_;  ///< engines answer there, to their last word
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<speech::ExchangedVoice> voice_;  ///< null: none
  speech::Ears ears_;
  std::unique_ptr<RealtimeEngine> realtime_;
  std::vector<std::string> languages_;
  std::string more_text_;  ///< of what is beside ears and voice
  std::unique_ptr<voice::MediaLines> lines_;
  std::unique_ptr<voice::RelayLines> relay_lines_;
  std::unique_ptr<voice::LiveCalls> calls_;
};

}  // namespace tocsin::compose
