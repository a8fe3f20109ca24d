#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "tests/harness/alert_flow.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/fatal_input.hpp"
#include "tests/harness/phone_site.hpp"
#include "tests/harness/phone_story.hpp"
#include "tests/harness/receiver.hpp"

namespace tocsin::harness {
namespace {

class FatalElsewhere : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }
  static void ExpectLetter(BusWatch& bus, const std::string& key, const std::string& topic) {
    const auto letters = bus.WaitFor("dlq", key, "", 1);
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(letters[0].headers.at("dlq_reason"), "crash");
    EXPECT_TRUE(letters[0].headers.at("dlq_topic").ends_with(topic));
  }
};

// Nobody is called for it, and who asked hears so; the others are called.
TEST_P(FatalElsewhere, ACallThatEndsTheVoiceWorkerFails) {
  const PhoneSite site(
      "fatalvoice",
      {.people = ApprovingPerson(PersonNumber(1)),
       .resources = "contacts: {alice: {name: Alice, phone: '" + PersonNumber(1) +
                    "'}}\npolicies: {default: {rungs: [{contact: alice, retries: 0}]}}\n"
                    "actions: {container: restart_container}\n",
       .settings = "run: {stuck_after: 2s}\n"});
  PublishAlerts(site.At(), 1, 1, "critical");
  const std::string bad = site.At().Prefix() + "-1", good = site.At().Prefix() + "-0";
  // The request alone: as its run ends, it withdraws the question under the same subject.
  const auto life =
      Supervise(site.At(), {{GetParam(), "voice.decide@tocsin.call.requested " + bad}});
  ASSERT_TRUE(life.worker) << life.line;
  EXPECT_EQ(life.ends.size(), 4U);

  // Not before: a call that is up when its worker dies may end unanswered.
  PublishAlerts(site.At(), 0, 1, "critical");
  BusWatch bus(site.At().Kafka(), site.At().Prefix());
  const auto failed = bus.WaitFor("calls", bad, "tocsin.call.failed", 1);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].At("reason"), "crash");
  ExpectLetter(bus, bad, ".calls");
  const auto closed =
      bus.WaitFor("alerts", good, "tocsin.alert.closed", 1, std::chrono::seconds(60));
  ASSERT_EQ(closed.size(), 1U) << life.worker->Errors();
  EXPECT_EQ(closed[0].At("outcome"), "approved");
  EXPECT_EQ(bus.WaitFor("alerts", bad, "tocsin.alert.closed", 1).size(), 1U);
}

TEST_P(FatalElsewhere, AnActionThatEndsTheBridgeFails) {
  Receiver receiver;
  SiteOptions options;
  options.settings = "run: {stuck_after: 2s}\nbridge: {deliveries: [{name: n8n, url: '" +
                     receiver.Url() + "/hook'}]}\n";
  const Site site("fatalbridge", std::move(options));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  PublishAlerts(site, 0, 6);
  const std::string bad = site.Prefix() + "-3";
  const auto life = Supervise(site, {{GetParam(), "bridge.decide@" + bad}});
  ASSERT_TRUE(life.worker) << life.line;
  EXPECT_EQ(life.ends.size(), 4U);

  BusWatch bus(site.Kafka(), site.Prefix());
  EXPECT_EQ(bus.WaitFor("actions", bad, "tocsin.action.failed", 1).size(), 1U);
  ExpectLetter(bus, bad, ".actions");
  for (const int other : {0, 1, 2, 4, 5})
    EXPECT_EQ(bus.WaitFor("actions", site.Prefix() + '-' + std::to_string(other),
                          "tocsin.action.completed", 1)
                  .size(),
              1U)
        << other;
}

TEST_P(FatalElsewhere, AnAnswerThatEndsTheBridgeEndsItsDelivery) {
  Receiver receiver;
  SiteOptions options;
  options.settings = "run: {stuck_after: 2s}\nbridge: {deliveries: [{name: n8n, url: '" +
                     receiver.Url() + "/hook'}]}\n";
  const Site site("fatalanswer", std::move(options));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  PublishAlerts(site, 0, 1);
  const auto life = Supervise(site, {{GetParam(), "bridge.decide@delivery.result"}});
  ASSERT_TRUE(life.worker) << life.line;
  EXPECT_EQ(life.ends.size(), 4U);

  const std::string key = site.Prefix() + "-0";
  BusWatch bus(site.Kafka(), site.Prefix());
  EXPECT_EQ(bus.WaitFor("actions", key, "tocsin.action.failed", 1).size(), 1U);
  ExpectLetter(bus, key, ".actions");
  std::set<std::string> ids;
  for (const auto& request : receiver.Received())
    ids.insert(std::string(HeaderValue(request.headers, "webhook-id")));
  EXPECT_EQ(ids.size(), 1U) << "asked again under one id";
}

INSTANTIATE_TEST_SUITE_P(All, FatalElsewhere, testing::Values("TOCSIN_ABORT_ON", "TOCSIN_HANG_ON"));

}  // namespace
}  // namespace tocsin::harness
