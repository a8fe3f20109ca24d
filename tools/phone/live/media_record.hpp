#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "schemas/time.hpp"

namespace tocsin::phone {

/// Times of live sound, in milliseconds with a fraction.
using Millis = double;

/// The person began to speak, or pressed a key, while we were speaking.
struct Interruption {
  Millis at = 0;  ///< since the stream's start
  bool by_key = false;
  std::optional<Millis> to_clear;  ///< until the carrier was told to forget what it held
  Millis after_talk = 0;           ///< of us that was heard from then until we were silent
  bool over = false;               ///< we were silent, or the stream ended
};

/// What is known of one media socket.
struct MediaFigures {
  std::string carrier;
  std::string url;
  std::string stream_id;
  TimePoint opened;
  std::optional<TimePoint> ended;
  std::string end;                  ///< why, in words
  std::uint64_t frames_sent = 0;    ///< messages with the person's sound
  std::uint64_t frames_lost = 0;    ///< left out by the script's link
  std::uint64_t frames_late = 0;    ///< sent 20 ms after their time or later: this program's fault
  std::uint64_t messages = 0;       ///< of sound, from the worker
  std::uint64_t odd_messages = 0;   ///< that no carrier would take, or not so
  Millis received = 0;              ///< of sound
  Millis heard = 0;                 ///< of it, by the person
  std::uint64_t late_messages = 0;  ///< came when what was before them had been played to its end
  std::uint64_t underruns = 0;      ///< of these, by 20 ms and more: heard as a gap
  Millis worst_gap = 0;
  std::uint64_t clears = 0;
  std::uint64_t marks = 0;  ///< asked for
  std::uint64_t marks_returned = 0;
  std::uint64_t marks_cleared = 0;  ///< of these, returned by a clear
  std::uint64_t keys = 0;
  std::optional<Millis> first_sound;  ///< since the stream's start
  /// When sound came while nothing waited to be played: seconds of the machine's monotonic clock,
  /// which other programs here can read too; at most a thousand.
  std::vector<double> sound_began;
  std::vector<Interruption> interruptions;  ///< at most a thousand
};

/// Written by the socket's thread, read by the simulator's. Thread-safe.
class MediaRecord {
 public:
  template <class Change>
  void Update(Change&& change) {
    const std::scoped_lock lock(mutex_);
    change(figures_);
  }
  MediaFigures Snapshot() const {
    const std::scoped_lock lock(mutex_);
    return figures_;
  }

 private:
  mutable std::mutex mutex_;
  MediaFigures figures_;
};

}  // namespace tocsin::phone
