#pragma once

#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {

/// A live run as last committed, with where it belongs.
struct LiveRun {
  Run run;
  int partition = 0;
  std::int64_t definition = 0;
};

/// The runs that a shard touched last; a miss costs one query. Not thread-safe.
class RunCache {
 public:
  explicit RunCache(std::size_t limit) : limit_(limit) {}

  const LiveRun* Find(const RunId& id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second.second);
    return &found->second.first;
  }
  /// Takes it out.
  std::optional<LiveRun> Take(const RunId& id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return std::nullopt;
    std::optional<LiveRun> live = std::move(found->second.first);
    order_.erase(found->second.second);
    entries_.erase(found);
    return live;
  }
  void Put(LiveRun live) {
    const RunId id = live.run.id;
    Drop(id);
    order_.push_front(id);
    entries_.emplace(id, std::pair(std::move(live), order_.begin()));
    if (entries_.size() > limit_) Drop(RunId(order_.back()));
  }
  void Drop(const RunId& id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    order_.erase(found->second.second);
    entries_.erase(found);
  }
  template <class Lost>
  void DropIf(Lost lost) {
    for (auto at = entries_.begin(); at != entries_.end();) {
      const auto next = std::next(at);
      if (lost(at->second.first)) Drop(RunId(at->first));
      at = next;
    }
  }
  std::size_t Size() const { return entries_.size(); }

 private:
  std::size_t limit_;
  std::list<RunId> order_;
  std::unordered_map<RunId, std::pair<LiveRun, std::list<RunId>::iterator>> entries_;
};

}  // namespace tocsin::workflow
