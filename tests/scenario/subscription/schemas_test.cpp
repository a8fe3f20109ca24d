// Avro and Protobuf from a topic, with a registry that is away at first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/schema_registry.hpp"
#include "tests/harness/alert_flow.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

constexpr const char* kAlertRecord =
    R"({"type":"record","name":"Alert","fields":[{"name":"alert_id","type":"string"}]})";
constexpr const char* kAlertMessage = "syntax = \"proto3\"; message Alert { string alert_id = 1; }";

std::string InFrame(int schema, const std::string& payload) {
  return std::string("\0\0\0\0", 4) + static_cast<char>(schema) + payload;
}

TEST(SchemaStory, RecordsWaitForTheRegistryAndBecomeEvents) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  fakes::SchemaRegistryServer registry;
  registry.Put(1, "AVRO", kAlertRecord);
  registry.Put(2, "PROTOBUF", kAlertMessage);
  registry.broken = true;
  SiteOptions options;
  options.bus = ", registry: {url: '" + registry.Url() +
                "'}, in: [{topic: avro-PREFIX, format: avro, type: tocsin.alert.raised, data: '. + "
                "{title: \"x\"}'}, {topic: proto-PREFIX, format: protobuf, type: "
                "tocsin.alert.raised, data: '. + {title: \"x\"}'}]";
  const Site site("schemas", std::move(options));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  const std::string avro = "avro-" + site.Prefix(), proto = "proto-" + site.Prefix();
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  for (const auto* id : {"r1", "r2"})
    producer.Produce(
        {.topic = avro, .key = id, .value = InFrame(1, std::string("\4") + id), .partition = 0});
  producer.Produce({.topic = avro, .key = "k", .value = InFrame(9, "?"), .partition = 0});
  producer.Produce({.topic = avro, .key = "r3", .value = InFrame(1, "\4r3"), .partition = 0});
  const std::string long_id = "an-id-as-long-as-those-of-real-alerts-are";
  producer.Produce({.topic = avro,
                    .key = long_id,
                    .value = InFrame(1, static_cast<char>(2 * long_id.size()) + long_id),
                    .partition = 0});
  producer.Produce({.topic = proto,
                    .key = "p1",
                    .value = InFrame(2, std::string("\0\x0a\2p1", 5)),
                    .partition = 0});
  producer.Flush();

  const std::string ready = "http://" + Site::HttpOf(*worker) + "/ready";
  EXPECT_TRUE(Eventually([&] {
    return Ask({.url = ready}).body.find("it answered 503; records of") != std::string::npos;
  })) << Ask({.url = ready}).body;
  PublishAlerts(site, 0, 1);
  BusWatch watch(site.Kafka(), site.Prefix());
  EXPECT_TRUE(Eventually([&] { return !watch.All("actions").empty(); })) << "the rest goes on";
  EXPECT_EQ(watch.All("dlq").size(), 0U) << "a registry that is away condemns nothing";

  registry.broken = false;
  for (const auto& alert :
       {std::string("r1"), std::string("r2"), std::string("r3"), long_id, std::string("p1")})
    EXPECT_EQ(watch.WaitFor("actions", alert, "tocsin.action.requested", 1).size(), 1U)
        << alert << '\n'
        << worker->Errors();
  ASSERT_TRUE(Eventually([&] { return !watch.All("dlq").empty(); }));
  const auto& letter = watch.All("dlq").front();
  EXPECT_THAT(letter.headers.at("dlq_error"), HasSubstr("schema 9 of the registry http://"));
  EXPECT_THAT(letter.headers.at("dlq_error"), HasSubstr("there is none"));
  EXPECT_EQ(Ask({.url = ready}).body.find("registry"), std::string::npos);
  producer.DeleteTopics({avro, proto});
}

}  // namespace
}  // namespace tocsin::harness
