#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"
#include "workers/runtime/output_ends.hpp"

namespace tocsin::runtime {

/// Publishes committed outbox rows in their order and remembers which of them are on the bus, so
/// that a later commit can delete them. One for each shard. Thread-safe; may go before the bus has
/// told of all its records. A record that the bus refuses for good (too large) goes to the
/// dead-letter topic; its row counts as delivered.
class OutboxRelay {
 public:
  /// `ends` hears of every record that is written.
  OutboxRelay(Producer& producer, std::shared_ptr<OutputEnds> ends, std::string dead_letter_topic);
  ~OutboxRelay();
  OutboxRelay(const OutboxRelay&) = delete;
  OutboxRelay& operator=(const OutboxRelay&) = delete;

  /// Hands the rows' records to the producer now, unless the row is known.
  void Publish(std::int64_t row, std::vector<OutgoingRecord> records);
  /// Whether the row was handed over by this process and is not yet taken as delivered.
  bool Knows(std::int64_t row);
  /// Rows delivered since the last call, for Batch::outbox_delivered.
  std::vector<std::int64_t> TakeDelivered();
  bool HasDelivered();
  /// The first row under way, or the largest number when there is none.
  std::int64_t FirstPending();
  /// Gives rows back whose deletion was not committed after all.
  void PutBack(std::vector<std::int64_t> rows);
  /// Called (on a bus thread; must not block or call the relay) when TakeDelivered would give
  /// something after it gave nothing. Once it is replaced, the former one is not running any more.
  void OnDelivered(std::function<void()> wake);

 private:
  struct Ledger;
  struct Row;

  std::shared_ptr<Ledger> ledger_;  ///< shared with the records under way
};

}  // namespace tocsin::runtime
