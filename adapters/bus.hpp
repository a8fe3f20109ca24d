#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

struct TopicPartition {
  std::string topic;  ///< full name, with prefix
  int partition = 0;
  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

/// An offset for each of some partitions.
using PartitionOffsets = std::vector<std::pair<TopicPartition, std::int64_t>>;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A record read from the bus.
struct Record {
  TopicPartition at;
  std::int64_t offset = 0;
  std::optional<std::string> key;    ///< absent: null key
  std::optional<std::string> value;  ///< absent: null value (tombstone)
  Headers headers;
  TimePoint timestamp;
};

/// A record to be written.
struct OutgoingRecord {
  std::string topic;
  std::optional<std::string> key;  ///< decides the partition (murmur2_random)
  std::optional<std::string> value;
  Headers headers;
};

/// The bus keeps it until its DeliveryCallback has returned.
using SharedRecord = std::shared_ptr<const OutgoingRecord>;

/// Called once for each record, on a thread of the bus: where it lies now (offset -1: written, but
/// the broker's answer with the offset was lost), or why it cannot be written (a record too large,
/// or the bus is closing; a broker that is away is waited for). Must not block.
using DeliveryCallback = std::function<void(Result<std::pair<TopicPartition, std::int64_t>>)>;

inline constexpr std::size_t kMostUnacknowledged = 100'000;
inline constexpr std::size_t kMostUnacknowledgedBytes = std::size_t{256} << 20;

/// Key, value and headers together.
std::size_t SizeOf(const OutgoingRecord& record);
std::size_t SizeOf(const Record& record);

/// Writes records in the order of the calls per partition, acknowledged by all replicas, never
/// reordered and never doubled by retries of its own. Thread-safe.
class Producer {
 public:
  virtual ~Producer() = default;
  /// `record` is not copied where it need not be: whoever has it may keep it for a refusal.
  virtual void Produce(SharedRecord record, DeliveryCallback delivered) = 0;
  void Produce(OutgoingRecord record, DeliveryCallback delivered) {
    Produce(std::make_shared<const OutgoingRecord>(std::move(record)), std::move(delivered));
  }
  /// Records handed over and not yet acknowledged.
  virtual std::size_t InFlight() const = 0;
  /// So much is not acknowledged (kMostUnacknowledged, kMostUnacknowledgedBytes) that nothing new
  /// should be begun. Produce takes records all the same.
  virtual bool Full() const = 0;
  /// Waits until all is acknowledged, or kTimeout.
  virtual Status Flush(Duration timeout) = 0;
};

/// The records of the partitions that belong to one shard. Used from that shard's thread only.
class RecordQueue {
 public:
  virtual ~RecordQueue() = default;
  /// An eventfd, readable when records may have come; owned by the queue. Reset by Drain.
  virtual int Descriptor() const = 0;
  /// Appends at most `limit` waiting records without blocking; 0 means empty. Records of a
  /// partition come in order of offset; after a revoke a few may still come of a partition no
  /// longer owned: drop them by owner and offset.
  virtual std::size_t Drain(std::vector<Record>& out, std::size_t limit) = 0;
};

/// Whoever handles the partitions of a subscription (workers/runtime). Calls come on the bus's
/// control thread, one at a time; they may block for some seconds (heartbeats go on).
class PartitionOwner {
 public:
  /// No position yet: start at the first record that the log still has.
  static constexpr std::int64_t kBeginning = -1;

  virtual ~PartitionOwner() = default;
  /// Partitions are ours from now on. Gives the next offset to read for each, in the same order.
  virtual Result<std::vector<std::int64_t>> OnAssigned(
      const std::vector<TopicPartition>& partitions) = 0;
  /// Partitions will belong to another: finish or drop what is in hand. (Kept partitions are
  /// revoked and assigned again at every rebalance.)
  virtual void OnRevoked(const std::vector<TopicPartition>& partitions) = 0;
  /// The log begins above, or ends below, the position: records were lost to retention (`reachable`
  /// > position: the bus goes on from there, the owner reports the gap) or this is another broker
  /// (`reachable` < position: nothing more is read unless the owner seeks; it ends the process).
  virtual void OnPositionOutOfRange(const TopicPartition& partition, std::int64_t position,
                                    std::int64_t reachable) = 0;
  /// The subscription can never work again (a second process with this instance id, authorisation):
  /// end the process.
  virtual void OnFatal(const Error& error) = 0;
};

struct SubscriptionOptions {
  std::string group;
  /// Static membership; the same after a restart on this machine. The group gives a known member
  /// what it had before, whatever it asks for now: the bus sees to it that another subscription is
  /// another member.
  std::string instance_id;
  std::vector<std::string> topics;
  int shards = 1;
  /// Whether a topic is read besides, from its beginning, as soon as it is there: asked of every
  /// topic of the log, on threads of the bus. It goes by the name alone. May be empty.
  std::function<bool(const std::string& topic)> also = {};
};

/// A consumer group's member. Partition p of any topic feeds queue p % shards.
class Subscription {
 public:
  virtual ~Subscription() = default;
  virtual RecordQueue& Queue(int shard) = 0;
  /// Reads on from `offset`; drops what was prefetched. Any thread; for a partition not ours a
  /// no-op.
  virtual void Seek(const TopicPartition& partition, std::int64_t offset) = 0;
  /// Tells the group how far we are, for lag monitors only. Any thread; sent at most once a second.
  virtual void ReportProgress(const PartitionOffsets& next_offsets) = 0;
  /// Leaves orderly: OnRevoked is called, then nothing more. The shards must have stopped draining
  /// their queues.
  virtual void Close() = 0;
};

struct TopicSpec {
  std::string name;
  int partitions = 12;
  bool grow = false;  ///< partitions are added where it has fewer (Kafka only)
};

/// Reads a log outside of any group.
class LogReader {
 public:
  virtual ~LogReader() = default;
  /// Records of one partition from `offset` to its present end (at most `limit`); where older ones
  /// are gone, from the first that is there. kTimeout keeps nothing.
  virtual Result<std::vector<Record>> ReadTail(const TopicPartition& partition, std::int64_t offset,
                                               std::size_t limit, Duration timeout) = 0;
};

/// A message bus: Kafka, or the durable log in PostgreSQL. Thread-safe.
class Bus : public LogReader {
 public:
  /// Identity of the log (Kafka's cluster id): positions of another log must not be used here.
  virtual Result<std::string> Id(Duration timeout) = 0;
  /// Creates those that are missing; returns the partition count of each as it is.
  virtual Result<std::vector<TopicSpec>> EnsureTopics(const std::vector<TopicSpec>& topics,
                                                      Duration timeout) = 0;
  /// `owner` must outlive the subscription.
  virtual Result<std::unique_ptr<Subscription>> Subscribe(SubscriptionOptions options,
                                                          PartitionOwner& owner) = 0;
  virtual Producer& GetProducer() = 0;
  /// How many partitions a topic has; kNotFound: there is none of this name.
  virtual Result<int> PartitionsOf(const std::string& topic, Duration timeout) = 0;
  /// The offset that the next record of each partition will get, in the same order. One request for
  /// all of them.
  virtual Result<std::vector<std::int64_t>> EndOffsets(
      const std::vector<TopicPartition>& partitions, Duration timeout) = 0;
  /// kTransient with the reason while the bus cannot be reached.
  virtual Status Health() = 0;
  /// For the ready line: "kafka://host:port" or "embedded".
  virtual std::string Describe() const = 0;
};

}  // namespace tocsin
