// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/dialling.hpp"

namespace tocsin::harness {
namespace {

constexpr int kPeople = 100;

class ManyDiallingFaults : public testing::TestWithParam<DiallingFault> {};

TEST_P(ManyDiallingFaults, OneRingEach) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunDiallingFault(GetParam(), kPeople, std::chrono::seconds(180));
  std::printf("%s\n", report.Row(GetParam().name).c_str());
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.rung_twice, 0);
  EXPECT_EQ(report.unrung, 0);
  EXPECT_EQ(report.strays, GetParam().stray_legs ? kPeople : 0);
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

INSTANTIATE_TEST_SUITE_P(All, ManyDiallingFaults, testing::ValuesIn(DiallingFaults()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tocsin::harness
