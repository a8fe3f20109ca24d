#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"

namespace tocsin::runtime {

/// Publishes committed outbox rows in their order and remembers which of them are on the bus, so that a later commit
/// can delete them. One for each shard. Thread-safe; outlives the producer's callbacks. A record that the bus refuses for good (too large)
/// goes to the dead-letter topic; its row counts as delivered.
class OutboxRelay {
 public:
  OutboxRelay(Producer& producer, std::string dead_letter_topic);

  /// Hands the rows' records to the producer now.
  void Publish(std::int64_t row, std::vector<OutgoingRecord> records);
  /// Whether the row was handed over by this process and is not yet taken as delivered.
  bool Knows(std::int64_t row);
  /// Rows delivered since the last call, for Batch::outbox_delivered.
  std::vector<std::int64_t> TakeDelivered();
  bool HasDelivered();
  std::size_t Pending();
  /// Gives rows back whose deletion was not committed after all.
  void PutBack(std::vector<std::int64_t> rows);
  /// Called (on a bus thread) when TakeDelivered would give something after it gave nothing.
  void OnDelivered(std::function<void()> wake);

 private:
  struct Row;
  void Delivered(std::int64_t row);

  Producer& producer_;
  std::string dead_letter_topic_;
  std::mutex mutex_;
  std::set<std::int64_t> pending_;
  std::vector<std::int64_t> delivered_;
  std::function<void()> wake_;
};

/// Leaves out of `rows` the records that are on the bus already, by their ce_id in the tail of their partitions
/// (`partitions` per topic): after a crash between produce and delete. Blocking; a partition that cannot be read keeps
/// its records, which then are repeats with the same id.
void DropPublished(Bus& bus, int partitions, std::vector<StoredOutbox>& rows);

}  // namespace tocsin::runtime
