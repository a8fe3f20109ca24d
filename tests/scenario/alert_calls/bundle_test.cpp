// Many alerts at once, of a policy that bundles its calls: few calls, and each alert is decided
// once, although the worker is killed in the middle of it.
#include <csignal>
#include <cstdio>
#include <map>
#include <set>
#include <thread>

#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/kafka_client.hpp"

namespace tocsin::harness {
namespace {

constexpr std::size_t kManyAlerts = 500;
constexpr const char* kBundled = "+15550003333";

WalkOptions BundleOptions() {
  return {.people = "{'" + std::string(kBundled) +
                    "': [{turns: [{hear: 'alert', press: '2'}, {hear: confirm, press: '1'}]}]}",
          .resources = "contacts: {carol: {phone: '" + std::string(kBundled) +
                       "'}}\n"
                       "policies: {default: {rungs: [{contact: carol, retries: 3}], "
                       "bundle: {after: 2, within: 10m}}}\n"};
}

void RaiseAtOnce(const WalkSite& site, std::size_t alerts) {
  KafkaClient producer(KafkaClient::Kind::kProducer, site.At().Kafka());
  for (std::size_t i = 0; i < alerts; ++i) {
    const auto name = "many-" + std::to_string(i);
    producer.Produce(
        site.At().Prefix() + ".alerts", name,
        R"({"alert_id":")" + name +
            R"(","severity":"critical","title":"Container stopped","node_name":"pve1"})",
        {{"ce_specversion", "1.0"},
         {"ce_id", "e-" + name},
         {"ce_source", "/pve"},
         {"ce_type", "tocsin.alert.raised"},
         {"ce_subject", name},
         {"content-type", "application/json"}});
  }
  producer.Flush();
}

/// Closings by alert; waits until there are so many.
std::map<std::string, std::vector<Sighting>> Closings(WalkSite& site, std::size_t alerts) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(4);
  std::map<std::string, std::vector<Sighting>> closed;
  while (closed.size() < alerts && std::chrono::steady_clock::now() < deadline) {
    closed.clear();
    for (const auto& record : site.Bus().All("alerts"))
      if (record.type == "tocsin.alert.closed") closed[record.key].push_back(record);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return closed;
}

TEST_F(Walk, FiveHundredAlertsAtOnceAreAFewCallsAndEachIsDecidedOnce) {
  WalkSite site(BundleOptions());
  ASSERT_TRUE(site.Start());
  RaiseAtOnce(site, kManyAlerts);
  ASSERT_GE(Closings(site, 1).size(), 1U);
  site.Worker().Signal(SIGKILL);
  ASSERT_TRUE(site.Start());

  const auto closed = Closings(site, kManyAlerts);
  EXPECT_EQ(closed.size(), kManyAlerts);
  std::size_t decided = 0;
  for (const auto& [alert, records] : closed) {
    std::set<std::string> ids;
    for (const auto& record : records) ids.insert(record.headers.at("ce_id"));
    EXPECT_EQ(ids.size(), 1U) << alert;
    const auto& record = records.front();
    EXPECT_EQ(record.At("outcome"), "dismissed") << alert << ": " << record.text;
    if (record.At("decided.by.contact") == "carol") ++decided;
  }
  EXPECT_EQ(decided, kManyAlerts);
  const auto calls = site.Calls(kBundled).size();
  std::printf("%zu alerts at once, %zu decided, %zu calls\n", kManyAlerts, decided, calls);
  EXPECT_GE(calls, 3U);
  EXPECT_LE(calls, 12U);
}

}  // namespace
}  // namespace tocsin::harness
