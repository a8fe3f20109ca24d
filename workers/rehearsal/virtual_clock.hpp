#pragma once

#include "adapters/clock.hpp"

namespace tocsin::rehearsal {

/// Time that stands still until it is moved. Not thread-safe.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(TimePoint start) : now_(start) {}
  TimePoint Now() const override { return now_; }
  /// Never backwards.
  void MoveTo(TimePoint time) {
    if (time > now_) now_ = time;
  }

 private:
  TimePoint now_;
};

}  // namespace tocsin::rehearsal
