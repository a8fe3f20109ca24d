// links: harness
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "tests/harness/group_story.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;

TEST(TwoWorkers, AThousandAlertsAKillAndAMinuteStopped) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunGroupStory({.alerts = 1'000,
                                     .flow = milliseconds(85'000),
                                     .kill_at = milliseconds(3'000),
                                     .return_at = milliseconds(13'000),
                                     .stop_at = milliseconds(16'000),
                                     .stop_for = milliseconds(60'000)});
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.flow.alerts, 1'000);
  EXPECT_EQ(report.flow.missing, 0);
  EXPECT_EQ(report.flow.doubled, 0);
  if (HasFailure()) std::printf("%s%s\n", report.flow.details.c_str(), report.logs.c_str());
}

TEST(TwoWorkers, AMinuteStoppedWithRecordsInHand) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  // A commit may only take out what has been published, which nobody refuses: one of three stops
  // must meet more.
  bool refused = false;
  for (const int passage : {3, 40, 200}) {
    const auto report = RunStandstillStory(
        {.alerts = 1'000, .flow = milliseconds(70'000), .stop_for = milliseconds(60'000)}, passage);
    std::printf("%s\n", report.Row().c_str());
    EXPECT_EQ(report.flow.missing, 0);
    EXPECT_EQ(report.flow.doubled, 0);
    refused |= report.refused > 0 || report.stopped_ended;
    if (HasFailure()) std::printf("%s%s\n", report.flow.details.c_str(), report.logs.c_str());
  }
  EXPECT_TRUE(refused);
}

TEST(TwoWorkers, TwentyRestarts) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  std::vector<double> times;
  int raw_repeats = 0;
  for (int time = 0; time < 20; ++time) {
    const auto report = RunRestartStory();
    EXPECT_EQ(report.flow.missing, 0);
    EXPECT_EQ(report.flow.doubled, 0);
    ASSERT_GE(report.back_at_work_ms, 0);
    times.push_back(report.back_at_work_ms);
    raw_repeats += report.flow.raw_repeats;
  }
  std::ranges::sort(times);
  std::printf(
      "20 restarts: back at work after %.0f ms at best, %.0f in the middle, %.0f at worst, %d raw "
      "repeats\n",
      times.front(), times[times.size() / 2], times.back(), raw_repeats);
}

}  // namespace
}  // namespace tocsin::harness
