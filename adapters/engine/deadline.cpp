#include "adapters/engine/deadline.hpp"

#include <mutex>
#include <utility>

namespace tocsin::engine {

struct Deadline::State {
  std::mutex mutex;
  std::function<void()> task;             ///< none: it ran, or shall not
  std::unique_ptr<LoopTimer> timer = {};  ///< the loop's

  std::function<void()> Take() {
    const std::lock_guard lock(mutex);
    return std::exchange(task, nullptr);
  }
};

Deadline::Deadline(Loop& loop, Duration after, std::function<void()> task)
    : loop_(loop), state_(std::make_shared<State>()) {
  state_->task = std::move(task);
  loop_.Post([&loop, state = state_, due = loop.Now() + after] {
    {
      const std::lock_guard lock(state->mutex);
      if (!state->task) return;
    }
    state->timer = loop.MakeTimer();
    state->timer->Arm(due, [weak = std::weak_ptr(state)] {
      const auto alive = weak.lock();
      const auto run = alive ? alive->Take() : nullptr;
      if (run) run();
    });
  });
}

/// A timer ends on its loop.
Deadline::~Deadline() {
  const auto dropped = state_->Take();
  loop_.Post([state = std::move(state_)] { state->timer.reset(); });
}

}  // namespace tocsin::engine
