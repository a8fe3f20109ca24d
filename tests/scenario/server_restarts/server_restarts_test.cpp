// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/restart_story.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using Which = ServerRestart::Which;

TEST(ServerRestarts, EveryAlertHasOneClosing) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const OwnServers servers;
  ASSERT_EQ(servers.Trouble(), "");
  const auto report = RunServerRestarts(
      servers, 300, milliseconds(15'000),
      {{Which::kDatabase, milliseconds(3'000)}, {Which::kBroker, milliseconds(7'000)}});
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.closed.alerts, 300);
  EXPECT_EQ(report.restarts, 2);
  EXPECT_EQ(report.closed.missing, 0);
  EXPECT_EQ(report.closed.doubled, 0);
  EXPECT_EQ(report.actions.missing, 0);
  EXPECT_EQ(report.actions.doubled, 0);
  EXPECT_TRUE(report.worker_lives);
  if (HasFailure()) std::printf("%s%s\n", report.closed.details.c_str(), report.log.c_str());
}

// The server is there and its kernel acknowledges, but nothing answers: only a limit of our own
// ends the calls under way. What they did is in doubt until it goes on.
TEST(ServerRestarts, ADatabaseThatStandsStillIsGivenUpAndComesBack) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const OwnServers servers;
  ASSERT_EQ(servers.Trouble(), "");
  const auto report = RunServerRestarts(
      servers, 300, milliseconds(15'000),
      {{Which::kDatabaseStands, milliseconds(2'000), milliseconds(10'000)}}, ", timeout: 2s");
  std::printf("%s; /ready after %.1f s, %d calls given up\n", report.Row().c_str(),
              report.ready_said_after_ms / 1000, report.commits_given_up);
  EXPECT_EQ(report.closed.alerts, 300);
  EXPECT_NE(report.ready_said.find("\"store\""), std::string::npos) << report.ready_said;
  EXPECT_GE(report.commits_given_up, 1);
  EXPECT_EQ(report.closed.missing, 0);
  EXPECT_EQ(report.closed.doubled, 0);
  EXPECT_EQ(report.actions.missing, 0);
  EXPECT_EQ(report.actions.doubled, 0);
  EXPECT_TRUE(report.worker_lives);
  if (HasFailure()) std::printf("%s%s\n", report.closed.details.c_str(), report.log.c_str());
}

}  // namespace
}  // namespace tocsin::harness
