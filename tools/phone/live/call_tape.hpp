#pragma once

#include <array>
#include <mutex>
#include <optional>

#include "adapters/steady_clock.hpp"
#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// Both sides of one call as they reached the line, by the wall clock, from the first socket on:
/// where no socket was open there is silence. Keeps twenty minutes. Thread-safe.
class CallTape {
 public:
  enum class Side { kHeard, kSaid };
  static constexpr std::size_t kMostSamples = std::size_t{1200} * kLineRate;

  /// The sample at which a socket's sound begins; the first one begins the tape.
  std::size_t Begin(SteadyTime now);
  void Write(Side side, std::size_t at, SampleSpan sound);
  Samples Of(Side side) const;
  /// Its memory; what is written later is dropped too.
  void Forget();
  bool Forgotten() const;

 private:
  mutable std::mutex mutex_;
  std::optional<SteadyTime> begun_;
  std::array<Samples, 2> sides_;
  bool forgotten_ = false;
};

}  // namespace tocsin::phone
