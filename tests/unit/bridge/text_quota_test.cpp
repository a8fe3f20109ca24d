#include "workers/bridge/messages/text_quota.hpp"

#include <gtest/gtest.h>

namespace tocsin::bridge {
namespace {

constexpr TimePoint kStart{Duration(1'000)};
const TextQuota::Limits kLimits{.per_number = 2, .all = 3};

TEST(TextQuota, BoundsOneNumberAndAll) {
  TextQuota quota;
  EXPECT_TRUE(quota.Take("+15550001", kLimits, kStart));
  EXPECT_TRUE(quota.Take("+15550001", kLimits, kStart));
  const auto third = quota.Take("+15550001", kLimits, kStart);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().message, "limits.texts_per_number_hour is 2: the message is not sent");
  EXPECT_TRUE(quota.Take("+15550002", kLimits, kStart));
  const auto fourth = quota.Take("+15550003", kLimits, kStart);
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().message, "limits.texts_per_hour is 3: the message is not sent");
}

TEST(TextQuota, AnHourLaterThereIsRoomAgain) {
  TextQuota quota;
  const TimePoint later = kStart + std::chrono::minutes(30);
  EXPECT_TRUE(quota.Take("+15550001", kLimits, kStart));
  EXPECT_TRUE(quota.Take("+15550001", kLimits, later));
  EXPECT_FALSE(quota.Take("+15550001", kLimits, kStart + std::chrono::minutes(59)));
  EXPECT_TRUE(quota.Take("+15550001", kLimits, kStart + std::chrono::hours(1)));
  EXPECT_FALSE(quota.Take("+15550001", kLimits, kStart + std::chrono::hours(1)));
}

}  // namespace
}  // namespace tocsin::bridge
