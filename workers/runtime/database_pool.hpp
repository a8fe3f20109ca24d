#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"
#include "adapters/tracing.hpp"
#include "schemas/event.hpp"

namespace tocsin::runtime {

/// Some threads, each with one StoreSession and one StoreDirectory, for work that no shard owns:
/// webhooks, API calls. Jobs run in the order of posting, on whichever thread is free; at most
/// `max_waiting` wait (beyond: kTransient to the caller, who answers 503).
class DatabasePool {
 public:
  static Result<std::unique_ptr<DatabasePool>> Start(Store& store, int threads,
                                                     std::size_t max_waiting);
  virtual ~DatabasePool() = default;  ///< finishes what is waiting
  virtual Status Post(std::function<void(StoreSession&, StoreDirectory&)> job) = 0;
};

/// Builds and publishes batches outside of a shard: the role's outbox after a commit by a webhook.
/// Thread-safe.
class Courier {
 public:
  virtual ~Courier() = default;
  /// The record of an event: binary CloudEvents headers, key = subject, topic by type.
  virtual OutgoingRecord ToRecord(const Event& event) const = 0;
  /// Before the commit: notes where what the batch sends cannot lie before. On a thread that may
  /// wait for the bus.
  virtual void Prepare(Batch& batch) = 0;
  /// Publishes the committed outbox rows of a batch and marks them delivered by a later commit.
  virtual void Publish(const Batch& batch, const CommitOutcome& outcome) = 0;
  /// Where spans of what is sent go.
  virtual Tracer& GetTracer() const { return Untraced(); }
};

}  // namespace tocsin::runtime
