#include "tools/phone/sim/loop.hpp"

#include <memory>
#include <utility>

namespace tocsin::phone {

Loop::TimerId Timers::After(Duration simulated, Loop::Task task) {
  auto id = std::make_shared<Loop::TimerId>(
      0);  // shared with the task, which runs after After has returned
  *id = loop_.After(simulated, [this, id, task = std::move(task)] {
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
