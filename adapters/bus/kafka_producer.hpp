#pragma once

#include <atomic>
#include <condition_variable>
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
class KafkaProducer final : public Producer, private ClientEvents {
 public:
  static Result<std::unique_ptr<KafkaProducer>> Start(Properties properties, BrokerWatch& watch);
  /// Gives what is left kCancelled.
  ~KafkaProducer() override;

  void Produce(OutgoingRecord record, DeliveryCallback delivered) override;
  std::size_t InFlight() const override { return in_flight_; }
  Status Flush(Duration timeout) override;

  /// Has a producer id, so that the first record need not wait for one.
  bool Warm() const { return warm_; }
  /// Asks who leads the topic's partitions, for the same reason; does not wait.
  void WarmUp(const std::string& topic);

 private:
  struct Entry {
    OutgoingRecord record;
    DeliveryCallback delivered;
    std::list<Entry>::iterator self;
  };
  using Entries = std::list<Entry>;
  struct Refusal {
    Entries entry;
    Error error;
  };

  KafkaProducer(Properties properties, BrokerWatch& watch)
      : properties_(std::move(properties)), watch_(watch) {}
  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override;
  void OnDelivered(const rd_kafka_message_t& message) override;
  void OnLog(std::string_view facility, std::string_view text) override;
  void Run();
  void AskForLeaders();
  void HandOver();
  rd_kafka_resp_err_t Send(Entry& entry);
  void DeliverRefusals();
  void Finish(Entries& entry, Result<std::pair<TopicPartition, std::int64_t>> outcome);
  void Recreate();

  const Properties properties_;
  BrokerWatch& watch_;
  mutable std::mutex mutex_;
  std::condition_variable acknowledged_;
  Entries entries_;                            ///< not acknowledged, in the order of the calls
  Entries::iterator unsent_ = entries_.end();  ///< from here on librdkafka does not have them
  std::vector<Refusal> refusals_;
  std::map<std::string, Topic> topics_;  ///< kept, so that their leaders stay known
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<bool> warm_{false};
  std::atomic<bool> broken_{false};
  std::atomic<bool> closing_{false};
  LogGate broken_log_;
  Client client_;
  std::thread thread_;
};

}  // namespace tocsin::kafka
