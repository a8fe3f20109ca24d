#pragma once

#include "schemas/time.hpp"

namespace tocsin {

/// Where time comes from. Thread-safe. Tests use tests/fakes/fake_clock.hpp.
class Clock {
 public:
  virtual ~Clock() = default;
  /// UTC wall time.
  virtual TimePoint Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint Now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }
};

}  // namespace tocsin
