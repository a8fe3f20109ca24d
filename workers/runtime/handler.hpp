#pragma once

#include <any>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/metrics.hpp"
#include "adapters/store.hpp"
#include "adapters/tracing.hpp"
#include "schemas/event.hpp"

namespace tocsin::runtime {

/// An event read from the bus.
struct Arrival {
  Event event;
  TopicPartition at;
  std::int64_t offset = 0;
  Record record;  ///< as it came, for the dead-letter topic
};
/// A stored timer (TimerWrite) is due.
struct TimerDue {
  Uuid owner;
  int partition = 0;
  std::string kind = {};
};
/// Something that was asked of the outside came back, or a handler's own next step. Not durable:
/// after a restart the handler finds what is pending in the store and asks again (or reconciles).
struct Signal {
  Uuid owner;  ///< run, call or effect
  int partition = 0;
  std::string kind;
  json::value data;
  std::any input = {};  ///< of a handler with inputs of its own type: what came, with no `data`
};
/// The one door: everything that may change a state enters a shard as one of these, in order.
using ShardInput = std::variant<Arrival, MailMatch, TimerDue, Signal>;

class SpanBook;

/// Where a handler puts what one batch of inputs comes to. The shard adds positions, inbox ids and
/// dead letters.
class BatchWriter {
 public:
  virtual ~BatchWriter() = default;
  virtual Batch& Out() = 0;
  virtual TimePoint Now() const = 0;
  /// Publishes an event after the commit, on the topic of its type, keyed by its subject;
  /// `partition` is that of the input that caused it.
  virtual void Emit(int partition, Event event) = 0;
  /// The same of a record as it is.
  virtual void EmitRecord(int partition, OutgoingRecord record) = 0;
  /// Sends an arrival to the dead-letter topic with the reason, unchanged.
  virtual void DeadLetter(const Arrival& arrival, std::string_view reason,
                          std::string_view error) = 0;
  /// Says that an arrival concerned nothing here: it is counted and needs no memory of its id.
  virtual void Unmatched(const Arrival& arrival) = 0;
  /// Where spans of the batch are kept until it is stored (workers/runtime/span_book.hpp).
  virtual SpanBook& Spans() = 0;
};

/// What a handler may ask of its shard. All calls on the shard's thread, except Post and Enter,
/// which any thread may call.
class ShardServices {
 public:
  virtual ~ShardServices() = default;
  virtual int Index() const = 0;
  virtual const Clock& GetClock() const = 0;
  virtual Metrics& GetMetrics() = 0;
  /// Where spans go, to ask which traces are kept.
  virtual const Tracer& GetTracer() const { return Untraced(); }
  /// Runs `job` on the shard's thread soon.
  virtual void Post(std::function<void()> job) = 0;
  /// Puts an input into the shard's next batch; dropped when its partition is no longer ours.
  virtual void Enter(ShardInput input) = 0;
  /// Enters the input at that time, unless the partition is lost before. Not durable.
  virtual void EnterAt(TimePoint when, ShardInput input) = 0;
  virtual bool Owns(int partition) const = 0;
};

/// A job on the shard's database thread; runs while the shard waits, so it may fill the handler's
/// members.
using DatabaseJob = std::function<Status(StoreSession&)>;

/// What a role does with a batch: one instance per shard, on the shard's thread. The shard calls
/// Prepare, runs the job, calls Decide, commits, and then OnCommitted or OnRejected; after a
/// rejection it begins again with the same inputs (duplicates taken out, what was stale reloaded by
/// Prepare).
class RoleHandler {
 public:
  virtual ~RoleHandler() = default;
  /// Whether events of this type surely concern nothing here, so that their records need not even
  /// be read; `of_a_run`: they carry a run's id.
  virtual bool Ignores(std::string_view type, bool of_a_run) const = 0;
  /// Stored timers of which kinds it knows; others stay for the release that wrote them. A handler
  /// takes away a due one whose owner is gone, or it would come back for ever.
  virtual std::vector<std::string> TimerKinds() const { return {}; }
  /// What must be loaded before these inputs can be decided; nullptr when all is cached.
  virtual DatabaseJob Prepare(std::span<const ShardInput> inputs) = 0;
  /// Applies the inputs in order. Must not touch the outside. kInvalid blames one input: `culprit`
  /// is its index; it is dead-lettered and the rest decided again.
  struct Blame {
    std::size_t culprit = 0;
    Error error;
  };
  virtual tl::expected<void, Blame> Decide(std::span<const ShardInput> inputs,
                                           BatchWriter& out) = 0;
  /// An input ended the process again and again and is taken out undecided (`why` says so); a
  /// record is dead-lettered by the shard. After Prepare; writes what keeps nobody waiting for it
  /// for ever, without doing what deciding it does. OnCommitted or OnRejected follows.
  virtual Status SetAside(const ShardInput& /*input*/, std::string_view /*why*/,
                          BatchWriter& /*out*/) {
    return {};
  }
  /// The batch is stored: keep what was decided, start what it asked of the outside. Matches of the
  /// outcome enter the shard as inputs by themselves.
  virtual void OnCommitted(const Batch& batch, const CommitOutcome& outcome) = 0;
  /// Nothing was stored: forget what was decided; drop what the outcome names as stale.
  virtual void OnRejected(const CommitOutcome& outcome) = 0;
  /// Partitions are ours: `taken` has their pending effects. Timers and matches enter the shard by
  /// themselves.
  virtual void OnTaken(const std::vector<int>& partitions, const TakeOver& taken) = 0;
  /// Stored effects of partitions of ours that another shard or process committed: start those
  /// that are not known here.
  virtual void OnEffects(const std::vector<EffectRow>& /*effects*/) {}
  /// The effects that are under way or wait for their time here.
  virtual std::vector<EffectId> Effects() const { return {}; }
  /// Partitions are another's: drop every cache of them and stop what was started for them.
  virtual void OnLost(const std::vector<int>& partitions) = 0;
};

}  // namespace tocsin::runtime
