// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/dialling.hpp"
#include "tests/harness/side_by_side.hpp"

namespace tocsin::harness {
namespace {

constexpr int kPeople = 3;

void Expect(const DiallingFault& fault, const DiallingReport& report) {
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.rung_twice, 0);
  EXPECT_EQ(report.unrung, 0);
  if (fault.stray_legs)
    EXPECT_EQ(report.strays, report.alerts) << "the second legs were not dialled";
  else
    EXPECT_EQ(report.strays, 0);
}

// Side by side: most of the time is waiting, a minute of it for the carrier's list after the 503.
TEST(DiallingFaults, OneRingEachAndTheStoryEndsRight) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto& faults = DiallingFaults();
  std::vector<DiallingReport> reports(faults.size());
  SideBySide(faults.size(), kWorkersAtOnce, [&](std::size_t i) {
    reports[i] = RunDiallingFault(faults[i], kPeople, std::chrono::seconds(85));
  });
  for (std::size_t i = 0; i < faults.size(); ++i) {
    SCOPED_TRACE(faults[i].name);
    std::printf("%s\n", reports[i].Row(faults[i].name).c_str());
    Expect(faults[i], reports[i]);
    if (!reports[i].details.empty()) std::printf("%s\n", reports[i].details.c_str());
  }
}

}  // namespace
}  // namespace tocsin::harness
