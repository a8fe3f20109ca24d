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
  for (const auto* bad : {"P1DT", "PT1S1H", "P1D1D", "P1D1W", "P1.D", "P.5D", "PnanD", "PinfD",
                          "P1S", "PT1D", "P-1D", "P1", "1D"})
    EXPECT_FALSE(ParseTimeSpan(bad)) << bad;
}

TEST(FormatDuration, ReadsBack) {
  for (const auto ms : {0, 1, 999, 1000, 61'001, 90'000'000}) {
    EXPECT_EQ(ParseDuration(FormatDuration(Duration(ms))).value(), Duration(ms));
  }
}

std::string After(std::string_view start, std::string_view span) {
  return FormatTime(ParseTime(start).value() + ParseTimeSpan(span).value());
}

TEST(TimeSpan, MonthsAndYearsAreThoseOfTheCalendar) {
  EXPECT_EQ(After("2026-03-07T01:10:00.250Z", "P1M"), "2026-04-07T01:10:00.250Z");
  EXPECT_EQ(After("2026-01-31T12:00:00Z", "P1M"), "2026-02-28T12:00:00.000Z");
  EXPECT_EQ(After("2028-01-31T12:00:00Z", "P1M"), "2028-02-29T12:00:00.000Z");
  EXPECT_EQ(After("2028-02-29T00:00:00Z", "P1Y"), "2029-02-28T00:00:00.000Z");
  EXPECT_EQ(After("2026-12-15T00:00:00Z", "P1Y2M10DT2H"), "2028-02-25T02:00:00.000Z");
  EXPECT_EQ(After("2026-03-01T00:00:00Z", "P0.5Y"), "2026-09-01T00:00:00.000Z");
  EXPECT_EQ(After("2026-03-01T00:00:00Z", "P1W1DT1M1.5S"), "2026-03-09T00:01:01.500Z");
  EXPECT_EQ(After("2026-03-01T00:00:00Z", "90m"), "2026-03-01T01:30:00.000Z");
}

TEST(TimeSpan, RefusesWhatHasNoLength) {
  const auto third = ParseTimeSpan("P0.3M");
  ASSERT_FALSE(third);
  EXPECT_NE(third.error().message.find("fraction of a month"), std::string::npos);
  EXPECT_FALSE(ParseTimeSpan("P101Y"));
  const auto month = ParseDuration("P1M");
  ASSERT_FALSE(month);
  EXPECT_NE(month.error().message.find("months and years"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
