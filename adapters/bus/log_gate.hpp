#pragma once

#include <atomic>
#include <chrono>

namespace tocsin {

/// Lets one log line through every ten seconds, so that a broken peer cannot fill the log.
/// Thread-safe.
class LogGate {
 public:
  bool Open() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    auto next = next_.load();
    constexpr auto kStep = std::chrono::steady_clock::duration(std::chrono::seconds(10)).count();
    return now >= next && next_.compare_exchange_strong(next, now + kStep);
  }

 private:
  std::atomic<std::chrono::steady_clock::rep> next_{0};
};

}  // namespace tocsin
