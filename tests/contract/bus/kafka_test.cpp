// What only the Kafka adapter has: properties of librdkafka, and its producer's fatal errors.
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <atomic>

#include "adapters/bus/kafka.hpp"
#include "contract.hpp"

namespace tocsin::test {
namespace {

constexpr std::int16_t kProduceRequest = 0;
constexpr std::int16_t kListOffsetsRequest = 2;

class KafkaAdapterTest : public testing::Test {
 protected:
  KafkaAdapterTest() {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
    cluster_ = rd_kafka_mock_cluster_new(client_, 1);
  }
  ~KafkaAdapterTest() override {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }
  std::unique_ptr<Bus> Open() {
    auto bus = MakeKafkaBus({.brokers = rd_kafka_mock_cluster_bootstraps(cluster_)});
    EXPECT_TRUE(bus) << bus.error().message;
    EXPECT_TRUE(Eventually([&] { return (*bus)->Health().has_value(); }));
    return std::move(*bus);
  }

  rd_kafka_t* client_;
  rd_kafka_mock_cluster_t* cluster_;
};

TEST_F(KafkaAdapterTest, RefusesPropertiesThatDoNotExistOrAreNotForTheUser) {
  const auto unknown = MakeKafkaBus({.brokers = "127.0.0.1:1", .client = {{"no.such.thing", "1"}}});
  const auto wrong = MakeKafkaBus({.brokers = "127.0.0.1:1", .client = {{"linger.ms", "soon"}}});
  const auto ours =
      MakeKafkaBus({.brokers = "127.0.0.1:1", .client = {{"auto.offset.reset", "latest"}}});
  const auto none = MakeKafkaBus({.brokers = ""});

  for (const auto* bus : {&unknown, &wrong, &ours, &none}) {
    ASSERT_FALSE(*bus);
    EXPECT_EQ(bus->error().kind, ErrorKind::kInvalid);
  }
  EXPECT_NE(unknown.error().message.find("no.such.thing"), std::string::npos)
      << unknown.error().message;
  EXPECT_NE(wrong.error().message.find("linger.ms"), std::string::npos) << wrong.error().message;
  EXPECT_NE(ours.error().message.find("auto.offset.reset"), std::string::npos)
      << ours.error().message;
  EXPECT_NE(none.error().message.find("bus.brokers"), std::string::npos) << none.error().message;
}

TEST_F(KafkaAdapterTest, NamesTheBrokerThatDoesNotAnswer) {
  const auto bus = MakeKafkaBus({.brokers = "127.0.0.1:1"});
  ASSERT_TRUE(bus);

  ASSERT_TRUE(Eventually([&] {
    const auto health = (*bus)->Health();
    return !health && health.error().message.find("refused") != std::string::npos;
  }));
  EXPECT_EQ((*bus)->Health().error().kind, ErrorKind::kTransient);
  EXPECT_NE((*bus)->Health().error().message.find("127.0.0.1:1"), std::string::npos);
  const auto id = (*bus)->Id(Duration(100));
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::kTransient);
  EXPECT_FALSE((*bus)->EnsureTopics({{"t", 1}}, Duration(100)));
}

TEST_F(KafkaAdapterTest, MakesItsProducerAnewAfterAFatalErrorAndKeepsTheOrder) {
  std::atomic<int> written{0};
  const auto topic = UniqueName("t");
  ASSERT_EQ(rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto bus = Open();
  ASSERT_TRUE(bus->EnsureTopics({{topic, 1}}, Duration(10'000)));
  ProduceAll(*bus, Numbered(topic, 0, 10, [](int) { return "k"; }));

  // One for each request that may be under way: a broker refuses what follows a gap, the mock one
  // takes it.
  rd_kafka_mock_push_request_errors(cluster_, kProduceRequest, 5,
                                    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  for (auto& record : Numbered(topic, 10, 1000, [](int) { return "k"; }))
    bus->GetProducer().Produce(std::move(record),
                               [&](auto outcome) { written += outcome ? 1 : 0; });

  ASSERT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  EXPECT_EQ(written, 990);
  const auto records = bus->ReadTail({topic, 0}, 0, 10'000, Duration(10'000));
  ASSERT_TRUE(records);
  int last = -1;
  for (const auto& record : *records) {
    ASSERT_LE(std::stoi(*record.value), last + 1) << "a later record came first";
    last = std::max(last, std::stoi(*record.value));
  }
  EXPECT_EQ(last, 999);
}

/// As a cluster answers for a moment where a topic was just made or a broker comes back.
TEST_F(KafkaAdapterTest, AsksAgainWhileAPartitionsLeaderIsMoving) {
  const auto topic = UniqueName("t");
  ASSERT_EQ(rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto bus = Open();
  ProduceAll(*bus, Numbered(topic, 0, 10, [](int) { return "k"; }));
  const auto move_leader = [&] {
    rd_kafka_mock_push_request_errors(
        cluster_, kListOffsetsRequest, 3, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  };

  move_leader();
  const auto ends = bus->EndOffsets({{topic, 0}}, Duration(10'000));
  ASSERT_TRUE(ends) << ends.error().message;
  EXPECT_EQ(ends->at(0), 10);
  move_leader();
  const auto records = bus->ReadTail({topic, 0}, 0, 100, Duration(10'000));
  ASSERT_TRUE(records) << records.error().message;
  EXPECT_EQ(records->size(), 10);
}

TEST_F(KafkaAdapterTest, SaysSoWhereALeaderNeverComes) {
  const auto topic = UniqueName("t");
  ASSERT_EQ(rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto bus = Open();
  const std::vector<rd_kafka_resp_err_t> always(200, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  rd_kafka_mock_push_request_errors_array(cluster_, kListOffsetsRequest, always.size(),
                                          always.data());

  const auto ends = bus->EndOffsets({{topic, 0}}, Duration(300));

  ASSERT_FALSE(ends);
  EXPECT_NE(ends.error().message.find("Not leader"), std::string::npos) << ends.error().message;
}

TEST_F(KafkaAdapterTest, WritesToTopicsThatNobodyEnsured) {
  const auto topic = UniqueName("t");
  ASSERT_EQ(rd_kafka_mock_topic_create(cluster_, topic.c_str(), 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto bus = Open();

  const auto places =
      ProduceAll(*bus, Numbered(topic, 0, 50, [](int i) { return std::to_string(i % 5); }));

  std::map<int, std::int64_t> next;
  for (const auto& [at, offset] : places) EXPECT_EQ(offset, next[at.partition]++);
}

}  // namespace
}  // namespace tocsin::test
