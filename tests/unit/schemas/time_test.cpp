// links: schemas
#include "schemas/time.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(ParseTime, ReadsOffsetsAndFractions) {
  EXPECT_EQ(FormatTime(ParseTime("2026-03-07T02:10:00+01:00").value()), "2026-03-07T01:10:00.000Z");
  EXPECT_EQ(FormatTime(ParseTime("2026-03-07T02:10:00.1234567Z").value()),
            "2026-03-07T02:10:00.123Z");
  EXPECT_FALSE(ParseTime("2026-02-30T00:00:00Z"));
  EXPECT_FALSE(ParseTime("2026-03-07T02:10:00"));
  EXPECT_FALSE(ParseTime("2026-03-07T02:10:00Zx"));
}

TEST(ParseDuration, ReadsShortAndIsoForms) {
  EXPECT_EQ(ParseDuration("1h30m").value(), minutes(90));
  EXPECT_EQ(ParseDuration("PT1H30M").value(), minutes(90));
  EXPECT_EQ(ParseDuration("P1DT2H").value(), hours(26));
  EXPECT_EQ(ParseDuration("0.5s").value(), Duration(500));
  EXPECT_EQ(ParseDuration("250ms").value(), Duration(250));
  for (const auto* bad : {"", "5", "5x", "-1s", "P", "P1M", "PT", "1h-30m", "P1Y"})
    EXPECT_FALSE(ParseDuration(bad)) << bad;
}

TEST(FormatDuration, ReadsBack) {
  for (const auto ms : {0, 1, 999, 1000, 61'001, 90'000'000}) {
    EXPECT_EQ(ParseDuration(FormatDuration(Duration(ms))).value(), Duration(ms));
  }
}

}  // namespace
}  // namespace tocsin
