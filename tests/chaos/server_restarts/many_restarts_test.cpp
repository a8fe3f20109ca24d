// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/restart_story.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using Which = ServerRestart::Which;

class ManyRestarts : public testing::TestWithParam<std::vector<Which>> {};

TEST_P(ManyRestarts, EveryOfAThousandAlertsHasOneClosing) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const OwnServers servers;
  ASSERT_EQ(servers.Trouble(), "");
  std::vector<ServerRestart> restarts;
  milliseconds at(4'000);
  for (const auto which : GetParam()) {
    restarts.push_back({which, at});
    at += milliseconds(10'000);
  }
  const auto report = RunServerRestarts(servers, 1'000, at, restarts);
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.closed.alerts, 1'000);
  EXPECT_EQ(report.restarts, static_cast<int>(restarts.size()));
  EXPECT_EQ(report.closed.missing, 0);
  EXPECT_EQ(report.closed.doubled, 0);
  EXPECT_EQ(report.actions.missing, 0);
  EXPECT_EQ(report.actions.doubled, 0);
  EXPECT_TRUE(report.worker_lives);
  if (HasFailure()) std::printf("%s%s\n", report.closed.details.c_str(), report.log.c_str());
}

INSTANTIATE_TEST_SUITE_P(
    All, ManyRestarts,
    testing::Values(std::vector{Which::kDatabase, Which::kDatabase, Which::kDatabase},
                    std::vector{Which::kBroker, Which::kBroker, Which::kBroker},
                    std::vector{Which::kDatabase, Which::kBroker, Which::kDatabase,
                                Which::kBroker}),
    [](const auto& info) {
      return std::string(info.index == 0 ? "database" : info.index == 1 ? "broker" : "both");
    });

}  // namespace
}  // namespace tocsin::harness
