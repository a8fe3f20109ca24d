#include "workers/runtime/outbox_relay.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <set>

#include "schemas/ids.hpp"
#include "workers/runtime/crash_point.hpp"

namespace tocsin::runtime {
/// Outlives the relay for as long as the bus has records of it.
struct OutboxRelay::Ledger {
  Ledger(Producer& the_producer, std::shared_ptr<OutputEnds> the_ends, std::string topic)
      : producer(the_producer), ends(std::move(the_ends)), dead_letter_topic(std::move(topic)) {}

  void Delivered(std::int64_t row) {
    const std::lock_guard lock(mutex);
    pending.erase(row);
    // Under the mutex: whoever takes the callback away knows that it is not running.
    if (delivered.empty() && wake) wake();
    delivered.push_back(row);
  }

  Producer& producer;
  const std::shared_ptr<OutputEnds> ends;
  const std::string dead_letter_topic;
  std::mutex mutex;
  std::set<std::int64_t> pending;
  std::vector<std::int64_t> delivered;
  std::function<void()> wake;
};

/// The records of one row, counted down as they are acknowledged.
struct OutboxRelay::Row : std::enable_shared_from_this<Row> {
  Row(std::shared_ptr<Ledger> its_ledger, std::int64_t row, std::size_t records)
      : ledger(std::move(its_ledger)), id(row), left(records) {}

  void Send(OutgoingRecord record) {
    CrashPoint("before_produce");
    if (record.topic == ledger->dead_letter_topic) return SendLetter(std::move(record));
    // Shared: a callback must be copyable.
    auto letter = std::make_shared<OutgoingRecord>(
        OutgoingRecord{ledger->dead_letter_topic, record.key, {}, record.headers});
    letter->headers.emplace_back("dlq_reason", "refused_by_bus");
    letter->headers.emplace_back("dlq_topic", record.topic);
    ledger->producer.Produce(std::move(record), [self = shared_from_this(), letter](auto result) {
      if (result) return self->CountDown(*result);
      if (result.error().kind == ErrorKind::kCancelled)
        return;  // closing: the row stays and is sent again
      spdlog::error("record refused by the bus, sent to {}: {}", letter->topic,
                    result.error().message);
      letter->headers.emplace_back("dlq_error", result.error().message);
      self->SendLetter(std::move(*letter));
    });
  }

  /// The bus takes less than it gave: what is too large for it a second time goes without its
  /// value, which still lies where the letter says.
  void SendLetter(OutgoingRecord letter) {
    const bool has_value = letter.value.has_value();
    auto shorter = std::make_shared<OutgoingRecord>(
        OutgoingRecord{letter.topic, letter.key, {}, letter.headers});
    shorter->headers.emplace_back("dlq_value_bytes",
                                  std::to_string(has_value ? letter.value->size() : 0));
    ledger->producer.Produce(
        std::move(letter), [self = shared_from_this(), shorter, has_value](auto result) {
          if (result) return self->CountDown(*result);
          if (result.error().kind == ErrorKind::kCancelled) return;
          spdlog::error("dead letter refused by the bus{}: {}",
                        has_value ? ", sent without its value" : "; it stays in the outbox",
                        result.error().message);
          if (has_value) self->SendLetter(std::move(*shorter));
        });
  }

  void CountDown(const std::pair<TopicPartition, std::int64_t>& place) {
    CrashPoint("after_produce");
    ledger->ends->Lies(place.first, place.second);
    if (left.fetch_sub(1) == 1) ledger->Delivered(id);
  }

  const std::shared_ptr<Ledger> ledger;
  const std::int64_t id;
  std::atomic<std::size_t> left;
};

OutboxRelay::OutboxRelay(Producer& producer, std::shared_ptr<OutputEnds> ends,
                         std::string dead_letter_topic)
    : ledger_(std::make_shared<Ledger>(producer, std::move(ends), std::move(dead_letter_topic))) {}

OutboxRelay::~OutboxRelay() { OnDelivered(nullptr); }

void OutboxRelay::Publish(std::int64_t id, std::vector<OutgoingRecord> records) {
  {
    const std::lock_guard lock(ledger_->mutex);
    const bool known = ledger_->pending.contains(id) ||
                       std::ranges::find(ledger_->delivered, id) != ledger_->delivered.end();
    if (known) return;
    ledger_->pending.insert(id);
  }
  if (records.empty()) return ledger_->Delivered(id);
  auto row = std::make_shared<Row>(ledger_, id, records.size());
  for (auto& record : records) row->Send(std::move(record));
}

std::vector<std::int64_t> OutboxRelay::TakeDelivered() {
  const std::lock_guard lock(ledger_->mutex);
  return std::exchange(ledger_->delivered, {});
}

bool OutboxRelay::Knows(std::int64_t row) {
  const std::lock_guard lock(ledger_->mutex);
  return ledger_->pending.contains(row) ||
         std::ranges::find(ledger_->delivered, row) != ledger_->delivered.end();
}

bool OutboxRelay::HasDelivered() {
  const std::lock_guard lock(ledger_->mutex);
  return !ledger_->delivered.empty();
}

std::int64_t OutboxRelay::FirstPending() {
  const std::lock_guard lock(ledger_->mutex);
  return ledger_->pending.empty() ? std::numeric_limits<std::int64_t>::max()
                                  : *ledger_->pending.begin();
}

void OutboxRelay::PutBack(std::vector<std::int64_t> rows) {
  const std::lock_guard lock(ledger_->mutex);
  ledger_->delivered.insert(ledger_->delivered.end(), rows.begin(), rows.end());
}

void OutboxRelay::OnDelivered(std::function<void()> wake) {
  const std::lock_guard lock(ledger_->mutex);
  ledger_->wake = std::move(wake);
}

}  // namespace tocsin::runtime
