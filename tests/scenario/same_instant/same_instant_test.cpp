// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/meetings.hpp"

namespace tocsin::harness {
namespace {

TEST(SameInstant, NoneMissedNoneStale) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunMeetings(250);
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.missed, 0);
  EXPECT_EQ(report.stale, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.details, "");
}

class SameInstantRace : public testing::TestWithParam<std::pair<const char*, Beside>> {};

TEST_P(SameInstantRace, ARunIsGivenWhatCameAfterItBegan) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto& [name, where] = GetParam();
  const auto report = RunRaces(500, where);
  std::printf("%-16s %s\n", name, report.Row().c_str());
  EXPECT_EQ(report.ended + report.before, report.races);
  EXPECT_EQ(report.overlooked, 0);
  if (where == Beside::kSamePartition) EXPECT_EQ(report.ended, report.races);
}

INSTANTIATE_TEST_SUITE_P(All, SameInstantRace,
                         testing::Values(std::pair{"same_partition", Beside::kSamePartition},
                                         std::pair{"other_topic", Beside::kOtherTopic},
                                         std::pair{"other_partition", Beside::kOtherPartition}),
                         [](const auto& info) { return std::string(info.param.first); });

}  // namespace
}  // namespace tocsin::harness
