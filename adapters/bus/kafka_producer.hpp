#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus/kafka_client.hpp"
#include "adapters/bus/kafka_watch.hpp"
#include "adapters/bus/log_gate.hpp"

namespace tocsin::kafka {

/// The idempotent producer. Keeps every record until it is acknowledged: what librdkafka's queue
/// has no room for waits here in order, and after a fatal error a new client gets all that was not
/// acknowledged, in the order of the calls.
///
/// A broker takes any first sequence number from a producer that it does not remember for a
/// partition. Were two requests under way and the first refused for a moment (a new topic's
/// leader), it would take the second, and librdkafka would count both as written. So the first
/// record for a partition goes alone.
class KafkaProducer final : public Producer, private ClientEvents {
 public:
  static Result<std::unique_ptr<KafkaProducer>> Start(Properties properties, BrokerWatch& watch);
  /// Gives what is left kCancelled.
  ~KafkaProducer() override;

  using Producer::Produce;
  void Produce(SharedRecord record, DeliveryCallback delivered) override;
  std::size_t InFlight() const override { return in_flight_; }
  bool Full() const override {
    return in_flight_ > kMostUnacknowledged || in_flight_bytes_ > kMostUnacknowledgedBytes;
  }
  Status Flush(Duration timeout) override;

  /// Has a producer id, so that the first record need not wait for one.
  bool Warm() const;
  /// Tells how many partitions a topic has; asks for their leaders, for the same reason, and does
  /// not wait.
  void Know(const TopicSpec& topic);

 private:
  using Steady = std::chrono::steady_clock;
  struct Lane;
  struct Entry {
    SharedRecord record;
    DeliveryCallback delivered;
    Lane* lane = nullptr;
    std::int32_t partition =
        RD_KAFKA_PARTITION_UA;  ///< chosen here for a null key, else by the partitioner
    std::list<Entry>::iterator self = {};
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;
  /// The way to one partition; to a whole topic (partition -1) whose partitions are not known yet.
  struct Lane {
    std::deque<Entry*> waiting = {};  ///< not handed to librdkafka yet
    std::size_t sent = 0;
    bool contacted = false;
    Steady::time_point acknowledged_at = {};
  };
  /// A partition by its name, so that finding its lane copies nothing.
  using Place = std::pair<std::string_view, std::int32_t>;
  struct InOrder {
    using is_transparent = void;
    static Place Of(const TopicPartition& at) { return {at.topic, at.partition}; }
    static Place Of(const Place& place) { return place; }
    bool operator()(const auto& a, const auto& b) const { return Of(a) < Of(b); }
  };
  struct Refusal {
    Entries entry;
    Error error;
  };
  /// What the broker said to a record.
  struct Report {
    Entry* entry;
    rd_kafka_resp_err_t code;
    std::int32_t partition;
    std::int64_t offset;
  };

  KafkaProducer(Properties properties, BrokerWatch& watch)
      : properties_(std::move(properties)), watch_(watch) {}
  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override;
  void OnDelivered(const rd_kafka_message_t& message) override;
  void OnLog(std::string_view facility, std::string_view text) override;
  void Run();
  void Poll(rd_kafka_t* client, Duration wait);
  Entries Settle(std::vector<Report>& reports);
  void ChooseLane(Entry& entry);
  void HandOver(Lane& lane);
  void HandOverAll();
  rd_kafka_resp_err_t Send(Entry& entry);
  Lane& LaneOf(std::string_view topic, std::int32_t partition);
  void AskForLeaders();
  void LearnTopics();
  void DeliverRefusals();
  void Finish(Entries& entry, Result<std::pair<TopicPartition, std::int64_t>> outcome);
  void Recreate();

  const Properties properties_;
  BrokerWatch& watch_;
  mutable std::mutex mutex_;
  std::condition_variable acknowledged_;
  Entries entries_;  ///< not acknowledged, in the order of the calls
  std::map<TopicPartition, Lane, InOrder> lanes_;
  std::map<std::string, int> partitions_;  ///< 0: not known
  std::map<std::string, Topic> topics_;    ///< kept, so that their leaders stay known
  std::uint32_t next_partition_ = 0;
  std::vector<Refusal> refusals_;
  std::vector<Report> reports_;        ///< of the poll under way
  std::vector<rd_kafka_vu_t> fields_;  ///< of the record that is handed over, under the mutex
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<std::size_t> in_flight_bytes_{0};
  std::atomic<bool> warm_{false};
  std::atomic<bool> broken_{false};
  std::atomic<bool> closing_{false};
  std::atomic<Steady::time_point> made_at_ = Steady::now();
  Steady::time_point learn_at_ = {};
  LogGate broken_log_;
  Client client_;
  std::thread thread_;
};

}  // namespace tocsin::kafka
