#pragma once

#include <chrono>

namespace tocsin {

/// A point of a clock that only goes forward, in nanoseconds; of use within one process only.
using SteadyTime = std::chrono::steady_clock::time_point;

/// What distances in time are measured with: time-outs, latencies, the pace of media. Dates and
/// times of day are adapters/clock.hpp. Thread-safe.
class SteadyClock {
 public:
  virtual ~SteadyClock() = default;
  virtual SteadyTime Now() const = 0;
};

}  // namespace tocsin
