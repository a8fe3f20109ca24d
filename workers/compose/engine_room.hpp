#pragma once

#include <memory>

#include "adapters/clock.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech/prepared_shelf.hpp"
#include "adapters/speech/voices.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What the engines of this process share: a loop for their time-outs, one that waits for the disk,
/// and what was said. Outlives them.
class EngineRoom {
 public:
  /// Clock and metrics outlive it.
  EngineRoom(const SpeechSettings& speech, const Clock& clock, Metrics& metrics);
  ~EngineRoom();

  Loop& Timers() { return *timers_; }
  speech::VoiceGround Voices() { return {*timers_, metrics_, shelf_}; }
  /// Nothing is waited for any more: before the engines end.
  void Stop();

 private:
  Metrics& metrics_;
  std::unique_ptr<Loop> timers_;
  std::unique_ptr<Loop> files_;  ///< none: what was said is kept in memory only
  std::shared_ptr<speech::PreparedShelf> shelf_;
};

}  // namespace tocsin::compose
