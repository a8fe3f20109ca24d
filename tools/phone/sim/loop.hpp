#pragma once

#include <cstdint>
#include <functional>
#include <set>

#include "schemas/time.hpp"

namespace tocsin::phone {

/// The one thread on which everything simulated happens, with its clock and timers. Simulated time
/// may run faster than the wall clock (a time scale); what concerns the other program (retries,
/// time-outs) uses AfterReal.
class Loop {
 public:
  using Task = std::function<void()>;
  using TimerId = std::uint64_t;

  virtual ~Loop() = default;
  /// Wall time, for time stamps.
  virtual TimePoint Now() const = 0;
  /// Simulated time since the start.
  virtual Duration Elapsed() const = 0;
  /// Runs `task` on the loop, in order. From any thread.
  virtual void Post(Task task) = 0;
  /// Loop thread only: runs `task` after a simulated time. Timers due together run in the order of
  /// their making.
  virtual TimerId After(Duration simulated, Task task) = 0;
  virtual TimerId AfterReal(Duration real, Task task) = 0;
  virtual void Cancel(TimerId id) = 0;
};

/// Timers of one owner: cancelled with it, so that their tasks may refer to it. Loop thread only.
class Timers {
 public:
  explicit Timers(Loop& loop) : loop_(loop) {}
  ~Timers() { CancelAll(); }
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  Loop::TimerId After(Duration simulated, Loop::Task task);
  Loop::TimerId AfterReal(Duration real, Loop::Task task);
  void Cancel(Loop::TimerId id);
  void CancelAll();

 private:
  Loop::TimerId Keep(const std::function<Loop::TimerId(Loop::Task)>& start, Loop::Task task);

  Loop& loop_;
  std::set<Loop::TimerId> live_;
};

}  // namespace tocsin::phone
