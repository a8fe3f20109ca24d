#pragma once

#include <memory>

#include "adapters/clock.hpp"
#include "adapters/http_stream.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech/prepared_shelf.hpp"
#include "adapters/speech/voices.hpp"
#include "adapters/websocket.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What the engines of this process share: a loop for their time-outs, one that waits for the disk,
/// what was said, and connections to services that speak. Outlives them.
class EngineRoom {
 public:
  /// Clock and metrics outlive it.
  EngineRoom(const SpeechSettings& speech, const Clock& clock, Metrics& metrics,
             std::shared_ptr<const Pronunciations> lexicon = {});
  ~EngineRoom();

  Loop& Timers() { return *timers_; }
  speech::VoiceGround Voices() {
    return {*timers_, metrics_, shelf_, client_.get(), lexicon_, sockets_.get(), ahead_.get()};
  }
  /// The voice that makes what is wanted ahead, where one is set; takes two seconds. kNotFound,
  /// kInvalid: it is not there, with the command that mends it.
  Status LoadAhead(const SpeechSettings& speech);
  /// Nothing is waited for any more: before the engines end.
  void Stop();

 private:
  Metrics& metrics_;
  const std::shared_ptr<const Pronunciations> lexicon_;
  std::unique_ptr<Loop> timers_;
  std::unique_ptr<Loop> files_;  ///< none: what was said is kept in memory only
  std::shared_ptr<speech::PreparedShelf> shelf_;
  // Of voices, and the sockets of ears and whole conversations too.
  std::unique_ptr<HttpStreamClient> client_;
  std::unique_ptr<WebSocketClient> sockets_;
  std::unique_ptr<TextToSpeech> ahead_;  ///< none is set
};

}  // namespace tocsin::compose
