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
  Row(std::shared_ptr<Ledger> its_ledger, std::int64_t row, std::vector<OutgoingRecord> its_records)
      : ledger(std::move(its_ledger)),
        id(row),
        records(std::move(its_records)),
        left(records.size()) {}

  void Send() {
    for (const auto& record : records) {
      CrashPoint("before_produce");
      if (record.topic == ledger->dead_letter_topic)
        SendLetter(record);
      else
        SendRecord(record);
    }
  }

  /// The bus keeps the record, and with it the row, until it has told.
  void SendRecord(const OutgoingRecord& record) {
    ledger->producer.Produce(SharedRecord(shared_from_this(), &record),
                             [this, &record](auto result) {
                               if (result) return CountDown(*result);
                               // Closing: the row stays and is sent again.
                               if (result.error().kind == ErrorKind::kCancelled) return;
                               SendLetter(LetterOf(record, result.error().message));
                             });
  }

  OutgoingRecord LetterOf(const OutgoingRecord& record, const std::string& error) const {
    spdlog::error("record refused by the bus, sent to {}: {}", ledger->dead_letter_topic, error);
    OutgoingRecord letter{ledger->dead_letter_topic, record.key, {}, record.headers};
    letter.headers.emplace_back("dlq_reason", "refused_by_bus");
    letter.headers.emplace_back("dlq_topic", record.topic);
    letter.headers.emplace_back("dlq_error", error);
    return letter;
  }

  /// The bus takes less than it gave: what is too large for it a second time goes without its
  /// value, which still lies where the letter says.
  void SendLetter(OutgoingRecord letter) {
    const auto sent = std::make_shared<const OutgoingRecord>(std::move(letter));
    ledger->producer.Produce(sent, [self = shared_from_this(), sent](auto result) {
      if (result) return self->CountDown(*result);
      if (result.error().kind == ErrorKind::kCancelled) return;
      const bool has_value = sent->value.has_value();
      spdlog::error("dead letter refused by the bus{}: {}",
                    has_value ? ", sent without its value" : "; it stays in the outbox",
                    result.error().message);
      if (!has_value) return;
      OutgoingRecord shorter{sent->topic, sent->key, {}, sent->headers};
      shorter.headers.emplace_back("dlq_value_bytes", std::to_string(sent->value->size()));
      self->SendLetter(std::move(shorter));
    });
  }

  void CountDown(const std::pair<TopicPartition, std::int64_t>& place) {
    CrashPoint("after_produce");
    ledger->ends->Lies(place.first, place.second);
    if (left.fetch_sub(1) == 1) ledger->Delivered(id);
  }

  const std::shared_ptr<Ledger> ledger;
  const std::int64_t id;
  const std::vector<OutgoingRecord> records;
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
  std::make_shared<Row>(ledger_, id, std::move(records))->Send();
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
