#include "adapters/bus/embedded.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "adapters/bus/embedded_gateway.hpp"
#include "adapters/bus/embedded_log.hpp"
#include "adapters/bus/embedded_subscription.hpp"
#include "adapters/bus/embedded_text.hpp"

namespace tocsin {
namespace embedded {
namespace {

class LogProducer final : public Producer {
 public:
  explicit LogProducer(Log& log) : log_(log) {}
  using Producer::Produce;
  void Produce(SharedRecord record, DeliveryCallback delivered) override {
    OutgoingRecord copy = *record;
    DeliveryCallback keeping;
    if (delivered)
      keeping = [kept = std::move(record), tell = std::move(delivered)](auto outcome) {
        tell(std::move(outcome));
      };
    log_.Append(std::move(copy), std::move(keeping), {});
  }
  std::size_t InFlight() const override { return log_.InFlight(); }
  bool Full() const override { return log_.Full(); }
  Status Flush(Duration timeout) override { return log_.Flush(timeout); }

 private:
  Log& log_;
};

class LogBus final : public EmbeddedBus {
 public:
  static Result<std::unique_ptr<EmbeddedBus>> Make(EmbeddedOptions options) {
    TRY_ASSIGN(auto log, Log::Open(options));
    std::unique_ptr<LogBus> bus(new LogBus(std::move(options), std::move(log)));
    if (bus->options_.gateway) {
      TRY_ASSIGN(bus->gateway_, Gateway::Start(*bus->log_, bus->options_));
    }
    return std::unique_ptr<EmbeddedBus>(std::move(bus));
  }

  Result<std::string> Id(Duration) override { return log_->Id(); }

  Result<std::vector<TopicSpec>> EnsureTopics(const std::vector<TopicSpec>& topics,
                                              Duration) override {
    auto found = log_->EnsureTopics(topics);
    if (found && gateway_) gateway_->TopicsChanged();
    return found;
  }

  Result<std::unique_ptr<Subscription>> Subscribe(SubscriptionOptions options,
                                                  PartitionOwner& owner) override {
    if (options.shards < 1 || options.topics.empty() || options.group.empty())
      return Fail(ErrorKind::kInvalid, "subscribing: a group, a topic and a shard are needed",
                  kWhere);
    for (const auto& topic : options.topics)
      if (log_->Partitions(topic) == 0)
        return Fail(ErrorKind::kNotFound, "subscribing: there is no topic " + topic, kWhere);
    const std::string group = options.group;
    {
      const std::lock_guard lock(mutex_);
      if (!groups_.insert(group).second)
        return Fail(ErrorKind::kConflict,
                    "subscribing: " + group + " has a member, and on this bus can have one only",
                    kWhere);
    }
    auto closed = [this, group] {
      const std::lock_guard lock(mutex_);
      groups_.erase(group);
    };
    if (options.also && gateway_) gateway_->Want(options.also);
    return std::unique_ptr<Subscription>(std::make_unique<EmbeddedSubscription>(
        *log_, options_, std::move(options), owner, std::move(closed)));
  }

  Producer& GetProducer() override { return producer_; }

  Result<std::vector<Record>> ReadTail(const TopicPartition& partition, std::int64_t offset,
                                       std::size_t limit, Duration timeout) override {
    TRY_ASSIGN(const std::int64_t end, EndOf(partition));
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    const std::lock_guard lock(tail_mutex_);
    std::vector<Record> records;
    while (records.size() < limit && offset < end) {
      const auto left =
          std::chrono::duration_cast<Duration>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0)
        return Fail(ErrorKind::kTimeout, "reading the tail of " + partition.topic, kWhere);
      TRY_ASSIGN(const auto entries, tail_.Read(partition, offset, limit - records.size(), left));
      for (const auto& entry : entries)
        if (entry->record.offset < end) records.push_back(entry->record);
      if (entries.empty()) break;
      offset = entries.back()->record.offset + 1;
    }
    return records;
  }

  Result<int> PartitionsOf(const std::string& topic, Duration) override {
    if (const int partitions = log_->Partitions(topic); partitions > 0) return partitions;
    return Fail(ErrorKind::kNotFound, "asking for topic " + topic + ": there is none", kWhere);
  }

  Result<std::vector<std::int64_t>> EndOffsets(const std::vector<TopicPartition>& partitions,
                                               Duration) override {
    std::vector<std::int64_t> ends;
    for (const auto& partition : partitions) {
      TRY_ASSIGN(const std::int64_t end, EndOf(partition));
      ends.push_back(end);
    }
    return ends;
  }

  Status Health() override { return log_->Health(); }
  std::string Describe() const override { return "embedded"; }
  std::string GatewayAddress() const override { return gateway_ ? gateway_->Address() : ""; }

 private:
  Result<std::int64_t> EndOf(const TopicPartition& partition) const {
    const auto range = log_->RangeOf(partition);
    if (range) return range->next;
    return Fail(ErrorKind::kNotFound,
                "asking for the end of " + partition.topic + " [" +
                    std::to_string(partition.partition) + "]: there is no such partition",
                kWhere);
  }
  LogBus(EmbeddedOptions options, std::unique_ptr<Log> log)
      : options_(std::move(options)),
        log_(std::move(log)),
        producer_(*log_),
        tail_(options_.database_url, options_.schema, log_->Watch()) {}

  const EmbeddedOptions options_;
  std::unique_ptr<Log> log_;
  LogProducer producer_;
  std::mutex tail_mutex_;
  Database tail_;
  std::mutex mutex_;
  std::set<std::string> groups_;
  std::unique_ptr<Gateway> gateway_;
};

class BesideReader final : public EmbeddedReader {
 public:
  BesideReader(std::string url, std::string schema)
      : database_(std::move(url), std::move(schema), watch_) {}

  Result<std::string> Id() override { return database_.Id(); }
  Result<int> PartitionsOf(const std::string& topic) override {
    TRY_ASSIGN(const auto ranges, database_.ReadRanges());
    return static_cast<int>(std::ranges::count_if(
        ranges, [&](const auto& range) { return range.first.topic == topic; }));
  }
  Result<std::vector<Record>> ReadTail(const TopicPartition& partition, std::int64_t offset,
                                       std::size_t limit, Duration timeout) override {
    TRY_ASSIGN(const auto entries, database_.Read(partition, offset, limit, timeout));
    std::vector<Record> records;
    for (const auto& entry : entries) records.push_back(entry->record);
    return records;
  }

 private:
  CallWatch watch_;
  Database database_;
};

}  // namespace
}  // namespace embedded

Result<std::unique_ptr<EmbeddedBus>> MakeEmbeddedBus(EmbeddedOptions options) {
  return embedded::LogBus::Make(std::move(options));
}

std::unique_ptr<EmbeddedReader> MakeEmbeddedReader(std::string database_url, std::string schema) {
  return std::make_unique<embedded::BesideReader>(std::move(database_url), std::move(schema));
}

}  // namespace tocsin
