#include "workers/bridge/recent_ids.hpp"

namespace tocsin::bridge {

bool RecentIds::Contains(const Uuid& id) const {
  const std::lock_guard lock(mutex_);
  return known_.contains(id);
}

void RecentIds::Add(const Uuid& id) {
  const std::lock_guard lock(mutex_);
  if (!known_.insert(id).second) return;
  order_.push_back(id);
  if (order_.size() <= most_) return;
  known_.erase(order_.front());
  order_.pop_front();
}

}  // namespace tocsin::bridge
