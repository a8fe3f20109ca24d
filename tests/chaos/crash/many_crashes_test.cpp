// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/crash_story.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

constexpr int kTimes = 20;

class ManyCrashes : public testing::TestWithParam<const char*> {};

TEST_P(ManyCrashes, LoseAndDoubleNothing) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  CrashReport report;
  for (int time = 1; time <= kTimes; ++time) RunCrashStory(GetParam(), 1 + time % 7, report);
  std::printf(
      "%-16s %4d alerts %3d crashes %d missing %d doubled %d raw repeats, worst restart %.0f ms\n",
      GetParam(), report.alerts, report.crashes, report.missing, report.doubled, report.raw_repeats,
      report.worst_recovery_ms);
  EXPECT_GE(report.crashes, kTimes / 2);
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
}

INSTANTIATE_TEST_SUITE_P(All, ManyCrashes,
                         testing::Values("after_poll", "before_commit", "after_commit",
                                         "before_produce", "after_produce"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace tocsin::harness
