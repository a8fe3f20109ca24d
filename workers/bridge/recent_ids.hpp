#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <unordered_set>

#include "schemas/ids.hpp"

namespace tocsin::bridge {

/// The last ids that were seen, up to a number: spares the bus the repeats of an impatient sender.
/// What is no longer here is still recognised by the inbox of each role. Thread-safe.
class RecentIds {
 public:
  explicit RecentIds(std::size_t most) : most_(most) {}
  bool Contains(const Uuid& id) const;
  void Add(const Uuid& id);

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::unordered_set<Uuid> known_;
  std::deque<Uuid> order_;
};

}  // namespace tocsin::bridge
