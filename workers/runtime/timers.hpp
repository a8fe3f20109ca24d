#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
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
  void Set(const Uuid& owner, int partition, TimePoint due, std::string kind = {}) {
    Remove(owner);
    stored_.emplace(owner, Stored{due, partition, std::move(kind)});
    order_.emplace(due, owner);
  }
  /// What the store said some time ago: the owner's timer may have been moved since, so the earlier
  /// one counts. One that comes too early does no harm, one too late does.
  void Learn(const Uuid& owner, int partition, TimePoint due, std::string kind = {}) {
    const auto found = stored_.find(owner);
    if (found == stored_.end() || due < found->second.due)
      Set(owner, partition, due, std::move(kind));
  }
  void Remove(const Uuid& owner) {
    const auto found = stored_.find(owner);
    if (found == stored_.end()) return;
    order_.erase({found->second.due, owner});
    stored_.erase(found);
  }
  void EnterAt(TimePoint when, ShardInput input) { inputs_.emplace(when, std::move(input)); }

  /// Takes out what is due, earliest first, at most `limit`. `late`: how long each stored one has
  /// been due.
  std::vector<ShardInput> TakeDue(TimePoint now, std::size_t limit,
                                  std::vector<Duration>* late = nullptr) {
    std::vector<ShardInput> due;
    while (!order_.empty() && order_.begin()->first <= now && due.size() < limit) {
      if (late != nullptr) late->push_back(now - order_.begin()->first);
      const Uuid owner = order_.begin()->second;
      Stored& stored = stored_.at(owner);
      due.emplace_back(TimerDue{owner, stored.partition, std::move(stored.kind)});
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
      if (!lost(at->second.partition)) {
        ++at;
        continue;
      }
      order_.erase({at->second.due, at->first});
      at = stored_.erase(at);
    }
  }
  std::size_t Size() const { return stored_.size() + inputs_.size(); }

 private:
  struct Stored {
    TimePoint due;
    int partition = 0;
    std::string kind;
  };
  std::unordered_map<Uuid, Stored> stored_;
  std::set<std::pair<TimePoint, Uuid>> order_;
  std::multimap<TimePoint, ShardInput> inputs_;
};

}  // namespace tocsin::runtime
