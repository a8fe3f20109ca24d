// links: harness schemas net
// A worker is killed while it leads a live call; another one behind the same address goes on.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/live_kills.hpp"

namespace tocsin::harness {
namespace {

TEST(LiveKills, AnotherWorkerGoesOnWithTheCall) {
  std::string why;
  const auto report = RunLiveKills({"mid_sentence:4", "before_decision_commit"}, why);
  if (!why.empty()) GTEST_SKIP() << why;
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.kills, 2) << "the point was not passed: the test would prove nothing";
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.rings, 0);
  EXPECT_EQ(report.left, 0);
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

}  // namespace
}  // namespace tocsin::harness
