#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "adapters/bus/kafka_queue.hpp"
#include "adapters/bus/kafka_watch.hpp"
#include "adapters/bus/log_gate.hpp"

namespace tocsin::kafka {

/// A consumer group's member. A control thread serves rebalances, seeks, lost positions and
/// progress; shards read their queues themselves.
class KafkaSubscription final : public Subscription, private ClientEvents, private TroubleListener {
 public:
  static Result<std::unique_ptr<KafkaSubscription>> Start(const Properties& properties,
                                                          SubscriptionOptions options,
                                                          PartitionOwner& owner,
                                                          BrokerWatch& watch);
  ~KafkaSubscription() override;

  RecordQueue& Queue(int shard) override { return *queues_.at(static_cast<std::size_t>(shard)); }
  void Seek(const TopicPartition& partition, std::int64_t offset) override;
  void ReportProgress(
      const std::vector<std::pair<TopicPartition, std::int64_t>>& next_offsets) override;
  void Close() override;

 private:
  using Steady = std::chrono::steady_clock;
  struct LostPosition {
    Trouble trouble;
    Steady::time_point try_at;
  };

  KafkaSubscription(Properties properties, SubscriptionOptions options, PartitionOwner& owner,
                    BrokerWatch& watch);
  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override;
  void OnRebalance(rd_kafka_resp_err_t code,
                   const rd_kafka_topic_partition_list_t& partitions) override;
  void OnTrouble(Trouble trouble) override;
  Status Join();
  Status Subscribe();
  void DropClient();
  void Rejoin();
  void Run();
  void PollMainQueue();
  void HandleMessage(const rd_kafka_message_t& message);
  void ServeAssignment();
  void StartReading(const std::vector<std::int64_t>& offsets);
  void Disown();
  void ServeSeeks();
  bool SeekInPlace(ShardQueue::Hold& hold, const std::map<TopicPartition, std::int64_t>& seeks);
  void AssignAgain(const std::map<TopicPartition, std::int64_t>& moved);
  void ServeRestarts();
  void Assign(std::vector<ShardQueue::Hold>& holds,
              const std::map<TopicPartition, std::int64_t>& readings);
  void Forward(std::vector<ShardQueue::Hold>& holds, const TopicPartition& partition);
  static PartitionList ToList(const std::map<TopicPartition, std::int64_t>& readings);
  void ServeTroubles();
  void ServeLostPositions();
  bool ServeLostPosition(const Trouble& trouble);
  void ServeProgress();
  void ServeTopics();
  void ReportFatal(Error error);
  void Leave();
  std::vector<ShardQueue::Hold> HoldAll();
  std::size_t ShardOf(const TopicPartition& partition) const;

  const Properties properties_;
  const SubscriptionOptions options_;
  PartitionOwner& owner_;
  BrokerWatch& watch_;
  Client client_;
  kafka::Queue main_queue_;
  EventDescriptor wake_;
  std::vector<std::unique_ptr<ShardQueue>> queues_;

  // Of the control thread alone.
  std::vector<std::string> topics_;  ///< those of the options, and what `also` took since
  Steady::time_point list_at_{};
  std::vector<TopicPartition> assigned_;
  std::optional<std::vector<TopicPartition>> to_assign_;
  Steady::time_point assign_at_;
  std::vector<LostPosition> lost_;
  std::map<TopicPartition, std::int64_t> restarting_;  ///< assigned again, queue not given back yet
  std::map<TopicPartition, std::int64_t> committed_;
  Steady::time_point commit_at_;
  bool fatal_ = false;
  bool fenced_ = false;             ///< by another member with our instance id: to be joined again
  Steady::time_point fenced_at_{};  ///< the last time
  LogGate trouble_log_;
  LogGate assign_log_;

  std::mutex mutex_;  ///< of the two below
  std::vector<Trouble> troubles_;
  std::map<TopicPartition, std::int64_t> progress_;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace tocsin::kafka
