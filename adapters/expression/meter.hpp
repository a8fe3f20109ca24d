#pragma once

#include <cstdint>

#include "adapters/expression/limits.hpp"

namespace tocsin::jq {

/// Counts what one evaluation uses. While it lives, values that are made on its thread count
/// against it.
class Meter {
 public:
  Meter() : before_(current_) { current_ = this; }
  ~Meter() { current_ = before_; }
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  /// False when a bound is passed; then the evaluation ends.
  bool Step(std::int64_t count = 1) {
    steps_ += count;
    return steps_ <= kMaxSteps && bytes_ <= kMaxBytes;
  }
  bool Fine() const { return steps_ <= kMaxSteps && bytes_ <= kMaxBytes; }
  /// Whether so many bytes more are still within the bound.
  bool Room(std::int64_t bytes) const { return bytes_ + bytes <= kMaxBytes; }
  std::int64_t Steps() const { return steps_; }
  std::int64_t Bytes() const { return bytes_; }

  /// That of the thread's innermost evaluation, or nullptr.
  static Meter* Current() { return current_; }
  static void Take(std::int64_t bytes) {
    if (current_ != nullptr) current_->bytes_ += bytes;
  }
  /// Work that cannot stop in its middle; the next step sees the bound.
  static void Work(std::size_t values) {
    if (current_ != nullptr) current_->steps_ += static_cast<std::int64_t>(values);
  }
  static void Give(std::int64_t bytes) { Take(-bytes); }

 private:
  static thread_local Meter* current_;
  Meter* before_;
  std::int64_t steps_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace tocsin::jq
