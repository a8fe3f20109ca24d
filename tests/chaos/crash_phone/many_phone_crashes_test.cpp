// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/phone_story.hpp"

namespace tocsin::harness {
namespace {

constexpr int kTimes = 20;

class ManyPhoneCrashes : public testing::TestWithParam<const char*> {};

TEST_P(ManyPhoneCrashes, OneRingOneDecisionOneAction) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const std::string point = GetParam();
  const bool once_a_story =
      point.find("dial") != std::string::npos || point.find("decision") != std::string::npos;
  std::vector<CrashCase> cases;
  for (int time = 0; time < kTimes; ++time)
    cases.push_back({point, once_a_story ? 1 : 1 + time % 10});
  const auto report = RunPhoneCrashStories(cases)[point];
  std::printf("%s\n", report.Row(point).c_str());
  EXPECT_EQ(report.crashes, kTimes);
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.extra_rings, 0);
  EXPECT_EQ(report.unbound, 0);
  EXPECT_EQ(report.asked_again, 0);
  EXPECT_EQ(report.told_early, 0);
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

INSTANTIATE_TEST_SUITE_P(All, ManyPhoneCrashes,
                         testing::Values("before_dial", "after_dial", "before_decision_commit",
                                         "after_decision_commit", "after_poll", "before_commit",
                                         "after_commit", "before_produce", "after_produce"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace tocsin::harness
