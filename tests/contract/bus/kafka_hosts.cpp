// links: bus schemas
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cstdlib>

#include "adapters/bus/kafka.hpp"
#include "adapters/bus/kafka_topics.hpp"
#include "bus_host.hpp"

namespace tocsin::test {
namespace {

rd_kafka_t* NewClient(const std::string& brokers) {
  std::array<char, 256> text{};
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
  if (!brokers.empty()) rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), nullptr, 0);
  return rd_kafka_new(RD_KAFKA_PRODUCER, conf, text.data(), text.size());
}

std::unique_ptr<Bus> OpenKafka(const std::string& brokers,
                               const std::map<std::string, std::string>& client) {
  auto bus = MakeKafkaBus({.brokers = brokers, .client = client});
  if (!bus) {
    ADD_FAILURE() << bus.error().message;
    return nullptr;
  }
  EXPECT_TRUE(Eventually([&] { return (*bus)->Health().has_value(); })) << "the bus is never ready";
  return std::move(*bus);
}

/// librdkafka's mock cluster: knows no instance ids, no creation of topics, and keeps 5 MiB of a
/// partition.
class MockHost final : public BusHost {
 public:
  MockHost() : client_(NewClient("")), cluster_(rd_kafka_mock_cluster_new(client_, 1)) {}
  ~MockHost() override {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }

  std::unique_ptr<Bus> Open() override {
    return OpenKafka(rd_kafka_mock_cluster_bootstraps(cluster_), {{"fetch.wait.max.ms", "10"}});
  }
  bool Shared() const override { return true; }
  bool KnowsInstances() const override { return false; }

  std::string NewTopic(int partitions) override {
    const std::string name = UniqueName("t");
    EXPECT_EQ(rd_kafka_mock_topic_create(cluster_, name.c_str(), partitions, 1),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    return name;
  }

  std::int64_t Trim(const std::string& topic) override {
    const auto bus = Open();
    const std::string big(900'000, 'x');
    for (int i = 0; i < 8; ++i) {
      bus->GetProducer().Produce({topic, "k", big, {}}, nullptr);
      EXPECT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
    }
    std::int64_t low = 0;
    std::int64_t high = 0;
    rd_kafka_t* const client = NewClient(rd_kafka_mock_cluster_bootstraps(cluster_));
    EXPECT_EQ(rd_kafka_query_watermark_offsets(client, topic.c_str(), 0, &low, &high, 10'000),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_destroy(client);
    EXPECT_GT(low, 0);
    return low;
  }

  bool CanInterrupt() const override { return true; }
  void Interrupt(const std::function<void()>& during) override {
    rd_kafka_mock_broker_set_down(cluster_, 1);
    during();
    rd_kafka_mock_broker_set_up(cluster_, 1);
  }

 private:
  rd_kafka_t* client_;
  rd_kafka_mock_cluster_t* cluster_;
};

class KafkaHost final : public BusHost {
 public:
  explicit KafkaHost(std::string brokers) : brokers_(std::move(brokers)) {}

  std::unique_ptr<Bus> Open() override { return OpenKafka(brokers_, {}); }
  bool Shared() const override { return true; }
  bool KnowsInstances() const override { return true; }
  void FenceOnce(const std::string& group, const std::string& instance, const TopicSpec& topic,
                 const std::function<void()>& during) override {
    std::array<char, 256> text{};
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
             {"bootstrap.servers", brokers_},
             {"group.id", group},
             {"group.instance.id", kafka::MemberName(instance, {topic})},
             {"partition.assignment.strategy", "range"},
             {"session.timeout.ms", "6000"},
             {"log_level", "0"}})
      EXPECT_EQ(rd_kafka_conf_set(conf, name, value.c_str(), text.data(), text.size()),
                RD_KAFKA_CONF_OK)
          << text.data();
    rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text.data(), text.size());
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.name.c_str(), RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    EXPECT_TRUE(Eventually([&] {
      if (auto* const message = rd_kafka_consumer_poll(client, 10))
        rd_kafka_message_destroy(message);
      rd_kafka_topic_partition_list_t* assigned = nullptr;
      rd_kafka_assignment(client, &assigned);
      const bool has_some = assigned != nullptr && assigned->cnt > 0;
      if (assigned != nullptr) rd_kafka_topic_partition_list_destroy(assigned);
      return has_some;
    }));
    during();
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
  std::string NewTopic(int) override { return UniqueName("t"); }
  bool CanInterrupt() const override { return false; }
  void Interrupt(const std::function<void()>&) override { FAIL(); }

  std::int64_t Trim(const std::string& topic) override {
    constexpr std::int64_t kBefore = 3;
    rd_kafka_t* const client = NewClient(brokers_);
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), 0)->offset = kBefore;
    rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list);
    rd_kafka_queue_t* const queue = rd_kafka_queue_new(client);
    rd_kafka_DeleteRecords(client, &request, 1, nullptr, queue);
    rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, 20'000);
    EXPECT_NE(event, nullptr);
    EXPECT_EQ(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_DeleteRecords_destroy(request);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_destroy(client);
    return kBefore;
  }

 private:
  std::string brokers_;
};

}  // namespace

std::unique_ptr<BusHost> MakeMockHost(std::string&) { return std::make_unique<MockHost>(); }

std::unique_ptr<BusHost> MakeKafkaHost(std::string& missing) {
  std::optional<std::string> brokers;
  if (const char* const set = std::getenv("TOCSIN_TEST_KAFKA"); set != nullptr && *set != '\0')
    brokers = set;
  if (!brokers) brokers = OutputOf(TOCSIN_SOURCE_DIR "/tools/kafka status");
  if (brokers) return std::make_unique<KafkaHost>(*brokers);
  missing = "no broker: set TOCSIN_TEST_KAFKA or run tools/kafka start";
  return nullptr;
}

}  // namespace tocsin::test
