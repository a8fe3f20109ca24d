// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/phone_story.hpp"

namespace tocsin::harness {
namespace {

constexpr int kTimes = 3;

struct Case {
  const char* point;
  std::vector<int> passages;
};

/// All stories run side by side before the first test: after a crash just before a dial it takes a
/// minute until the carrier's list has proved that nobody was rung.
class PhoneCrashPoints : public testing::TestWithParam<Case> {
 protected:
  static const std::vector<Case>& Cases() {
    // The voice points are passed once in a story; those of the bus often, so each time another
    // passage.
    static const std::vector<Case> cases = {{"before_dial", {1, 1, 1}},
                                            {"after_dial", {1, 1, 1}},
                                            {"before_decision_commit", {1, 1, 1}},
                                            {"after_decision_commit", {1, 1, 1}},
                                            {"after_poll", {2, 5, 8}},
                                            {"before_commit", {3, 6, 9}},
                                            {"after_commit", {2, 5, 8}},
                                            {"before_produce", {2, 5, 8}},
                                            {"after_produce", {3, 6, 9}}};
    return cases;
  }
  static void SetUpTestSuite() {
    if (KafkaAddress().empty() || DatabaseAddress().empty()) return;
    const auto& suite = *testing::UnitTest::GetInstance()->current_test_suite();
    std::vector<CrashCase> wanted;
    for (int i = 0; i < suite.total_test_count(); ++i) {
      if (!suite.GetTestInfo(i)->should_run()) continue;
      const auto& [point, passages] = Cases()[static_cast<std::size_t>(i)];
      for (const int passage : passages) wanted.push_back({point, passage});
    }
    reports_ = RunPhoneCrashStories(wanted);
  }
  static inline std::map<std::string, PhoneReport> reports_;

  friend auto AllCases();
};

auto AllCases() { return testing::ValuesIn(PhoneCrashPoints::Cases()); }

TEST_P(PhoneCrashPoints, OneRingOneDecisionOneAction) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto& report = reports_[GetParam().point];
  std::printf("%s\n", report.Row(GetParam().point).c_str());
  EXPECT_EQ(report.crashes, kTimes) << "the point was not passed: the test would prove nothing";
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.extra_rings, 0);
  EXPECT_EQ(report.unbound, 0);
  EXPECT_EQ(report.asked_again, 0);
  EXPECT_EQ(report.told_early, 0);
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

INSTANTIATE_TEST_SUITE_P(All, PhoneCrashPoints, AllCases(),
                         [](const auto& info) { return std::string(info.param.point); });

}  // namespace
}  // namespace tocsin::harness
