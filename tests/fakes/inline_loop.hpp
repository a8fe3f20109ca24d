#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/loop.hpp"

namespace tocsin::fakes {

/// A loop without a thread: tests run what was posted and let its time pass.
class InlineLoop final : public Loop {
 public:
  SteadyTime Now() const override { return now_; }
  bool Post(LoopTask task) override {
    tasks_.push_back(std::move(task));
    return true;
  }
  bool Here() const override { return true; }
  std::unique_ptr<LoopTimer> MakeTimer() override { return std::make_unique<Timer>(*this); }
  std::size_t Stop(Duration) override { return 0; }

  /// Runs all that was posted, and what that posts; false: there was nothing.
  bool Run() {
    const bool any = !tasks_.empty();
    while (!tasks_.empty()) {
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
    return any;
  }
  /// Time passes; timers that are due run, in their order.
  void Advance(Duration by) {
    const SteadyTime end = now_ + by;
    for (;;) {
      Run();
      const auto next = std::ranges::min_element(timers_, {}, &Timer::due);
      if (next == timers_.end() || (*next)->due > end) break;
      Timer* timer = *next;
      now_ = std::max(now_, timer->due);
      auto task = std::move(timer->task);
      timer->Cancel();
      task();
    }
    now_ = end;
  }

 private:
  struct Timer final : LoopTimer {
    explicit Timer(InlineLoop& on) : loop(on) {}
    ~Timer() override { Cancel(); }
    void Arm(SteadyTime at, LoopTask what) override {
      Cancel();
      due = at;
      task = std::move(what);
      loop.timers_.push_back(this);
    }
    void Cancel() override { std::erase(loop.timers_, this); }

    InlineLoop& loop;
    SteadyTime due{};
    LoopTask task;
  };

  SteadyTime now_{std::chrono::hours(1)};
  std::deque<LoopTask> tasks_;
  std::vector<Timer*> timers_;
};

}  // namespace tocsin::fakes
