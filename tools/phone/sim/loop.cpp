#include "tools/phone/sim/loop.hpp"

#include <memory>
#include <utility>

namespace tocsin::phone {

Loop::TimerId Timers::After(Duration simulated, Loop::Task task) {
  return Keep([&](Loop::Task kept) { return loop_.After(simulated, std::move(kept)); },
              std::move(task));
}

Loop::TimerId Timers::AfterReal(Duration real, Loop::Task task) {
  return Keep([&](Loop::Task kept) { return loop_.AfterReal(real, std::move(kept)); },
              std::move(task));
}

Loop::TimerId Timers::Keep(const std::function<Loop::TimerId(Loop::Task)>& start, Loop::Task task) {
  // Shared with the task, which runs after `start` has returned.
  auto id = std::make_shared<Loop::TimerId>(0);
  *id = start([this, id, task = std::move(task)] {
    live_.erase(*id);
    task();
  });
  live_.insert(*id);
  return *id;
}

void Timers::Cancel(Loop::TimerId id) {
  if (live_.erase(id) > 0) loop_.Cancel(id);
}

void Timers::CancelAll() {
  for (const auto id : live_) loop_.Cancel(id);
  live_.clear();
}

}  // namespace tocsin::phone
