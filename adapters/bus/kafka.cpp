#include "adapters/bus/kafka.hpp"

#include <algorithm>
#include <thread>

#include "adapters/bus/kafka_oauth.hpp"
#include "adapters/bus/kafka_producer.hpp"
#include "adapters/bus/kafka_subscription.hpp"
#include "adapters/bus/kafka_tail.hpp"
#include "adapters/bus/kafka_topics.hpp"
#include "adapters/bus/kafka_watch.hpp"

namespace tocsin {
namespace kafka {
namespace {

constexpr Duration kCountTimeout{2000};

class KafkaBus final : public Bus {
 public:
  static Result<std::unique_ptr<Bus>> Make(KafkaOptions options) {
    if (options.brokers.empty())
      return Fail(ErrorKind::kInvalid, "setting bus.brokers: at least one host:port is needed",
                  "bus.kafka");
    TRY(CheckProperties(options.client));
    TRY_ASSIGN(auto oauth, OAuthOptionsOf(options.client));
    std::unique_ptr<KafkaBus> bus(new KafkaBus(std::move(options)));
    if (oauth)
      bus->properties_.tokens =
          std::make_shared<TokenSource>(*std::move(oauth), bus->options_.make_http());
    TRY_ASSIGN(bus->watch_, BrokerWatch::Start(bus->properties_, bus->options_.brokers));
    TRY_ASSIGN(bus->producer_, KafkaProducer::Start(bus->properties_, *bus->watch_));
    bus->tail_ = std::make_unique<TailReader>(bus->properties_, *bus->watch_);
    return std::unique_ptr<Bus>(std::move(bus));
  }

  Result<std::string> Id(Duration timeout) override {
    char* const id = rd_kafka_clusterid(watch_->Get(), Milliseconds(timeout));
    if (id == nullptr) {
      TRY(watch_->Reachable());
      return Fail(ErrorKind::kTimeout, "asking Kafka for its cluster id: no answer", "bus.kafka");
    }
    std::string text(id);
    rd_kafka_mem_free(watch_->Get(), id);
    return text;
  }

  Result<std::vector<TopicSpec>> EnsureTopics(const std::vector<TopicSpec>& topics,
                                              Duration timeout) override {
    auto found = kafka::EnsureTopics(watch_->Get(), topics, timeout);
    if (!found && Retryable(found.error().kind)) TRY(watch_->Reachable());
    if (found)
      for (const auto& topic : *found) producer_->Know(topic);
    return found;
  }

  Result<std::unique_ptr<Subscription>> Subscribe(SubscriptionOptions options,
                                                  PartitionOwner& owner) override {
    Properties properties = properties_;
    properties.try_emplace("queued.max.messages.kbytes", std::to_string(std::max<std::size_t>(
                                                             options_.prefetch_bytes / 1024, 1)));
    if (options.also) AddPresent(options);
    if (!options.instance_id.empty())
      options.instance_id = MemberName(options.instance_id, Counted(options.topics));
    TRY_ASSIGN(auto subscription,
               KafkaSubscription::Start(properties, std::move(options), owner, *watch_));
    return std::unique_ptr<Subscription>(std::move(subscription));
  }

  Producer& GetProducer() override { return *producer_; }

  Result<std::vector<Record>> ReadTail(const TopicPartition& partition, std::int64_t offset,
                                       std::size_t limit, Duration timeout) override {
    return tail_->Read(partition, offset, limit, timeout);
  }

  Result<int> PartitionsOf(const std::string& topic, Duration timeout) override {
    TRY_ASSIGN(const int partitions, WaitForPartitions(watch_->Get(), topic, timeout));
    if (partitions > 0) return partitions;
    return Fail(ErrorKind::kNotFound, "asking for topic " + topic + ": there is none", "bus.kafka");
  }

  Result<std::vector<std::int64_t>> EndOffsets(const std::vector<TopicPartition>& partitions,
                                               Duration timeout) override {
    return AskEnds(watch_->Get(), partitions, timeout);
  }

  Status Health() override {
    TRY(watch_->Reachable());
    if (!producer_->Warm())
      return Fail(ErrorKind::kTransient,
                  "waiting for a producer id from Kafka at " + options_.brokers, "bus.kafka");
    return {};
  }

  std::string Describe() const override { return "kafka://" + options_.brokers; }

 private:
  /// What is there already belongs to the member's name, as the rest does. Those that cannot be
  /// seen now are found by the subscription.
  void AddPresent(SubscriptionOptions& options) {
    if (!watch_->Reachable()) return;
    const auto names = ListTopics(watch_->Get(), kCountTimeout);
    for (const auto& name : names.value_or(std::vector<std::string>()))
      if (std::ranges::find(options.topics, name) == options.topics.end() && options.also(name))
        options.topics.push_back(name);
  }
  /// With their partitions, as far as the brokers say.
  std::vector<TopicSpec> Counted(const std::vector<std::string>& topics) {
    std::vector<TopicSpec> counted;
    for (const auto& topic : topics) {
      const auto partitions =
          watch_->Reachable() ? AskPartitions(watch_->Get(), topic, kCountTimeout) : Result<int>(0);
      counted.push_back({topic, partitions.value_or(0)});
    }
    return counted;
  }

  explicit KafkaBus(KafkaOptions options)
      : options_(std::move(options)),
        properties_(CommonProperties(options_.brokers, options_.client)) {}

  const KafkaOptions options_;
  Properties properties_;
  std::unique_ptr<BrokerWatch> watch_;
  std::unique_ptr<KafkaProducer> producer_;
  std::unique_ptr<TailReader> tail_;
};

}  // namespace
}  // namespace kafka

Result<std::unique_ptr<Bus>> MakeKafkaBus(KafkaOptions options) {
  return kafka::KafkaBus::Make(std::move(options));
}

}  // namespace tocsin
