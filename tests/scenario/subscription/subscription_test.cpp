// links: harness bus schemas net
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "adapters/bus/kafka.hpp"
#include "tests/harness/alert_flow.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

class SubscriptionChange : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }
  static void Edit(const Site& site, const std::string& what, const std::string& with) {
    std::ifstream in(site.Folder() / "tocsin.yaml");
    std::ostringstream text;
    text << in.rdbuf();
    std::string yaml = text.str();
    const auto at = yaml.find(what);
    ASSERT_NE(at, std::string::npos) << yaml;
    yaml.replace(at, what.size(), with);
    site.Write("tocsin.yaml", yaml);
  }
  static void StopOrderly(Process& worker) {
    worker.Signal(SIGTERM);
    ASSERT_EQ(worker.Wait(std::chrono::seconds(20)), 0) << worker.Errors();
  }
  static bool ReadyWithin(Process& worker, std::chrono::seconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (Ask({.url = "http://" + Site::HttpOf(worker) + "/ready"}).body.find("partitions") !=
           std::string::npos) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
  }
};

// Stopped and started again within the group's session, with another topic to read.
TEST_F(SubscriptionChange, IsReadOnceReadySaysSo) {
  SiteOptions options;
  options.bus = ", in: []";
  const Site site("subscribe", std::move(options));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  {
    const auto worker = site.Start();
    ASSERT_TRUE(worker);
    ASSERT_TRUE(ReadyWithin(*worker, std::chrono::seconds(20)));
    StopOrderly(*worker);
  }
  Edit(site, "in: []",
       "in: [{topic: " + site.Prefix() + ".raw, type: tocsin.alert.raised, id: .id, data: .}]");
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  ASSERT_TRUE(ReadyWithin(*worker, std::chrono::seconds(30)));
  EXPECT_TRUE(worker->WaitForLine("workflow: 60 partitions are ours", std::chrono::seconds(1)))
      << worker->Errors();
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  producer.Produce(site.Prefix() + ".raw", "r1", R"({"id":"1","alert_id":"r1","title":"x"})");
  producer.Flush();
  BusWatch bus(site.Kafka(), site.Prefix());
  EXPECT_EQ(bus.WaitFor("actions", "r1", "tocsin.action.requested", 1).size(), 1U);
}

// A topic that comes while the worker runs, and its partitions that come later still. The
// expression takes tocsin's own topics too, the dead letters above all: they stay out of it.
TEST_F(SubscriptionChange, TopicsOfAnExpressionAreReadWhenTheyCome) {
  SiteOptions options;
  options.bus = ", in: [{topic: '^.*PREFIX', type: tocsin.alert.raised, id: .id, data: .}]";
  const Site site("pattern", std::move(options));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  ASSERT_TRUE(ReadyWithin(*worker, std::chrono::seconds(20)));
  EXPECT_TRUE(worker->WaitForLine("workflow: 48 partitions are ours", std::chrono::seconds(1)));

  const std::string topic = "metrics." + site.Prefix();
  const auto bus = MakeKafkaBus({.brokers = site.Kafka()});
  ASSERT_TRUE(bus);
  ASSERT_TRUE((*bus)->EnsureTopics({{topic, 2}}, std::chrono::seconds(15)));
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  const auto put = [&](const std::string& alert, int partition) {
    producer.Produce(
        {.topic = topic,
         .key = alert,
         .value = R"({"title":"x","id":")" + alert + R"(","alert_id":")" + alert + R"("})",
         .partition = partition});
  };
  BusWatch watch(site.Kafka(), site.Prefix());
  const auto answers = [&](const std::string& alert) {
    return watch.WaitFor("actions", alert, "tocsin.action.requested", 1).size();
  };
  put("m0", 0);
  put("m1", 1);
  producer.Flush();
  EXPECT_EQ(answers("m0"), 1U);
  EXPECT_EQ(answers("m1"), 1U);

  ASSERT_TRUE((*bus)->EnsureTopics({{topic, 14, true}}, std::chrono::seconds(15)));
  KafkaClient later(KafkaClient::Kind::kProducer, site.Kafka());
  for (const int partition : {0, 2, 13})
    later.Produce({.topic = topic,
                   .key = "n" + std::to_string(partition),
                   .value = R"({"title":"x","id":"n)" + std::to_string(partition) +
                            R"(","alert_id":"n)" + std::to_string(partition) + R"("})",
                   .partition = partition});
  later.Flush();
  for (const int partition : {0, 2, 13}) EXPECT_EQ(answers("n" + std::to_string(partition)), 1U);
  EXPECT_TRUE(worker->WaitForLine("workflow: 62 partitions are ours", std::chrono::seconds(1)))
      << worker->Errors();
  EXPECT_EQ(watch.All("dlq").size(), 0U);
  later.DeleteTopics({topic});
}

// Somebody adds partitions to one of our topics: the next start makes the others equal.
TEST_F(SubscriptionChange, TopicsThatGrewDoNotKeepTheWorkerFromStarting) {
  const Site site("grow");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  const auto bus = MakeKafkaBus({.brokers = site.Kafka()});
  ASSERT_TRUE(bus);
  const auto grown =
      (*bus)->EnsureTopics({{site.Prefix() + ".alerts", 13, true}}, std::chrono::seconds(15));
  ASSERT_TRUE(grown) << grown.error().message;
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  EXPECT_TRUE(worker->WaitForLine("all get 13", std::chrono::seconds(1))) << worker->Errors();
  PublishAlerts(site, 0, 40);
  EXPECT_EQ(
      ReadTopic(site, "actions", "tocsin.action.requested", 40, std::chrono::seconds(20)).size(),
      40U);
}

}  // namespace
}  // namespace tocsin::harness
