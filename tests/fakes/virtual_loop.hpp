#pragma once

#include <deque>
#include <map>
#include <memory>

#include "adapters/loop.hpp"

namespace tocsin::fakes {

/// A loop whose time a test moves: tasks and timers run within Advance and Work, in their order.
/// One thread.
class VirtualLoop final : public Loop {
 public:
  SteadyTime Now() const override { return now_; }
  bool Post(LoopTask task) override {
    tasks_.push_back(std::move(task));
    return true;
  }
  bool Here() const override { return true; }
  std::unique_ptr<LoopTimer> MakeTimer() override { return std::make_unique<Timer>(*this); }
  std::size_t Stop(Duration) override { return 0; }

  /// Runs what was posted, and what that posts; false: there was nothing.
  bool Work() {
    const bool any = !tasks_.empty();
    while (!tasks_.empty()) {
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
    return any;
  }
  void Advance(Duration by) {
    const SteadyTime until = now_ + by;
    Work();
    while (!armed_.empty() && armed_.begin()->first <= until) {
      auto due = armed_.extract(armed_.begin());
      now_ = std::max(now_, due.key());
      due.mapped().timer->entry_ = armed_.end();
      due.mapped().task();
      Work();
    }
    now_ = until;
  }

 private:
  class Timer;
  struct Armed {
    Timer* timer;
    LoopTask task;
  };
  using Timers = std::multimap<SteadyTime, Armed>;
  class Timer final : public LoopTimer {
   public:
    explicit Timer(VirtualLoop& loop) : loop_(loop), entry_(loop.armed_.end()) {}
    ~Timer() override { Cancel(); }
    void Arm(SteadyTime due, LoopTask task) override {
      Cancel();
      entry_ = loop_.armed_.emplace(due, Armed{this, std::move(task)});
    }
    void Cancel() override {
      if (entry_ != loop_.armed_.end()) loop_.armed_.erase(entry_);
      entry_ = loop_.armed_.end();
    }

   private:
    friend class VirtualLoop;
    VirtualLoop& loop_;
    Timers::iterator entry_;
  };

  SteadyTime now_{std::chrono::seconds(1'000)};
  Timers armed_;
  std::deque<LoopTask> tasks_;  ///< ends first: tasks may hold timers
};

}  // namespace tocsin::fakes
