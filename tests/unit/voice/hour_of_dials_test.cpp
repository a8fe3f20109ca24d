#include "workers/voice/worker/hour_of_dials.hpp"

#include <gtest/gtest.h>

namespace tocsin::voice {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

const TimePoint kNow{hours(24 * 365 * 50)};
constexpr int kMost = 100;

TEST(HourOfDials, AllAreCountedAtFirst) {
  HourOfDials dials;
  EXPECT_EQ(dials.Since(kNow), kNow - hours(1));
  EXPECT_EQ(dials.Take(kNow, 40, kMost), 40);
}

TEST(HourOfDials, WithinASecondOnlyTheNewestAre) {
  HourOfDials dials;
  dials.Take(kNow, 40, kMost);
  const auto soon = kNow + milliseconds(999);
  // Two seconds before, for those whose claim was not stored yet.
  EXPECT_EQ(dials.Since(soon), kNow - seconds(2));
  EXPECT_EQ(dials.Take(soon, 7, kMost), 47);
  // What was counted at first is what is added to, not what was made of it.
  EXPECT_EQ(dials.Take(soon, 8, kMost), 48);
}

TEST(HourOfDials, AfterASecondAllAreCountedAgain) {
  HourOfDials dials;
  dials.Take(kNow, 40, kMost);
  const auto later = kNow + seconds(1);
  EXPECT_EQ(dials.Since(later), later - hours(1));
  EXPECT_EQ(dials.Take(later, 12, kMost), 12);
}

TEST(HourOfDials, WhatMayBeTooManyMustBeCounted) {
  HourOfDials dials;
  dials.Take(kNow, 95, kMost);
  EXPECT_EQ(dials.Take(kNow, 4, kMost), 99);
  EXPECT_EQ(dials.Take(kNow, 5, kMost), std::nullopt);

  dials.Forget();
  EXPECT_EQ(dials.Since(kNow), kNow - hours(1));
  EXPECT_EQ(dials.Take(kNow, 96, kMost), 96);
  // Counted, it is what it is.
  dials.Forget();
  EXPECT_EQ(dials.Take(kNow, 100, kMost), 100);
}

TEST(HourOfDials, AClockThatWasSetBackCountsAgain) {
  HourOfDials dials;
  dials.Take(kNow, 40, kMost);
  EXPECT_EQ(dials.Since(kNow - milliseconds(1)), kNow - milliseconds(1) - hours(1));
}

}  // namespace
}  // namespace tocsin::voice
