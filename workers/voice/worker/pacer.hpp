#pragma once

#include <chrono>
#include <mutex>

#include "schemas/time.hpp"

namespace tocsin::voice {

/// Spreads dials so that an account's calls per second are kept. Shared by all shards; thread-safe.
class Pacer {
 public:
  explicit Pacer(int calls_per_second);
  /// The moment from which one more call may be placed; taken by asking.
  TimePoint Reserve(TimePoint now);

 private:
  std::mutex mutex_;
  std::chrono::microseconds interval_;
  std::chrono::sys_time<std::chrono::microseconds> next_{};
};

}  // namespace tocsin::voice
