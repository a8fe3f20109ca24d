#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/metrics.hpp"
#include "adapters/tracing.hpp"
#include "schemas/event.hpp"
#include "schemas/events/calls.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/humanizer/naturalness.hpp"

namespace tocsin::voice {

/// Counts what transitions did, once they are stored.
class VoiceMeter {
 public:
  /// Shows what may be counted as 0: an alarm sees a first one only where a series goes up.
  static void Begin(Metrics& metrics);
  /// `kept`: the call's trace is, and may stand as an example.
  void Note(const Transition& transition, TimePoint now, bool kept);
  /// The noted transitions are stored.
  void Flush(Metrics& metrics);
  /// They are not.
  void Drop() { notes_.clear(); }

 private:
  struct Note_ {
    std::string event_type = {};
    double ring_seconds = -1;
    double dial_seconds = -1;
    bool stray = false;
    std::string trace = {};
    // Of a call that is over.
    std::string outcome = {}, provider = {}, direction = {}, tenant = {};
    double talk_seconds = -1;
    double cost = 0;
    std::string refusal = {};  ///< the limit that kept it from being dialled
    std::string slowest = {};  ///< stage of an answer that took longer than it may
    std::optional<int> own_ms = {};
    // Of an answer in English, as it was said.
    std::vector<NaturalnessCheck> checks = {};
    std::size_t sentences = 0;
  };
  static void NoteEnd(Note_& note, const Call& call, const Event& event);
  static void NoteAnswer(Note_& note, const events::CallTurn& turn);
  static void FlushEnd(const Note_& note, Metrics& metrics);

  std::vector<Note_> notes_;
};

}  // namespace tocsin::voice
