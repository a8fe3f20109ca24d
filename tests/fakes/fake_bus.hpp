#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/bus.hpp"
#include "schemas/event.hpp"
#include "schemas/topics.hpp"
#include "workers/runtime/database_pool.hpp"

namespace tocsin::fakes {

/// Keeps what is produced; acknowledges at once, or when told to. Thread-safe.
class FakeProducer final : public Producer {
 public:
  using Producer::Produce;
  void Produce(SharedRecord record, DeliveryCallback delivered) override {
    std::optional<Error> failure;
    std::int64_t offset = 0;
    {
      const std::lock_guard lock(mutex_);
      failure = failure_;
      if (held_) {
        records_.push_back(*record);
        waiting_.emplace_back(std::move(record), std::move(delivered));
        return;
      }
      if (!failure) records_.push_back(*record);
      offset = static_cast<std::int64_t>(records_.size());
    }
    if (failure) return delivered(Fail(*failure));
    delivered(std::pair(TopicPartition{}, offset));
  }
  std::size_t InFlight() const override {
    const std::lock_guard lock(mutex_);
    return in_flight_ + waiting_.size();
  }
  bool Full() const override { return InFlight() > kMostUnacknowledged; }
  Status Flush(Duration) override { return {}; }

  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void AcknowledgeHeld() {
    std::vector<std::pair<SharedRecord, DeliveryCallback>> waiting;
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
      waiting.swap(waiting_);
    }
    for (const auto& [record, delivered] : waiting)
      delivered(std::pair(TopicPartition{}, std::int64_t{0}));
  }
  void FailWith(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(error);
  }
  void SetInFlight(std::size_t count) {
    const std::lock_guard lock(mutex_);
    in_flight_ = count;
  }
  std::vector<OutgoingRecord> Records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }

 private:
  mutable std::mutex mutex_;
  bool held_ = false;
  std::size_t in_flight_ = 0;
  std::optional<Error> failure_;
  std::vector<OutgoingRecord> records_;
  std::vector<std::pair<SharedRecord, DeliveryCallback>> waiting_;
};

/// A bus of which only the producer and the health are used.
class FakeBus final : public Bus {
 public:
  void SetHealth(Status health) {
    const std::lock_guard lock(mutex_);
    health_ = std::move(health);
  }
  FakeProducer& Produced() { return producer_; }

  Result<std::string> Id(Duration) override { return std::string("fake"); }
  Result<std::vector<TopicSpec>> EnsureTopics(const std::vector<TopicSpec>& topics,
                                              Duration) override {
    return topics;
  }
  Result<std::unique_ptr<Subscription>> Subscribe(SubscriptionOptions, PartitionOwner&) override {
    return Fail(ErrorKind::kInternal, "this fake has no subscriptions", "test");
  }
  Producer& GetProducer() override { return producer_; }
  Result<std::vector<Record>> ReadTail(const TopicPartition&, std::int64_t, std::size_t,
                                       Duration) override {
    return std::vector<Record>{};
  }
  Result<int> PartitionsOf(const std::string&, Duration) override { return 1; }
  Result<std::vector<std::int64_t>> EndOffsets(const std::vector<TopicPartition>& partitions,
                                               Duration) override {
    return std::vector<std::int64_t>(partitions.size(), 0);
  }
  Status Health() override {
    const std::lock_guard lock(mutex_);
    return health_;
  }
  std::string Describe() const override { return "fake"; }

 private:
  std::mutex mutex_;
  Status health_;
  FakeProducer producer_;
};

/// Turns events into records as the runtime does: binary CloudEvents, key = subject.
class FakeCourier final : public runtime::Courier {
 public:
  OutgoingRecord ToRecord(const Event& event) const override {
    OutgoingRecord record;
    record.topic = TopicOf(event.type, "tocsin");
    if (!event.subject.empty()) record.key = event.subject;
    record.value = event.data.Text();
    for (const auto& [name, value] : ToAttributes(event))
      record.headers.emplace_back("ce_" + name, value);
    record.headers.emplace_back("content-type", event.content_type);
    record.headers.emplace_back("traceparent", event.traceparent);
    if (!event.tracestate.empty()) record.headers.emplace_back("tracestate", event.tracestate);
    return record;
  }
  void Prepare(Batch&) override {}
  void Publish(const Batch&, const CommitOutcome&) override {}
  Tracer& GetTracer() const override { return tracer == nullptr ? Untraced() : *tracer; }

  Tracer* tracer = nullptr;
};

/// First value of a record's header, or empty.
inline std::string HeaderOf(const OutgoingRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.headers)
    if (key == name) return value;
  return {};
}

}  // namespace tocsin::fakes
