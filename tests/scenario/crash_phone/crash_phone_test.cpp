// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/phone_story.hpp"

namespace tocsin::harness {
namespace {

struct Case {
  const char* point;
  std::vector<int> passages;
};

class PhoneCrashPoints : public testing::TestWithParam<Case> {};

TEST_P(PhoneCrashPoints, OneRingOneDecisionOneAction) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto& [point, passages] = GetParam();
  const auto report = RunPhoneCrashStories(point, passages, 3);
  std::printf("%s\n", report.Row(point).c_str());
  EXPECT_EQ(report.crashes, 3) << "the point was not passed: the test would prove nothing";
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.extra_rings, 0);
  EXPECT_EQ(report.unbound, 0);
  EXPECT_EQ(report.asked_again, 0);
  EXPECT_EQ(report.told_early, 0);
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

// The voice points are passed once in a story; those of the bus often, so each time another
// passage.
INSTANTIATE_TEST_SUITE_P(
    All, PhoneCrashPoints,
    testing::Values(Case{"after_dial", {1, 1, 1}}, Case{"before_decision_commit", {1, 1, 1}},
                    Case{"after_decision_commit", {1, 1, 1}}, Case{"after_poll", {2, 5, 8}},
                    Case{"before_commit", {3, 6, 9}}, Case{"after_commit", {2, 5, 8}},
                    Case{"before_produce", {2, 5, 8}}, Case{"after_produce", {3, 6, 9}}),
    [](const auto& info) { return std::string(info.param.point); });

}  // namespace
}  // namespace tocsin::harness
