// links: harness
#include <gtest/gtest.h>

#include "tests/harness/crash_story.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

class CrashPoints : public testing::TestWithParam<const char*> {};

// Three passages each: the very first, one in the middle of the first batches, and a late one.
TEST_P(CrashPoints, LoseAndDoubleNothing) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  CrashReport report;
  for (const int passage : {1, 2, 3}) RunCrashStory(GetParam(), passage, report);
  EXPECT_GE(report.crashes, 1) << "the point was never passed: the test would prove nothing";
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  RecordProperty("raw_repeats", report.raw_repeats);
  RecordProperty("worst_recovery_ms", static_cast<int>(report.worst_recovery_ms));
}

INSTANTIATE_TEST_SUITE_P(All, CrashPoints,
                         testing::Values("after_poll", "before_commit", "after_commit",
                                         "before_produce", "after_produce"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace tocsin::harness
