#include "workers/voice/worker/pacer.hpp"

#include <algorithm>

namespace tocsin::voice {

Pacer::Pacer(int calls_per_second)
    : interval_(std::chrono::microseconds(std::chrono::seconds(1)) /
                std::max(1, calls_per_second)) {}

TimePoint Pacer::Reserve(TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto slot = std::max(next_, std::chrono::sys_time<std::chrono::microseconds>(now));
  next_ = slot + interval_;
  return std::chrono::time_point_cast<Duration>(slot);
}

}  // namespace tocsin::voice
