// links: harness
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <random>

#include "tests/harness/alert_flow.hpp"
#include "tests/harness/fatal_input.hpp"

namespace tocsin::harness {
namespace {

constexpr int kKills = 200;
constexpr int kAlerts = 6'000;
constexpr std::chrono::seconds kOver{150};

// Two hundred lives of up to a second each, in the middle of real alerts: nothing of it is an
// input's fault. Every other one is counted from when the worker is ready, for a slow machine may
// take longer than a second to come to it.
TEST(Kills, SetNothingAside) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  std::mt19937 random(20261127);
  std::uniform_int_distribution<int> life(100, 1'000);
  const Site site("kills");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  AlertFlow flow(site, kAlerts, kOver);
  int alone = 0, suspected = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    const auto worker = kill % 2 == 0 ? site.Spawn() : site.Start();
    ASSERT_TRUE(worker);
    worker->Wait(std::chrono::milliseconds(life(random)));
    worker->Signal(SIGKILL);
    ASSERT_EQ(worker->Wait(std::chrono::seconds(5)), -SIGKILL) << worker->Errors();
    EXPECT_EQ(worker->Errors().find("is set aside"), std::string::npos) << worker->Errors();
    if (site.Query("select 1 from tenure where stage > 0 limit 1") == "1") ++alone;
    if (site.Query("select 1 from suspect limit 1") == "1") ++suspected;
  }
  flow.Finish();
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  const auto report =
      JudgeFlow(site, kAlerts, "actions", "tocsin.action.requested", std::chrono::seconds(90));
  std::printf(
      "%d kills, %d with suspects, %d with an input alone in hand; %d alerts, %d missing, "
      "%d doubled, %d raw repeats\n",
      kKills, suspected, alone, kAlerts, report.missing, report.doubled, report.raw_repeats);
  EXPECT_GT(suspected, 0) << "nothing was in hand at any kill: the test would prove nothing";
  EXPECT_EQ(report.missing, 0) << report.details;
  EXPECT_EQ(report.doubled, 0) << report.details;
  EXPECT_TRUE(ReadTopic(site, "dlq", "", 1, std::chrono::milliseconds(500)).empty());
}

}  // namespace
}  // namespace tocsin::harness
