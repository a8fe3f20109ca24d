#include "workers/runtime/outbox_relay.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "schemas/ids.hpp"
#include "workers/runtime/crash_point.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::size_t kTailRecords = 5'000;
constexpr Duration kTailTimeout = std::chrono::seconds(3);

std::string_view EventId(const Headers& headers) {
  for (const auto& [name, value] : headers)
    if (name == "ce_id") return value;
  return {};
}

}  // namespace

struct OutboxRelay::Row {
  Row(std::int64_t row, std::size_t records) : id(row), left(records) {}
  std::int64_t id;
  std::atomic<std::size_t> left;
};

OutboxRelay::OutboxRelay(Producer& producer, std::string dead_letter_topic)
    : producer_(producer), dead_letter_topic_(std::move(dead_letter_topic)) {}

void OutboxRelay::Publish(std::int64_t id, std::vector<OutgoingRecord> records) {
  {
    const std::lock_guard lock(mutex_);
    pending_.insert(id);
  }
  if (records.empty()) return Delivered(id);
  // Shared by the delivery callbacks of the row's records.
  auto row = std::make_shared<Row>(id, records.size());
  const auto count_down = [this, row] {
    CrashPoint("after_produce");
    if (row->left.fetch_sub(1) == 1) Delivered(row->id);
  };
  for (auto& record : records) {
    CrashPoint("before_produce");
    if (record.topic == dead_letter_topic_) {
      producer_.Produce(std::move(record), [count_down](auto result) {
        if (!result) spdlog::error("dead letter not written: {}", result.error().message);
        count_down();
      });
      continue;
    }
    auto refused = std::make_shared<OutgoingRecord>(OutgoingRecord{dead_letter_topic_, record.key, {}, record.headers});
    refused->headers.emplace_back("dlq_reason", "refused_by_bus");
    refused->headers.emplace_back("dlq_topic", record.topic);
    producer_.Produce(std::move(record), [this, count_down, refused](auto result) {
      if (result || result.error().kind == ErrorKind::kCancelled) {
        if (result) count_down();
        return;  // closing: the row stays and is sent again
      }
      spdlog::error("record refused by the bus, sent to {}: {}", dead_letter_topic_, result.error().message);
      refused->headers.emplace_back("dlq_error", result.error().message);
      producer_.Produce(std::move(*refused), [count_down](auto) { count_down(); });
    });
  }
}

void OutboxRelay::Delivered(std::int64_t row) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    pending_.erase(row);
    if (delivered_.empty()) wake = wake_;
    delivered_.push_back(row);
  }
  if (wake) wake();
}

std::vector<std::int64_t> OutboxRelay::TakeDelivered() {
  const std::lock_guard lock(mutex_);
  return std::exchange(delivered_, {});
}

bool OutboxRelay::Knows(std::int64_t row) {
  const std::lock_guard lock(mutex_);
  return pending_.contains(row) || std::ranges::find(delivered_, row) != delivered_.end();
}

bool OutboxRelay::HasDelivered() {
  const std::lock_guard lock(mutex_);
  return !delivered_.empty();
}

std::size_t OutboxRelay::Pending() {
  const std::lock_guard lock(mutex_);
  return pending_.size();
}

void OutboxRelay::PutBack(std::vector<std::int64_t> rows) {
  const std::lock_guard lock(mutex_);
  delivered_.insert(delivered_.end(), rows.begin(), rows.end());
}

void OutboxRelay::OnDelivered(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void DropPublished(Bus& bus, int partitions, std::vector<StoredOutbox>& rows) {
  std::map<TopicPartition, std::set<std::string, std::less<>>> known;
  const auto tail = [&](const TopicPartition& at) -> const std::set<std::string, std::less<>>& {
    const auto [found, fresh] = known.try_emplace(at);
    if (!fresh) return found->second;
    const auto end = bus.EndOffset(at, kTailTimeout);
    if (!end || *end == 0) return found->second;
    const auto from = std::max<std::int64_t>(0, *end - static_cast<std::int64_t>(kTailRecords));
    const auto records = bus.ReadTail(at, from, kTailRecords, kTailTimeout);
    if (!records) return found->second;
    for (const auto& record : *records) found->second.emplace(EventId(record.headers));
    return found->second;
  };
  for (auto& row : rows) {
    std::erase_if(row.records, [&](const OutgoingRecord& record) {
      const auto id = EventId(record.headers);
      if (id.empty() || !record.key) return false;
      return tail({record.topic, PartitionOf(*record.key, partitions)}).contains(id);
    });
  }
}

}  // namespace tocsin::runtime
