#pragma once

#include <chrono>
#include <map>
#include <mutex>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"

namespace tocsin::runtime {

/// How long the partitions that a role writes to are known to be. A batch's outbox rows note it
/// before they are committed, so that after a crash only what came later need be searched for them
/// (outbox_search.hpp). One for each role. Thread-safe; `bus` is not used after its last call of
/// Prepare or Refresh.
class OutputEnds {
 public:
  /// `partitions`: of each topic.
  OutputEnds(Bus& bus, int partitions) : bus_(bus), partitions_(partitions) {}

  /// A record lies there (offset -1: nobody knows where).
  void Lies(const TopicPartition& at, std::int64_t offset);
  /// Fills OutboxWrite::ends. Asks the bus about partitions that it knows nothing of: blocking, a
  /// second at most, once in five where there is no answer. What stays unknown is left out.
  void Prepare(Batch& batch);
  /// Asks about all that it knows, so that little need be searched where others write much.
  /// Blocking; what is not answered stays as it was.
  void Refresh();

 private:
  using Steady = std::chrono::steady_clock;
  Status Ask(const std::vector<TopicPartition>& places);

  Bus& bus_;
  const int partitions_;
  std::mutex mutex_;
  std::map<TopicPartition, std::int64_t> ends_;
  Steady::time_point ask_at_ = {};
  Steady::time_point refresh_at_ = {};
};

}  // namespace tocsin::runtime
