// links: bus net harness
// Kafka with TLS and each way of proving who one is, at a real broker.
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <thread>

#include "adapters/bus/kafka.hpp"
#include "adapters/net/http_client.hpp"
#include "fakes/token_server.hpp"
#include "secure_broker.hpp"

namespace tocsin::test {
namespace {

using std::chrono::seconds;

constexpr const char* kClient = "tocsin-bus";
constexpr const char* kSecret = "a/secret+of:its own";  // its letters must be encoded

class KafkaSecurityTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    // The client's words are form-encoded before base64 (RFC 6749, 2.3.1).
    tokens_ = new fakes::TokenServer(kClient, PercentEncode(kSecret));
    broker_ = new SecureBroker(tokens_->KeysUrl());
  }
  static void TearDownTestSuite() {
    delete broker_;
    delete tokens_;
  }
  void SetUp() override {
    if (!broker_->Trouble().empty()) GTEST_SKIP() << broker_->Trouble();
    tokens_->status = 200;
    tokens_->lifetime = 600;
  }

  using Properties = std::map<std::string, std::string>;
  static Properties With(const std::string& mechanism, const Properties& more) {
    Properties properties = broker_->Client(mechanism);
    properties.insert(more.begin(), more.end());
    return properties;
  }
  static Properties Password() { return {{"sasl.username", kUser}, {"sasl.password", kPassword}}; }
  static Properties Tokens(const std::string& secret = kSecret) {
    return With("OAUTHBEARER", {{"sasl.oauthbearer.method", "oidc"},
                                {"sasl.oauthbearer.token.endpoint.url", tokens_->TokenUrl()},
                                {"sasl.oauthbearer.client.id", kClient},
                                {"sasl.oauthbearer.client.secret", secret},
                                {"sasl.oauthbearer.scope", "bus"}});
  }
  static std::unique_ptr<Bus> Open(const Properties& client) {
    auto bus = MakeKafkaBus({.brokers = broker_->Address(), .client = client, .make_http = [] {
                               return MakeHttpClient();
                             }});
    if (!bus) ADD_FAILURE() << bus.error().message;
    return bus ? std::move(*bus) : nullptr;
  }
  template <class Holds>
  static bool Eventually(Holds holds) {
    const auto end = std::chrono::steady_clock::now() + seconds(60);
    while (std::chrono::steady_clock::now() < end) {
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }
  /// Writes a record and reads it back.
  static void RoundTrip(Bus& bus, const std::string& topic) {
    ASSERT_TRUE(Eventually([&] { return bus.Health().has_value(); }))
        << bus.Health().error().message;
    const auto made = bus.EnsureTopics({{topic, 1}}, Duration(60'000));
    ASSERT_TRUE(made) << made.error().message;
    bus.GetProducer().Produce({topic, "k", "hello " + topic, {}}, nullptr);
    ASSERT_TRUE(bus.GetProducer().Flush(Duration(60'000)));
    const auto records = bus.ReadTail({topic, 0}, 0, 10, Duration(60'000));
    ASSERT_TRUE(records) << records.error().message;
    ASSERT_FALSE(records->empty());
    EXPECT_EQ(records->back().value, "hello " + topic);
  }
  /// What Health says once it names `words`; else the last it said.
  static std::string Trouble(Bus& bus, const std::string& words) {
    std::string said;
    Eventually([&] {
      const auto health = bus.Health();
      said = health ? "healthy" : health.error().message;
      return said.find(words) != std::string::npos;
    });
    return said;
  }

  static fakes::TokenServer* tokens_;
  static SecureBroker* broker_;
};

fakes::TokenServer* KafkaSecurityTest::tokens_ = nullptr;
SecureBroker* KafkaSecurityTest::broker_ = nullptr;

TEST_F(KafkaSecurityTest, WritesAndReadsWithEachMechanism) {
  RoundTrip(*Open(With("PLAIN", Password())), "plain");
  const int before = tokens_->given;
  RoundTrip(*Open(Tokens()), "oauthbearer");
  EXPECT_EQ(tokens_->given, before + 1) << "its four clients share one";
}

/// Brokers of Kafka 4 refuse the SCRAM of librdkafka before 2.6.1.
TEST_F(KafkaSecurityTest, UsesScramWhereLibrdkafkaCanAndElseSaysWhatToDo) {
  const auto bus = Open(With("SCRAM-SHA-512", Password()));
  if (rd_kafka_version() >= 0x020601ff) return RoundTrip(*bus, "scram");
  const std::string said = Trouble(*bus, "2.6.1");
  EXPECT_NE(said.find("cannot use SCRAM with brokers of Kafka 4"), std::string::npos) << said;
  EXPECT_NE(said.find("OAUTHBEARER"), std::string::npos) << said;
}

TEST_F(KafkaSecurityTest, SaysWhatTheBrokerRefuses) {
  const auto wrong = Open(With("PLAIN", {{"sasl.username", kUser}, {"sasl.password", "not-this"}}));
  const std::string refused = Trouble(*wrong, "uthentication");
  EXPECT_NE(refused.find("uthentication"), std::string::npos) << refused;
  EXPECT_EQ(refused.find("not-this"), std::string::npos) << refused;

  auto stranger = With("PLAIN", Password());
  stranger["ssl.ca.location"] = "/etc/ssl/certs/ca-certificates.crt";
  const auto unknown = Open(stranger);
  EXPECT_NE(Trouble(*unknown, "ertificate").find("ertificate"), std::string::npos);
}

TEST_F(KafkaSecurityTest, AsksForATokenAgainBeforeItEnds) {
  tokens_->lifetime = 5;
  const auto bus = Open(Tokens());
  RoundTrip(*bus, "refreshed");
  const int before = tokens_->given;
  ASSERT_TRUE(Eventually([&] { return tokens_->given >= before + 2; }));
  RoundTrip(*bus, "refreshed");
}

TEST_F(KafkaSecurityTest, SaysWhyThereIsNoTokenAndGoesOnOnceThereIsOne) {
  const auto wrong = Open(Tokens("wrong"));
  const std::string refused = Trouble(*wrong, "invalid_client");
  EXPECT_NE(refused.find("401 (invalid_client)"), std::string::npos) << refused;
  EXPECT_NE(refused.find(tokens_->TokenUrl()), std::string::npos) << refused;

  tokens_->status = 503;
  const auto bus = Open(Tokens());
  const std::string away = Trouble(*bus, "503");
  EXPECT_NE(away.find("503 (temporarily_unavailable)"), std::string::npos) << away;
  tokens_->status = 200;
  RoundTrip(*bus, "late");
}

TEST(KafkaTokens, WhatIsNeededBesideTheMethodIsNamed) {
  const auto bus = MakeKafkaBus({.brokers = "127.0.0.1:1",
                                 .client = {{"sasl.mechanisms", "OAUTHBEARER"},
                                            {"sasl.oauthbearer.method", "oidc"},
                                            {"sasl.oauthbearer.client.id", "me"}}});
  ASSERT_FALSE(bus);
  EXPECT_EQ(bus.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(bus.error().message.find("sasl.oauthbearer.token.endpoint.url"), std::string::npos)
      << bus.error().message;
}

TEST(KafkaTokens, PropertiesAreCheckedWithoutABroker) {
  EXPECT_TRUE(CheckKafkaProperty("sasl.oauthbearer.method", "oidc"));
  EXPECT_FALSE(CheckKafkaProperty("sasl.oauthbearer.method", "magic"));
  EXPECT_FALSE(CheckKafkaProperty("sasl.oauthbearer.token.endpoint.url", "idp.example.com"));
  EXPECT_FALSE(CheckKafkaProperty("sasl.oauthbearer.extensions", "no equals sign"));
  EXPECT_TRUE(CheckKafkaProperty("sasl.oauthbearer.extensions", "logicalCluster=lkc-1,x=y"));
}

}  // namespace
}  // namespace tocsin::test
