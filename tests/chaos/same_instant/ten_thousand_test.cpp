// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/meetings.hpp"

namespace tocsin::harness {
namespace {

TEST(SameInstant, NoneMissedNoneStale) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunMeetings(5'000);
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.missed, 0);
  EXPECT_EQ(report.stale, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.details, "");
}

TEST(SameInstant, ARunIsGivenWhatCameAfterItBegan) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunRaces(10'000);
  std::printf("%d races: %d ended, %d met their event before they began\n", report.races,
              report.ended, report.before);
  EXPECT_EQ(report.ended + report.before, report.races);
  EXPECT_EQ(report.overlooked, 0);
  EXPECT_GT(report.ended, 0);
}

}  // namespace
}  // namespace tocsin::harness
