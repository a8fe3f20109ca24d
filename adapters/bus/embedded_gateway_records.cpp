// Records between the log and the gateway.

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "adapters/bus/embedded_gateway.hpp"

namespace tocsin::embedded {
namespace {

constexpr char kMark[] = "tocsin-mirror";
constexpr std::size_t kMostInFlight = 10'000;
constexpr std::size_t kMirrorAtOnce = 500;
constexpr Duration kLookEvery{10'000};
constexpr Duration kLookEveryIfWanted{2'000};
constexpr Duration kLookTimeout{500};

}  // namespace

/// Names the place too, so that a client that copies headers along with a record to another topic
/// is still heard.
std::string Gateway::MarkOf(const TopicPartition& partition) const {
  return token_ + " " + partition.topic + " " + std::to_string(partition.partition);
}

void Gateway::TakeIn() {
  std::array<rd_kafka_message_t*, 500> messages{};
  while (log_.InFlight() < kMostInFlight && !log_.Full()) {
    const auto count =
        rd_kafka_consume_batch_queue(incoming_.get(), 0, messages.data(), messages.size());
    for (ssize_t i = 0; i < count; ++i) {
      const kafka::Message message(messages[static_cast<std::size_t>(i)]);
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) TakeRecord(*message);
    }
    if (count < static_cast<ssize_t>(messages.size())) return;
  }
}

void Gateway::TakeRecord(const rd_kafka_message_t& message) {
  Record record = kafka::ToRecord(message);
  const auto mark = std::find_if(record.headers.begin(), record.headers.end(),
                                 [](const auto& header) { return header.first == kMark; });
  if (mark != record.headers.end() && mark->second == MarkOf(record.at)) return;
  std::erase_if(record.headers, [](const auto& header) { return header.first == kMark; });
  OutgoingRecord outgoing{record.at.topic, std::move(record.key), std::move(record.value),
                          std::move(record.headers)};
  auto delivered = [](const auto& outcome) {
    if (!outcome) spdlog::warn("gateway: a record was not taken: {}", outcome.error().message);
  };
  log_.Append(std::move(outgoing), std::move(delivered),
              {.partition = record.at.partition, .gateway = true});
}

void Gateway::Mirror() {
  std::set<TopicPartition> changed;
  {
    const std::lock_guard lock(mutex_);
    changed.swap(changed_);
  }
  std::set<TopicPartition> left;
  for (const auto& partition : changed) {
    const auto next = mirrored_.find(partition);
    if (next == mirrored_.end() || !MirrorPartition(partition, next->second))
      left.insert(partition);
  }
  if (left.empty()) return;
  const std::lock_guard lock(mutex_);
  changed_.merge(left);
}

/// False when there is more, for which the client's queue has no room now.
bool Gateway::MirrorPartition(const TopicPartition& partition, std::int64_t& next) {
  while (true) {
    std::vector<Stored> entries;
    const auto found = log_.CopyFromMemory(partition, next, kMirrorAtOnce, entries);
    if (found == Log::Found::kEnd) return true;
    if (found == Log::Found::kNotInMemory) {
      const std::int64_t end = log_.RangeOf(partition).value_or(Range{}).next;
      if (skip_log_.Open())
        spdlog::warn("gateway: {} records of {} [{}] are not mirrored, the gateway is too slow",
                     end - next, partition.topic, partition.partition);
      next = end;
      return true;
    }
    for (const auto& entry : entries) {
      if (!entry->from_gateway && Send(*entry) == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
      next = entry->record.offset + 1;
    }
  }
}

rd_kafka_resp_err_t Gateway::Send(const Entry& entry) {
  const Record& record = entry.record;
  const std::string mark = MarkOf(record.at);
  std::vector<rd_kafka_vu_t> fields(7 + record.headers.size());
  const auto bytes = [](rd_kafka_vu_t& field, rd_kafka_vtype_t type,
                        const std::optional<std::string>& text) {
    field.vtype = type;
    field.u.mem.ptr = text ? const_cast<char*>(text->data()) : nullptr;
    field.u.mem.size = text ? text->size() : 0;
  };
  const auto header = [](rd_kafka_vu_t& field, const char* name, const std::string& value) {
    field.vtype = RD_KAFKA_VTYPE_HEADER;
    field.u.header.name = name;
    field.u.header.val = value.data();
    field.u.header.size = static_cast<ssize_t>(value.size());
  };
  fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  fields[0].u.cstr = record.at.topic.c_str();
  fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  fields[1].u.i32 = record.at.partition;
  bytes(fields[2], RD_KAFKA_VTYPE_KEY, record.key);
  bytes(fields[3], RD_KAFKA_VTYPE_VALUE, record.value);
  fields[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  fields[4].u.i = RD_KAFKA_MSG_F_COPY;
  fields[5].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  fields[5].u.i64 = record.timestamp.time_since_epoch().count();
  header(fields[6], kMark, mark);
  for (std::size_t i = 0; i < record.headers.size(); ++i)
    header(fields[7 + i], record.headers[i].first.c_str(), record.headers[i].second);
  const kafka::ErrorObject error(rd_kafka_produceva(producer_.get(), fields.data(), fields.size()));
  return error ? rd_kafka_error_code(error.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
}

/// The mock cluster makes any topic that a client names; unless it is wanted nobody reads it.
void Gateway::LookAtTopics() {
  if (Steady::now() < look_at_) return;
  std::function<bool(const std::string&)> wanted;
  {
    const std::lock_guard lock(mutex_);
    wanted = wanted_;
  }
  look_at_ = Steady::now() + (wanted ? kLookEveryIfWanted : kLookEvery);
  const struct rd_kafka_metadata* found = nullptr;
  if (rd_kafka_metadata(producer_.get(), 1, nullptr, &found, kafka::Milliseconds(kLookTimeout)) !=
      RD_KAFKA_RESP_ERR_NO_ERROR)
    return;
  const kafka::Metadata metadata(found);
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const TopicSpec topic{metadata->topics[i].topic, metadata->topics[i].partition_cnt};
    if (topics_.contains(topic.name) || strange_.contains(topic.name)) continue;
    if (wanted && wanted(topic.name)) {
      const auto adopted = Adopt(topic);
      if (!adopted)
        spdlog::warn("gateway: taking over topic {}: {}; trying again", topic.name,
                     adopted.error().message);
      continue;
    }
    strange_.insert(topic.name);
    spdlog::warn("gateway: records on topic {} are not read; there is no such topic on the bus",
                 topic.name);
  }
}

}  // namespace tocsin::embedded
