#pragma once

#include <atomic>

#include "adapters/clock.hpp"

namespace tocsin::fakes {

/// Time that stands still until a test moves it. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(TimePoint start = ParseTime("2026-03-07T01:10:00Z").value())
      : now_(start.time_since_epoch().count()) {}
  TimePoint Now() const override { return TimePoint(Duration(now_.load())); }
  void Advance(Duration by) { now_ += by.count(); }

 private:
  std::atomic<Duration::rep> now_;
};

}  // namespace tocsin::fakes
