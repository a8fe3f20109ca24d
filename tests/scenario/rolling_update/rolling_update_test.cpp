// links: harness schemas net
// Every worker of three is replaced while people talk on the phone, as a deployment of a cluster
// does it: no call is cut, nothing is lost, nothing happens twice.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/rolling_update.hpp"

namespace tocsin::harness {
namespace {

TEST(RollingUpdate, WithTheDrainNoCallIsCutAndNothingIsLostOrDoubled) {
  std::string why;
  const auto report = RunRollingUpdate(20, true, why);
  if (!why.empty()) GTEST_SKIP() << why;
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.sent, 20);
  EXPECT_EQ(report.decided, 20);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.lost, 0);
  EXPECT_EQ(report.cut, 0);
  EXPECT_EQ(report.said_again, 0);
  EXPECT_EQ(report.replaced, 3);
  EXPECT_GE(report.live, 6) << "hardly any call had a socket: the test would prove nothing";
  EXPECT_GE(report.waited, 1) << "no worker had a call to wait for: the test would prove nothing";
  if (HasFailure()) std::printf("%s\n", report.details.c_str());
}

}  // namespace
}  // namespace tocsin::harness
