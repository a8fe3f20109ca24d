#include "workers/runtime/decision_gate.hpp"

#include <utility>
#include <vector>

namespace tocsin::runtime {

void DecisionGate::Take(bool alone) {
  if (alone)
    alone_inside_ = true;
  else
    ++inside_;
}

bool DecisionGate::TryEnter(bool alone) {
  const std::lock_guard lock(mutex_);
  // Nobody overtakes: whoever wants to be alone would wait for ever.
  if (!waiting_.empty() || !Free(alone)) return false;
  Take(alone);
  return true;
}

void DecisionGate::Enter(bool alone, std::function<void()> go) {
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() || !Free(alone)) {
      waiting_.push_back({alone, std::move(go)});
      return;
    }
    Take(alone);
  }
  go();
}

void DecisionGate::Leave(bool alone) {
  std::vector<std::function<void()>> entered;
  {
    const std::lock_guard lock(mutex_);
    if (alone)
      alone_inside_ = false;
    else
      --inside_;
    while (!waiting_.empty() && Free(waiting_.front().alone)) {
      Take(waiting_.front().alone);
      entered.push_back(std::move(waiting_.front().go));
      waiting_.pop_front();
    }
  }
  for (const auto& go : entered) go();
}

}  // namespace tocsin::runtime
