#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "adapters/speech.hpp"
#include "adapters/steady_clock.hpp"

namespace tocsin::voice {

/// The sound of a line without holes, for who counts time by it: what was lost on the way, by its
/// timestamps, or does not come, by the clock, is silence. A line's; loop thread.
class UnbrokenSound {
 public:
  using Out = std::function<void(SoundView)>;

  /// `timestamp`: of its first sample, since the line's stream began.
  void Take(SoundView sound, Duration timestamp, SteadyTime now, const Out& out);
  /// Every 20 ms.
  void Tick(SteadyTime now, const Out& out);
  /// What comes next is the beginning.
  void Restart() { *this = {}; }

 private:
  void Fill(std::int64_t samples, const Out& out);

  std::optional<std::int64_t> end_;  ///< of what was given, in samples of the stream
  SteadyTime taken_at_{};
  std::int64_t filled_ = 0;  ///< samples of silence by the clock, since sound was taken
  std::int64_t ahead_ = 0;   ///< of those, what late sound may still take the place of
};

}  // namespace tocsin::voice
