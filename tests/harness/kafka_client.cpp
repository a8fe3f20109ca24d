#include "tests/harness/kafka_client.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace tocsin::harness {
namespace {

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "harness: %s\n", what.c_str());
  std::exit(3);
}

void Set(rd_kafka_conf_t* conf, const char* name, const char* value) {
  char error[256];
  if (rd_kafka_conf_set(conf, name, value, error, sizeof error) != RD_KAFKA_CONF_OK) Die(error);
}

}  // namespace

KafkaClient::KafkaClient(Kind kind, const std::string& brokers) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  Set(conf, "bootstrap.servers", brokers.c_str());
  Set(conf, "reconnect.backoff.max.ms", "500");  // a broker that restarts is met again at once
  if (kind == Kind::kProducer) {
    // Not idempotent: such a producer of librdkafka 2.0.2 can lose the first record of a new topic
    // (docs/adr/0009), and a test must not blame the worker for it. One request at a time keeps the
    // order, and a repeat has the same ce_id.
    Set(conf, "acks", "all");
    Set(conf, "max.in.flight.requests.per.connection", "1");
    Set(conf, "message.timeout.ms", "0");
    Set(conf, "linger.ms", "0");
    Set(conf, "partitioner", "murmur2_random");
    Set(conf, "queue.buffering.max.messages", "2000000");
  } else {
    Set(conf, "group.id", "tocsin-harness");
    Set(conf, "enable.auto.commit", "false");
    Set(conf, "queued.min.messages", "1000000");
    Set(conf, "fetch.wait.max.ms", "10");
  }
  char error[256];
  handle_ = rd_kafka_new(kind == Kind::kProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf,
                         error, sizeof error);
  if (handle_ == nullptr) Die(error);
  if (kind == Kind::kConsumer) {
    rd_kafka_poll_set_consumer(handle_);
    queue_ = rd_kafka_queue_get_consumer(handle_);
  }
}

KafkaClient::~KafkaClient() {
  if (queue_ != nullptr) {
    rd_kafka_consumer_close(handle_);
    rd_kafka_queue_destroy(queue_);
  }
  rd_kafka_destroy(handle_);
}

void KafkaClient::CreateTopic(const std::string& topic, int partitions) {
  char error[256];
  rd_kafka_NewTopic_t* fresh =
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, error, sizeof error);
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle_);
  rd_kafka_CreateTopics(handle_, &fresh, 1, nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 15'000);
  if (event == nullptr || rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    Die("creating " + topic + ": the broker does not answer");
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(fresh);
}

void KafkaClient::DeleteTopics(const std::vector<std::string>& topics) {
  std::vector<rd_kafka_DeleteTopic_t*> list;
  for (const auto& topic : topics) list.push_back(rd_kafka_DeleteTopic_new(topic.c_str()));
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle_);
  rd_kafka_DeleteTopics(handle_, list.data(), list.size(), nullptr, queue);
  if (rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 10'000)) rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  for (auto* topic : list) rd_kafka_DeleteTopic_destroy(topic);
}

void KafkaClient::Assign(const std::string& topic, int partitions, bool from_end) {
  rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(partitions);
  for (int p = 0; p < partitions; ++p)
    rd_kafka_topic_partition_list_add(list, topic.c_str(), p)->offset =
        Edge(topic, p, from_end ? RD_KAFKA_OFFSET_END : RD_KAFKA_OFFSET_BEGINNING);
  if (rd_kafka_assign(handle_, list) != RD_KAFKA_RESP_ERR_NO_ERROR) Die("assigning " + topic);
  rd_kafka_topic_partition_list_destroy(list);
}

std::int64_t KafkaClient::RecordsIn(const std::string& topic, int partitions) {
  std::int64_t records = 0;
  for (int p = 0; p < partitions; ++p)
    records += Edge(topic, p, RD_KAFKA_OFFSET_END) - Edge(topic, p, RD_KAFKA_OFFSET_BEGINNING);
  return records;
}

std::int64_t KafkaClient::Edge(const std::string& topic, int partition, std::int64_t edge) {
  // A topic that was made just now may have no leader yet.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = edge;
    auto error = rd_kafka_offsets_for_times(handle_, list, 15'000);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = list->elems[0].err;
    const std::int64_t offset = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && offset >= 0) return offset;
    if (std::chrono::steady_clock::now() > deadline)
      Die("reading offsets of " + topic + ": " + rd_kafka_err2str(error));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

std::size_t KafkaClient::Consume(std::size_t limit, int wait_ms,
                                 const std::function<void(const rd_kafka_message_t&)>& each) {
  std::vector<rd_kafka_message_t*> messages(limit);
  auto got = rd_kafka_consume_batch_queue(queue_, 0, messages.data(), limit);
  if (got == 0 && wait_ms > 0)
    got = rd_kafka_consume_batch_queue(queue_, wait_ms, messages.data(), 1);
  std::size_t good = 0;
  for (ssize_t i = 0; i < got; ++i) {
    rd_kafka_message_t* message = messages[static_cast<std::size_t>(i)];
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      each(*message);
      ++good;
    }
    rd_kafka_message_destroy(message);
  }
  return good;
}

void KafkaClient::Produce(const std::string& topic, const std::string& key,
                          const std::string& value,
                          const std::vector<std::pair<std::string, std::string>>& headers) {
  Produce(Raw{topic, key, value, RD_KAFKA_PARTITION_UA, headers});
}

void KafkaClient::Produce(const Raw& record) {
  rd_kafka_headers_t* list = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, text] : record.headers)
    rd_kafka_header_add(list, name.c_str(), static_cast<ssize_t>(name.size()), text.data(),
                        static_cast<ssize_t>(text.size()));
  const auto data = [](const std::optional<std::string>& text) {
    return text ? const_cast<char*>(text->data()) : nullptr;
  };
  const auto size = [](const std::optional<std::string>& text) { return text ? text->size() : 0; };
  for (;;) {
    const auto error = rd_kafka_producev(handle_, RD_KAFKA_V_TOPIC(record.topic.c_str()),
                                         RD_KAFKA_V_PARTITION(record.partition),
                                         RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                         RD_KAFKA_V_KEY(data(record.key), size(record.key)),
                                         RD_KAFKA_V_VALUE(data(record.value), size(record.value)),
                                         RD_KAFKA_V_HEADERS(list), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL)
      Die("producing: " + std::string(rd_kafka_err2str(error)));
    rd_kafka_poll(handle_, 10);
  }
}

void KafkaClient::Flush() {
  constexpr int kMostMs = 600'000;
  if (rd_kafka_flush(handle_, kMostMs) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::fprintf(stderr, "%d records could not be written\n", rd_kafka_outq_len(handle_));
}

std::string HeaderOf(const rd_kafka_message_t& message, const char* name) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return {};
  return {static_cast<const char*>(value), size};
}

std::int64_t TimestampOf(const rd_kafka_message_t& message) {
  return rd_kafka_message_timestamp(&message, nullptr);
}

}  // namespace tocsin::harness
