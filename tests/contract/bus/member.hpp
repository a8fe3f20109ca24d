#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus.hpp"

namespace tocsin::test {

/// The positions as the store keeps them: memory and fence of all members, and what was handled
/// under them.
class Ledger {
 public:
  enum class Verdict { kHandled, kRepeated, kGap };
  std::int64_t Next(const TopicPartition& partition);
  void Set(const TopicPartition& partition, std::int64_t next);
  /// Handles the record if its partition stands at its offset.
  Verdict Handle(const Record& record);
  std::vector<Record> Records();
  std::size_t Size();
  int Repeats() const { return repeats_; }
  int Gaps() const { return gaps_; }

 private:
  std::mutex mutex_;
  std::map<TopicPartition, std::int64_t> next_;
  std::vector<Record> records_;
  std::atomic<int> repeats_{0};
  std::atomic<int> gaps_{0};
};

struct OutOfRange {
  TopicPartition partition;
  std::int64_t position;
  std::int64_t reachable;
};

/// A process of a group: one thread for each shard, which waits on the queue's descriptor and
/// handles what it drains.
class Member final : public PartitionOwner {
 public:
  struct Options {
    std::string group;
    std::string instance;
    std::vector<std::string> topics;
    int shards = 1;
    std::size_t limit = 500;
    int failing_assignments = 0;  ///< how often OnAssigned fails before it answers
    std::function<bool(const std::string&)> also = {};  ///< SubscriptionOptions::also
  };
  Member(Bus& bus, Ledger& ledger, Options options);
  ~Member() override;

  Subscription& Get() { return *subscription_; }
  std::vector<TopicPartition> Owned();
  /// Shards that gave a record of a partition that is not theirs.
  int Strays() const { return strays_; }
  int Assignments() const { return assignments_; }
  std::vector<OutOfRange> Lost();
  std::vector<Error> Fatal();
  /// Runs `change` while no shard drains or handles, as the runtime seeks on a shard's thread.
  void BetweenBatches(const std::function<void()>& change);
  /// Orderly end; also done by the destructor.
  void Stop();

  Result<std::vector<std::int64_t>> OnAssigned(
      const std::vector<TopicPartition>& partitions) override;
  void OnRevoked(const std::vector<TopicPartition>& partitions) override;
  void OnPositionOutOfRange(const TopicPartition& partition, std::int64_t position,
                            std::int64_t reachable) override;
  void OnFatal(const Error& error) override;

 private:
  void RunShard(int shard);

  Ledger& ledger_;
  const Options options_;
  std::mutex mutex_;
  std::vector<TopicPartition> owned_;
  std::vector<OutOfRange> lost_;
  std::vector<Error> fatal_;
  std::mutex handling_;  ///< held while a batch is handled, so that a revoke waits for it
  std::atomic<int> strays_{0};
  std::atomic<int> assignments_{0};
  std::atomic<int> failing_{0};
  std::atomic<bool> stopping_{false};
  std::unique_ptr<Subscription> subscription_;
  std::vector<std::thread> shards_;
};

}  // namespace tocsin::test
