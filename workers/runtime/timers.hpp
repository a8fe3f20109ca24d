#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "workers/runtime/handler.hpp"

namespace tocsin::runtime {

/// What a shard has to do later: stored timers of the near future (one for each owner) and inputs
/// that were asked for at a time. Not thread-safe.
class Timers {
 public:
  /// Replaces the owner's timer.
  void Set(const Uuid& owner, int partition, TimePoint due) {
    Remove(owner);
    stored_.emplace(owner, std::pair(due, partition));
    order_.emplace(due, owner);
  }
  /// What the store said some time ago: the owner's timer may have been moved since, so the earlier
  /// one counts. One that comes too early does no harm, one too late does.
  void Learn(const Uuid& owner, int partition, TimePoint due) {
    const auto found = stored_.find(owner);
    if (found == stored_.end() || due < found->second.first) Set(owner, partition, due);
  }
  void Remove(const Uuid& owner) {
    const auto found = stored_.find(owner);
    if (found == stored_.end()) return;
    order_.erase({found->second.first, owner});
    stored_.erase(found);
  }
  void EnterAt(TimePoint when, ShardInput input) { inputs_.emplace(when, std::move(input)); }

  /// Takes out what is due, earliest first, at most `limit`.
  std::vector<ShardInput> TakeDue(TimePoint now, std::size_t limit) {
    std::vector<ShardInput> due;
    while (!order_.empty() && order_.begin()->first <= now && due.size() < limit) {
      const Uuid owner = order_.begin()->second;
      due.emplace_back(TimerDue{owner, stored_.at(owner).second});
      Remove(owner);
    }
    while (!inputs_.empty() && inputs_.begin()->first <= now && due.size() < limit) {
      due.push_back(std::move(inputs_.begin()->second));
      inputs_.erase(inputs_.begin());
    }
    return due;
  }
  std::optional<TimePoint> Next() const {
    std::optional<TimePoint> next;
    if (!order_.empty()) next = order_.begin()->first;
    if (!inputs_.empty() && (!next || inputs_.begin()->first < *next))
      next = inputs_.begin()->first;
    return next;
  }
  /// Forgets what belongs to the partitions for which `lost` is true.
  template <class Lost>
  void Drop(Lost lost) {
    std::erase_if(inputs_, [&](const auto& entry) {
      const auto* signal = std::get_if<Signal>(&entry.second);
      const auto* timer = std::get_if<TimerDue>(&entry.second);
      return (signal != nullptr && lost(signal->partition)) ||
             (timer != nullptr && lost(timer->partition));
    });
    for (auto at = stored_.begin(); at != stored_.end();) {
      if (!lost(at->second.second)) {
        ++at;
        continue;
      }
      order_.erase({at->second.first, at->first});
      at = stored_.erase(at);
    }
  }
  std::size_t Size() const { return stored_.size() + inputs_.size(); }

 private:
  std::unordered_map<Uuid, std::pair<TimePoint, int>> stored_;
  std::set<std::pair<TimePoint, Uuid>> order_;
  std::multimap<TimePoint, ShardInput> inputs_;
};

}  // namespace tocsin::runtime
