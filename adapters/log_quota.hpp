#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace tocsin {

/// Bounds the log lines of one kind: so many in ten seconds, and the next one after that says how
/// many were left out. Thread-safe.
class LogQuota {
 public:
  using Steady = std::chrono::steady_clock;

  explicit LogQuota(int most = 20) : most_(most) {}

  /// What to put behind the line, mostly nothing; nullopt: leave it out.
  std::optional<std::string> Admit(Steady::time_point now = Steady::now()) {
    const std::lock_guard lock(mutex_);
    if (now >= until_) {
      until_ = now + std::chrono::seconds(10);
      admitted_ = 0;
    }
    if (admitted_ >= most_) {
      ++left_out_;
      return std::nullopt;
    }
    ++admitted_;
    if (left_out_ == 0) return std::string();
    const std::string more = " (" + std::to_string(left_out_) + " lines like it were left out)";
    left_out_ = 0;
    return more;
  }

 private:
  const int most_;
  std::mutex mutex_;
  Steady::time_point until_{};
  int admitted_ = 0;
  int left_out_ = 0;
};

}  // namespace tocsin
