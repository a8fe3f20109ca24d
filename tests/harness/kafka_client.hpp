#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::harness {

/// A thin shell over librdkafka for measuring: no groups, no rebalances, fails by ending the
/// program.
class KafkaClient {
 public:
  enum class Kind { kProducer, kConsumer };
  KafkaClient(Kind kind, const std::string& brokers);
  ~KafkaClient();
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  void CreateTopic(const std::string& topic, int partitions);
  /// Deletes what is there of them; does not wait for the end.
  void DeleteTopics(const std::vector<std::string>& topics);
  /// Reads all partitions from their present end (`from_end`) or beginning.
  void Assign(const std::string& topic, int partitions, bool from_end);
  /// How many records the topic holds just now.
  std::int64_t RecordsIn(const std::string& topic, int partitions);
  /// Calls `each` for at most `limit` records; waits at most `wait_ms` for the first.
  std::size_t Consume(std::size_t limit, int wait_ms,
                      const std::function<void(const rd_kafka_message_t&)>& each);
  void Produce(const std::string& topic, const std::string& key, const std::string& value,
               const std::vector<std::pair<std::string, std::string>>& headers = {});
  struct Raw {
    std::string topic;
    std::optional<std::string> key = {};    ///< absent: a null key
    std::optional<std::string> value = {};  ///< absent: a null value
    int partition = -1;                     ///< -1: by the key
    std::vector<std::pair<std::string, std::string>> headers = {};
  };
  /// A record as odd as it may be.
  void Produce(const Raw& record);
  void Poll() { rd_kafka_poll(handle_, 0); }
  /// Waits until everything is written: as long as a stopped broker may take to come back.
  void Flush();

 private:
  /// The offset at `edge` (RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END).
  std::int64_t Edge(const std::string& topic, int partition, std::int64_t edge);
  rd_kafka_t* handle_ = nullptr;
  rd_kafka_queue_t* queue_ = nullptr;
};

std::string HeaderOf(const rd_kafka_message_t& message, const char* name);
std::int64_t TimestampOf(const rd_kafka_message_t& message);

}  // namespace tocsin::harness
