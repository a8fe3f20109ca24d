#pragma once

#include <deque>
#include <map>
#include <utility>

#include "tools/phone/sim/loop.hpp"

namespace tocsin::phone {

/// A loop whose time stands still until Advance.
class VirtualLoop final : public Loop {
 public:
  TimePoint Now() const override { return TimePoint(Duration(1'772'800'000'000)) + elapsed_; }
  Duration Elapsed() const override { return elapsed_; }
  void Post(Task task) override { tasks_.push_back(std::move(task)); }
  TimerId After(Duration simulated, Task task) override {
    const TimerId id = next_id_++;
    timers_.emplace(std::pair(elapsed_ + simulated, id), std::move(task));
    return id;
  }
  TimerId AfterReal(Duration real, Task task) override { return After(real, std::move(task)); }
  void Cancel(TimerId id) override {
    std::erase_if(timers_, [&](const auto& timer) { return timer.first.second == id; });
  }

  /// Runs everything that is due within `time`.
  void Advance(Duration time) {
    const Duration until = elapsed_ + time;
    for (;;) {
      Task task;
      if (!tasks_.empty()) {
        task = std::move(tasks_.front());
        tasks_.pop_front();
      } else if (!timers_.empty() && timers_.begin()->first.first <= until) {
        elapsed_ = std::max(elapsed_, timers_.begin()->first.first);
        task = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
      } else {
        elapsed_ = until;
        return;
      }
      task();
    }
  }

 private:
  Duration elapsed_{};
  TimerId next_id_ = 1;
  std::deque<Task> tasks_;
  std::map<std::pair<Duration, TimerId>, Task> timers_;
};

}  // namespace tocsin::phone
