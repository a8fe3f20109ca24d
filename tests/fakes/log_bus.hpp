#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/bus.hpp"
#include "schemas/ids.hpp"

namespace tocsin::fakes {

/// A bus in memory for one subscription: topics are logs, and the test says which partitions are
/// assigned when. What is produced can be held back. Thread-safe; outlives its subscription.
class LogBus final : public Bus, private Producer {
 public:
  explicit LogBus(int partitions = 2) : partitions_(partitions) {}
  ~LogBus() override {
    for (auto& held : Release()) held.second(Fail(ErrorKind::kCancelled, "closing", "test"));
  }

  // What the test does.

  void Append(OutgoingRecord record) {
    const std::lock_guard lock(mutex_);
    Write(std::move(record));
  }
  /// Into a partition that is not the key's.
  void AppendAt(const TopicPartition& at, OutgoingRecord record) {
    const std::lock_guard lock(mutex_);
    WriteAt(at, std::move(record));
  }
  /// As the bus's control thread does; blocking.
  Status Assign(const std::vector<TopicPartition>& partitions) {
    auto offsets = owner_->OnAssigned(partitions);
    if (!offsets) return Fail(std::move(offsets).error());
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < partitions.size(); ++i)
      reading_[partitions[i]] = std::max<std::int64_t>((*offsets)[i], 0);
    WakeAll();
    return {};
  }
  void Revoke() {
    std::vector<TopicPartition> all;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [at, next] : reading_) all.push_back(at);
      reading_.clear();
    }
    owner_->OnRevoked(all);
  }
  /// Records wait unacknowledged, and unwritten, until AcknowledgeHeld.
  void Hold() {
    const std::lock_guard lock(mutex_);
    holding_ = true;
  }
  /// Larger records are refused from now on.
  void RefuseAbove(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    largest_ = bytes;
  }
  void AcknowledgeHeld() {
    auto held = Release();
    for (auto& [record, delivered] : held) Produce(std::move(record), std::move(delivered));
  }
  std::vector<Record> All(const std::string& topic) const {
    const std::lock_guard lock(mutex_);
    std::vector<Record> all;
    for (const auto& [at, records] : logs_)
      if (at.topic == topic) all.insert(all.end(), records.begin(), records.end());
    return all;
  }

  // The port.

  Result<std::string> Id(Duration) override { return std::string("log"); }
  Result<std::vector<TopicSpec>> EnsureTopics(const std::vector<TopicSpec>& topics,
                                              Duration) override {
    return topics;
  }
  Result<std::unique_ptr<Subscription>> Subscribe(SubscriptionOptions options,
                                                  PartitionOwner& owner) override {
    owner_ = &owner;
    auto subscription = std::make_unique<Reader>(*this, options.shards);
    reader_ = subscription.get();
    return subscription;
  }
  Producer& GetProducer() override { return *this; }
  Result<std::vector<Record>> ReadTail(const TopicPartition& at, std::int64_t offset,
                                       std::size_t limit, Duration) override {
    const std::lock_guard lock(mutex_);
    const auto& log = logs_[at];
    std::vector<Record> tail;
    for (auto i = static_cast<std::size_t>(offset); i < log.size() && tail.size() < limit; ++i)
      tail.push_back(log[i]);
    return tail;
  }
  Result<int> PartitionsOf(const std::string&, Duration) override { return partitions_; }
  Result<std::vector<std::int64_t>> EndOffsets(const std::vector<TopicPartition>& partitions,
                                               Duration) override {
    const std::lock_guard lock(mutex_);
    std::vector<std::int64_t> ends;
    for (const auto& at : partitions) ends.push_back(static_cast<std::int64_t>(logs_[at].size()));
    return ends;
  }
  Status Health() override { return {}; }
  std::string Describe() const override { return "log"; }

 private:
  class Queue final : public RecordQueue {
   public:
    Queue(LogBus& bus, int shard, int shards)
        : bus_(bus), shard_(shard), shards_(shards), event_(eventfd(0, EFD_NONBLOCK)) {}
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;
    ~Queue() override { close(event_); }
    int Descriptor() const override { return event_; }
    void Wake() const { eventfd_write(event_, 1); }
    std::size_t Drain(std::vector<Record>& out, std::size_t limit) override {
      eventfd_t count = 0;
      eventfd_read(event_, &count);
      const std::lock_guard lock(bus_.mutex_);
      const std::size_t before = out.size();
      for (auto& [at, next] : bus_.reading_) {
        if (at.partition % shards_ != shard_) continue;
        const auto& log = bus_.logs_[at];
        while (static_cast<std::size_t>(next) < log.size() && out.size() - before < limit)
          out.push_back(log[static_cast<std::size_t>(next++)]);
      }
      return out.size() - before;
    }

   private:
    LogBus& bus_;
    int shard_, shards_, event_;
  };

  class Reader final : public Subscription {
   public:
    Reader(LogBus& bus, int shards) : bus_(bus) {
      for (int i = 0; i < shards; ++i)
        queues_.push_back(std::make_unique<LogBus::Queue>(bus, i, shards));
    }
    ~Reader() override {
      const std::lock_guard lock(bus_.mutex_);
      bus_.reader_ = nullptr;
    }
    RecordQueue& Queue(int shard) override { return *queues_.at(static_cast<std::size_t>(shard)); }
    void Seek(const TopicPartition& at, std::int64_t offset) override {
      const std::lock_guard lock(bus_.mutex_);
      if (const auto found = bus_.reading_.find(at); found != bus_.reading_.end())
        found->second = std::max<std::int64_t>(offset, 0);
      bus_.WakeAll();
    }
    void ReportProgress(const PartitionOffsets&) override {}
    void Close() override { bus_.Revoke(); }

    std::vector<std::unique_ptr<LogBus::Queue>> queues_;

   private:
    LogBus& bus_;
  };

  using Held = std::vector<std::pair<SharedRecord, DeliveryCallback>>;

  using Producer::Produce;
  void Produce(SharedRecord record, DeliveryCallback delivered) override {
    std::pair<TopicPartition, std::int64_t> place;
    bool refused = false;
    {
      const std::lock_guard lock(mutex_);
      refused = SizeOf(*record) > largest_;
    }
    if (refused) return delivered(Fail(ErrorKind::kInvalid, "too large", "test"));
    {
      const std::lock_guard lock(mutex_);
      if (holding_) {
        held_.emplace_back(std::move(record), std::move(delivered));
        return;
      }
      place = Write(*record);
    }
    delivered(std::move(place));
  }
  std::size_t InFlight() const override {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }
  bool Full() const override { return InFlight() > kMostUnacknowledged; }
  Status Flush(Duration) override {
    if (InFlight() == 0) return {};
    return Fail(ErrorKind::kTimeout, "flushing: not acknowledged", "test");
  }

  Held Release() {
    const std::lock_guard lock(mutex_);
    holding_ = false;
    return std::exchange(held_, {});
  }
  std::pair<TopicPartition, std::int64_t> Write(OutgoingRecord outgoing) {
    const TopicPartition at{outgoing.topic, PartitionOf(outgoing.key.value_or(""), partitions_)};
    return WriteAt(at, std::move(outgoing));
  }
  std::pair<TopicPartition, std::int64_t> WriteAt(const TopicPartition& at,
                                                  OutgoingRecord outgoing) {
    auto& log = logs_[at];
    Record record;
    record.at = at;
    record.offset = static_cast<std::int64_t>(log.size());
    record.key = std::move(outgoing.key);
    record.value = std::move(outgoing.value);
    record.headers = std::move(outgoing.headers);
    log.push_back(std::move(record));
    WakeAll();
    return {at, log.back().offset};
  }
  void WakeAll() {
    if (reader_ == nullptr) return;
    for (const auto& queue : reader_->queues_) queue->Wake();
  }

  const int partitions_;
  mutable std::mutex mutex_;
  std::map<TopicPartition, std::vector<Record>> logs_;
  std::map<TopicPartition, std::int64_t> reading_;
  Held held_;
  bool holding_ = false;
  std::size_t largest_ = std::numeric_limits<std::size_t>::max();
  PartitionOwner* owner_ = nullptr;
  Reader* reader_ = nullptr;
};

}  // namespace tocsin::fakes
