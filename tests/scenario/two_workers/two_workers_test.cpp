// links: harness
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/harness/group_story.hpp"

namespace tocsin::harness {
namespace {

// How long a takeover and a restart take is printed here, and measured by tools/bench recovery.

TEST(TwoWorkers, OneKilledOneStoppedLoseAndDoubleNothing) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunGroupStory({});
  std::printf("%s\n", report.Row().c_str());
  EXPECT_EQ(report.flow.alerts, 300);
  EXPECT_EQ(report.flow.missing, 0);
  EXPECT_EQ(report.flow.doubled, 0);
  if (HasFailure()) std::printf("%s%s\n", report.flow.details.c_str(), report.logs.c_str());
}

TEST(TwoWorkers, WhatAStoppedOneHadInHandIsRefused) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  // A commit may only take out what has been published, which nobody refuses: one of four stops,
  // each before another commit, must meet more.
  bool refused = false;
  for (int stop = 0; stop < 4 && !refused; ++stop) {
    const auto report =
        RunStandstillStory({.alerts = 200, .flow = std::chrono::seconds(12)}, 25 + stop);
    std::printf("%s\n", report.Row().c_str());
    EXPECT_EQ(report.flow.alerts, 200);
    EXPECT_EQ(report.flow.missing, 0);
    EXPECT_EQ(report.flow.doubled, 0);
    refused = report.refused > 0 || report.stopped_ended;
    if (HasFailure()) std::printf("%s%s\n", report.flow.details.c_str(), report.logs.c_str());
  }
  EXPECT_TRUE(refused);
}

TEST(TwoWorkers, ARestartOnTheSameMachineIsBackAtWork) {
  if (KafkaAddress().empty() || DatabaseAddress().empty())
    GTEST_SKIP() << "needs Kafka and PostgreSQL";
  const auto report = RunRestartStory();
  std::printf("back at work after %.0f ms, %d alerts %d missing %d doubled %d raw repeats\n",
              report.back_at_work_ms, report.flow.alerts, report.flow.missing, report.flow.doubled,
              report.flow.raw_repeats);
  EXPECT_EQ(report.flow.missing, 0);
  EXPECT_EQ(report.flow.doubled, 0);
  EXPECT_GE(report.back_at_work_ms, 0);
}

}  // namespace
}  // namespace tocsin::harness
