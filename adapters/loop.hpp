#pragma once

#include <memory>

#include "adapters/steady_clock.hpp"
#include "schemas/move_only_function.hpp"
#include "schemas/time.hpp"

namespace tocsin {

using LoopTask = MoveOnlyFunction<void()>;

/// One timer. Made, armed, cancelled and destroyed on the loop's thread, or after the loop's end.
class LoopTimer {
 public:
  /// Cancels.
  virtual ~LoopTimer() = default;
  /// Runs `task` on the loop at `due`, at once when that has passed. Replaces what was armed.
  virtual void Arm(SteadyTime due, LoopTask task) = 0;
  /// What was armed does not run, even if it is due already.
  virtual void Cancel() = 0;
};

/// A thread that runs tasks and timers, one after the other; of partitions or stores it knows
/// nothing. Sockets live on a loop (adapters/websocket.hpp), and what happens to one happens on its
/// loop's thread, so that its owner needs no lock. It is also the clock of what runs on it.
class Loop : public SteadyClock {
 public:
  /// Stops without waiting for what is open.
  ~Loop() override = default;
  /// Runs `task` on the loop's thread, never within this call; tasks of one thread keep their
  /// order. False when the loop has stopped: the task is dropped. Any thread.
  virtual bool Post(LoopTask task) = 0;
  /// True on the loop's own thread.
  virtual bool Here() const = 0;
  /// Loop thread only.
  virtual std::unique_ptr<LoopTimer> MakeTimer() = 0;
  /// Asks what is open on the loop to end in order, waits for it up to `drain`, cuts what is left,
  /// and ends the thread: armed timers do not run any more. Gives the number of what was cut. Not
  /// from the loop itself.
  virtual std::size_t Stop(Duration drain) = 0;
};

}  // namespace tocsin
