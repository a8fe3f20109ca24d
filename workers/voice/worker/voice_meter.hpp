#pragma once

#include <vector>

#include "adapters/metrics.hpp"
#include "workers/voice/call/transition.hpp"

namespace tocsin::voice {

/// Counts what transitions did, once they are stored.
class VoiceMeter {
 public:
  void Note(const Transition& transition, TimePoint now);
  /// The noted transitions are stored.
  void Flush(Metrics& metrics);
  /// They are not.
  void Drop() { notes_.clear(); }

 private:
  struct Note_ {
    std::string event_type;
    double ring_seconds = -1;
    double dial_seconds = -1;
    bool stray = false;
  };
  std::vector<Note_> notes_;
};

}  // namespace tocsin::voice
