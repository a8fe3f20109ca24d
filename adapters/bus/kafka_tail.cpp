#include "adapters/bus/kafka_tail.hpp"

#include <algorithm>
#include <array>

#include "adapters/bus/kafka_topics.hpp"

namespace tocsin::kafka {
namespace {

using Steady = std::chrono::steady_clock;

Duration Left(Steady::time_point deadline) {
  return std::chrono::duration_cast<Duration>(deadline - Steady::now());
}

}  // namespace

TailReader::TailReader(const Properties& properties, BrokerWatch& watch)
    : properties_(properties), watch_(watch) {
  properties_.try_emplace("fetch.wait.max.ms", "10");
  properties_.try_emplace("isolation.level", "read_committed");
  properties_["enable.partition.eof"] = "true";
  properties_["auto.offset.reset"] = "error";
}

Result<std::vector<Record>> TailReader::Read(const TopicPartition& partition, std::int64_t offset,
                                             std::size_t limit, Duration timeout) {
  const auto deadline = Steady::now() + timeout;
  const std::lock_guard lock(mutex_);
  if (!client_) {
    TRY_ASSIGN(client_, MakeClient(RD_KAFKA_CONSUMER, properties_, *this));
  }
  rd_kafka_poll(client_.get(), 0);
  TRY_ASSIGN(const auto range, AskRange(client_.get(), partition, timeout));
  const std::int64_t start = std::max(offset, range.first);
  if (start >= range.second || limit == 0) return std::vector<Record>{};
  const Topic topic(rd_kafka_topic_new(client_.get(), partition.topic.c_str(), nullptr));
  const Queue queue(rd_kafka_queue_new(client_.get()));
  if (rd_kafka_consume_start_queue(topic.get(), partition.partition, start, queue.get()) != 0)
    return Fail(ToError(rd_kafka_last_error(), "reading the tail of " + partition.topic));
  auto records = ReadUntil(queue.get(), range.second, limit, deadline);
  rd_kafka_consume_stop(topic.get(), partition.partition);
  return records;
}

Result<std::vector<Record>> TailReader::ReadUntil(rd_kafka_queue_t* queue, std::int64_t end_offset,
                                                  std::size_t limit, Steady::time_point deadline) {
  std::vector<Record> records;
  std::array<rd_kafka_message_t*, 500> messages{};
  bool at_end = false;
  while (!at_end && records.size() < limit) {
    const Duration left = Left(deadline);
    if (left.count() <= 0)
      return Fail(ErrorKind::kTimeout,
                  "reading the tail of a partition: " + std::to_string(records.size()) +
                      " records came in time",
                  "bus.kafka");
    const auto count = rd_kafka_consume_batch_queue(
        queue, Milliseconds(std::min(left, Duration(20))), messages.data(), messages.size());
    std::optional<Error> error;
    for (ssize_t i = 0; i < count; ++i) {
      const Message message(messages[static_cast<std::size_t>(i)]);
      if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        at_end = true;
      } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        error = ToError(message->err, "reading the tail of a partition");
      } else if (message->offset < end_offset && records.size() < limit) {
        records.push_back(ToRecord(*message));
        at_end = at_end || message->offset + 1 >= end_offset;
      }
    }
    if (error) return Fail(std::move(*error));
  }
  return records;
}

}  // namespace tocsin::kafka
