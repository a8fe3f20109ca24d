#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {

struct RoleOptions {
  std::string role;         ///< "workflow", "voice", "bridge"
  std::string group;        ///< consumer group
  std::string instance_id;  ///< static membership
  std::vector<std::string> topics;
  std::string prefix = "tocsin";
  std::string bus_id;
  int shards = 2;
  int partitions = 12;
  std::string home = {};  ///< ShardOptions::home
  Duration sweep = std::chrono::seconds(5);
  std::shared_ptr<DecisionGate> gate = {};  ///< of all roles of the process; absent: its own
  std::vector<InboundRule> inbound = {};
  /// Topics that are read besides, as soon as they are there (SubscriptionOptions::also).
  std::function<bool(const std::string& topic)> also = {};
  SchemaRegistry* schemas = nullptr;  ///< for rules of other formats than JSON
  Tracer* tracer = nullptr;           ///< where spans go; nullptr: nowhere
};

/// One of the three workers inside this process: its shards, its membership in the group, its
/// handlers. Construct, Start, Stop; everything given outlives it.
class Role final : public PartitionOwner, public Courier {
 public:
  using MakeHandler = std::function<std::unique_ptr<RoleHandler>(ShardServices&)>;
  /// Called once, on a bus thread, when this role can never work again: the process should end.
  using Fatal = std::function<void(const Error&)>;

  Role(RoleOptions options, Store& store, Bus& bus, ExpressionEngine& engine, const Clock& clock,
       Metrics& metrics, const MakeHandler& make_handler, Fatal fatal);
  ~Role() override;

  Status Start();
  /// Finishes the batches in hand, publishes what they committed (at most `timeout`), leaves the
  /// group.
  void Stop(Duration timeout);
  /// kTransient until the group has said for the first time which partitions are ours (perhaps
  /// none: other processes have them all) and they are read.
  Status CheckJoined() const;
  /// The shard that owns a partition.
  Shard& ShardOf(int partition) {
    return *shards_[static_cast<std::size_t>(partition) % shards_.size()];
  }
  /// Shard::SweepSoon of all shards.
  void SweepSoon() {
    for (auto& shard : shards_) shard->SweepSoon();
  }
  /// Sets tocsin_bus_lag_records by topic. Asks shards and bus, and may wait some seconds for
  /// them; not while the role starts or stops.
  void TellOfLag();
  /// kTransient with the reason when a shard has not come round for `limit`.
  Status CheckShards(Duration limit) const;
  /// To be called again and again, by one thread: kInternal when a shard's thread has stood still
  /// for the last `looks` calls. A busy shard or one that waits for the database does not; what
  /// stands still is a fault, and keeps its partitions from everybody else for as long as this
  /// process lives. (Looks instead of time: a process that was stopped is not at fault.)
  Status CheckAlive(int looks);

  Result<std::vector<std::int64_t>> OnAssigned(
      const std::vector<TopicPartition>& partitions) override;
  void OnRevoked(const std::vector<TopicPartition>& partitions) override;
  void OnPositionOutOfRange(const TopicPartition& partition, std::int64_t position,
                            std::int64_t reachable) override;
  void OnFatal(const Error& error) override;

  OutgoingRecord ToRecord(const Event& event) const override;
  void Prepare(Batch& batch) override;
  void Publish(const Batch& batch, const CommitOutcome& outcome) override;
  Tracer& GetTracer() const override {
    return options_.tracer == nullptr ? Untraced() : *options_.tracer;
  }

 private:
  void TellOfGrowth(const std::vector<TopicPartition>& partitions);

  RoleOptions options_;
  Bus& bus_;
  Metrics& metrics_;
  Fatal fatal_;
  const Uuid holder_ = RandomUuid();  ///< of this life
  std::shared_ptr<OutputEnds> ends_;  ///< with the records under way
  std::vector<std::unique_ptr<Shard>> shards_;
  struct Pulse {
    std::uint64_t beats = 0;
    int still = 0;  ///< looks without a beat
  };
  std::vector<Pulse> pulses_;  ///< of the shards, of CheckAlive's thread
  std::unique_ptr<Subscription> subscription_;
  std::atomic<bool> joined_ = false;
  std::set<std::string> grown_;     ///< topics of ours that have been told of
  std::set<std::string> lag_told_;  ///< topics, of TellOfLag's thread
  bool stopped_ = false;
};

}  // namespace tocsin::runtime
