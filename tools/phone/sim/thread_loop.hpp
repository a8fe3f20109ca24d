#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "tools/phone/sim/loop.hpp"

namespace tocsin::phone {

/// The loop on a thread of its own. `time_scale` is wall time per simulated time: 0.05 makes 20 s
/// pass in one.
class ThreadLoop final : public Loop {
 public:
  explicit ThreadLoop(double time_scale);
  ~ThreadLoop() override;

  TimePoint Now() const override;
  Duration Elapsed() const override;
  void Post(Task task) override;
  TimerId After(Duration simulated, Task task) override;
  TimerId AfterReal(Duration real, Task task) override;
  void Cancel(TimerId id) override;
  /// Ends the thread; what is still queued is dropped. Tasks posted later are dropped too.
  void Stop();

 private:
  using Steady = std::chrono::steady_clock;
  TimerId Schedule(Steady::time_point due, Task task);
  void Run();

  const double time_scale_;
  const Steady::time_point start_ = Steady::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  TimerId next_id_ = 1;
  std::deque<Task> tasks_;
  std::map<std::pair<Steady::time_point, TimerId>, Task> timers_;
  std::map<TimerId, Steady::time_point> due_;
  std::thread thread_;
};

}  // namespace tocsin::phone
