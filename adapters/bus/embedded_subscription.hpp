#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "adapters/bus/embedded_log.hpp"
#include "adapters/bus/event_descriptor.hpp"

namespace tocsin::embedded {

/// Where a partition is read.
struct Reading {
  std::int64_t next = 0;
  std::deque<Stored> loaded = {};  ///< from the database, in front of what is in memory
  bool wants_load = false;
  std::optional<std::int64_t> lost =
      std::nullopt;  ///< a position out of range; nothing is read meanwhile
};

/// The partitions of one shard.
class ShardReader final : public RecordQueue {
 public:
  ShardReader(const Log& log, const EventDescriptor& control) : log_(log), control_(control) {}

  int Descriptor() const override { return event_.Get(); }
  std::size_t Drain(std::vector<Record>& out, std::size_t limit) override;

  void Wake() const { event_.Signal(); }
  void Start(const TopicPartition& partition, std::int64_t offset);
  /// No-op for a partition that is not read here.
  void Seek(const TopicPartition& partition, std::int64_t offset);
  void Stop();
  /// Partitions that need the control thread, with their offsets.
  std::map<TopicPartition, std::int64_t> WantLoads();
  std::map<TopicPartition, std::int64_t> Lost();
  /// Unless the reading was moved meanwhile.
  void Loaded(const TopicPartition& partition, std::int64_t offset, std::vector<Stored> entries);
  void Recover(const TopicPartition& partition, std::int64_t lost, std::int64_t next);

 private:
  std::size_t Read(const TopicPartition& partition, Reading& reading, std::size_t limit,
                   std::vector<Record>& out);
  void Place(const TopicPartition& partition, Reading& reading, std::int64_t offset);

  const Log& log_;
  const EventDescriptor& control_;
  EventDescriptor event_;
  std::mutex mutex_;
  std::map<TopicPartition, Reading> readings_;
  TopicPartition last_;  ///< served last, so that the next Drain begins behind it
};

/// All partitions of its topics: a log has one process, and a group one member.
class EmbeddedSubscription final : public Subscription, private LogListener {
 public:
  EmbeddedSubscription(Log& log, const EmbeddedOptions& options, SubscriptionOptions subscription,
                       PartitionOwner& owner, std::function<void()> on_closed);
  ~EmbeddedSubscription() override;

  RecordQueue& Queue(int shard) override { return *shards_.at(static_cast<std::size_t>(shard)); }
  void Seek(const TopicPartition& partition, std::int64_t offset) override;
  void ReportProgress(
      const std::vector<std::pair<TopicPartition, std::int64_t>>& next_offsets) override;
  void Close() override;

 private:
  using Steady = std::chrono::steady_clock;
  void OnAppended(const std::set<TopicPartition>& partitions) override;
  void OnLogLost(const Error& error) override;
  void Run();
  void ServeAssignment();
  void ServeTopics();
  bool AddTopics();
  void ServeLoads();
  void ServeLost();
  void ServeProgress();
  ShardReader& ReaderOf(const TopicPartition& partition);

  Log& log_;
  const SubscriptionOptions options_;
  PartitionOwner& owner_;
  const std::function<void()> on_closed_;
  std::vector<TopicPartition> partitions_;
  std::set<std::string> seen_;  ///< topics that were looked at
  Database database_;           ///< of the control thread
  EventDescriptor control_;
  std::vector<std::unique_ptr<ShardReader>> shards_;
  bool assigned_ = false;
  bool fatal_ = false;
  Steady::time_point assign_at_ = {};
  Steady::time_point load_at_ = {};
  Steady::time_point save_at_ = {};
  Steady::time_point seen_at_ = {};
  Offsets saved_;
  std::set<std::pair<TopicPartition, std::int64_t>> reported_;  ///< positions beyond the end
  LogGate log_gate_;
  std::mutex mutex_;  ///< of the two below
  Offsets progress_;
  std::optional<Error> log_lost_;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace tocsin::embedded
