#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/dialling.hpp"

namespace tocsin::harness {
namespace {

// What a worker stored for a call of the other one's partition must go out although it died before
// it could send it and came back before anybody noticed.
TEST(CrashesBesideAnother, NoDecisionStaysBehind) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  int crashed = 0;
  const auto report = RunCrashesBesideAnother("after_decision_commit", 4, 3, crashed);
  std::printf("%s, %d crashes\n", report.Row("after_decision_commit").c_str(), crashed);
  EXPECT_EQ(crashed, 4);
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.unrung, 0);
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

}  // namespace
}  // namespace tocsin::harness
