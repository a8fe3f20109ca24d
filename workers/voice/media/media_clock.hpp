#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <unordered_set>

#include "adapters/loop.hpp"

namespace tocsin::voice {

/// What a media clock drives.
class Ticking {
 public:
  virtual ~Ticking() = default;
  /// Every 20 ms.
  virtual void Tick(SteadyTime now) = 0;
};

/// The one timer of a loop's lines: each is told every 20 ms, a fifth of them every 4 ms, so that
/// hundreds of lines are no burst. On its loop; outlives what it drives.
class MediaClock {
 public:
  explicit MediaClock(Loop& loop) : loop_(loop) {}

  /// The first tick is within 20 ms. During a tick too.
  void Add(Ticking& ticking);
  void Remove(Ticking& ticking);
  std::size_t Count() const;

 private:
  static constexpr std::size_t kSlots = 5;
  void Wind();
  void OnTime();

  Loop& loop_;
  std::unique_ptr<LoopTimer> timer_;  ///< none while there is nothing to drive
  std::array<std::unordered_set<Ticking*>, kSlots> slots_;
  std::size_t slot_ = 0;
  SteadyTime due_{};
};

}  // namespace tocsin::voice
