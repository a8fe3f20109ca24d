#include "workers/workflow/oncall/duty.hpp"

#include <gtest/gtest.h>

namespace tocsin::workflow {
namespace {

std::shared_ptr<const Resources> Make(std::string hours, std::string zone = "Europe/Berlin",
                                      std::string holidays = "[]") {
  const auto parsed = ParseResources(
      {{"r.yaml", "calendars: {c: {zone: " + zone + ", hours: [" + hours +
                      "], holidays: " + holidays + "}}\n" +
                      "contacts: {alice: {phone: '+15559876543'}}\n"
                      "policies: {default: {rungs: [{contact: alice, retries: 2}]}}"}},
      "");
  for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
  return parsed.resources;
}

bool Open(const Resources& resources, std::string_view at) {
  return IsOpen(*resources.FindCalendar("c"), *ParseTime(at));
}

constexpr const char* kOffice = "{days: mon-fri, from: '07:00', to: '16:00'}";

TEST(DutyTest, OpensInBusinessHoursOfTheZone) {
  const auto office = Make(kOffice);
  EXPECT_FALSE(Open(*office, "2026-03-03T05:59:59Z"));  // Tuesday 06:59:59 in Berlin
  EXPECT_TRUE(Open(*office, "2026-03-03T06:00:00Z"));
  EXPECT_TRUE(Open(*office, "2026-03-03T14:59:59.999Z"));
  EXPECT_FALSE(Open(*office, "2026-03-03T15:00:00Z"));
  EXPECT_FALSE(Open(*office, "2026-03-07T11:00:00Z"));  // Saturday
  EXPECT_TRUE(Open(*office, "2026-07-07T05:00:00Z"));   // summer time: 07:00
}

TEST(DutyTest, StaysClosedOnHolidays) {
  const auto office = Make(kOffice, "Europe/Berlin", "['2026-12-25']");
  EXPECT_FALSE(Open(*office, "2026-12-25T10:00:00Z"));  // Friday
  EXPECT_TRUE(Open(*office, "2026-12-24T10:00:00Z"));
  EXPECT_FALSE(Open(*Make(kOffice, "Pacific/Auckland", "['2026-12-25']"), "2026-12-24T20:00:00Z"));
  EXPECT_TRUE(Open(*Make(kOffice, "Pacific/Auckland"), "2026-12-24T20:00:00Z"));
}

TEST(DutyTest, GoesOverMidnight) {
  const auto night = Make("{days: fri, from: '22:00', to: '06:00'}", "UTC", "['2026-03-13']");
  EXPECT_FALSE(Open(*night, "2026-03-06T21:59:00Z"));
  EXPECT_TRUE(Open(*night, "2026-03-06T22:00:00Z"));
  EXPECT_TRUE(Open(*night, "2026-03-07T05:59:00Z"));
  EXPECT_FALSE(Open(*night, "2026-03-07T06:00:00Z"));
  EXPECT_FALSE(Open(*night, "2026-03-06T05:00:00Z"));  // Thursday's night is not open
  EXPECT_FALSE(Open(*night, "2026-03-14T03:00:00Z"));  // began on the holiday
}

TEST(DutyTest, ANightShiftEndsAtTheHolidaysMidnight) {
  const auto night =
      Make("{days: mon-sun, from: '22:00', to: '06:00'}", "Europe/Berlin", "['2026-12-25']");
  EXPECT_TRUE(Open(*night, "2026-12-24T22:59:59Z"));   // 23:59:59 on the 24th
  EXPECT_FALSE(Open(*night, "2026-12-24T23:00:00Z"));  // 00:00 on the 25th
  EXPECT_FALSE(Open(*night, "2026-12-25T04:00:00Z"));
  EXPECT_FALSE(Open(*night, "2026-12-25T22:00:00Z"));
  EXPECT_FALSE(Open(*night, "2026-12-26T04:00:00Z"));  // would have begun on the 25th
  EXPECT_TRUE(Open(*night, "2026-12-26T21:00:00Z"));
}

TEST(DutyTest, KeepsWallTimeOnTheNightTheClockGoesForward) {
  // Berlin, 29 March 2026: 01:59:59 is followed by 03:00:00.
  const auto night = Make("{days: sun, from: '01:30', to: '03:30'}");
  EXPECT_FALSE(Open(*night, "2026-03-29T00:29:59Z"));  // 01:29:59
  EXPECT_TRUE(Open(*night, "2026-03-29T00:30:00Z"));   // 01:30
  EXPECT_TRUE(Open(*night, "2026-03-29T01:00:00Z"));   // 03:00
  EXPECT_TRUE(Open(*night, "2026-03-29T01:29:59Z"));   // 03:29:59
  EXPECT_FALSE(Open(*night, "2026-03-29T01:30:00Z"));  // 03:30
  const auto gone = Make("{days: sun, from: '02:00', to: '03:00'}");
  for (const char* at : {"2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T01:59:59Z"})
    EXPECT_FALSE(Open(*gone, at)) << at;  // the hour does not exist that night
}

TEST(DutyTest, KeepsWallTimeOnTheNightTheClockGoesBack) {
  // Berlin, 25 October 2026: 02:00 to 03:00 comes twice.
  const auto night = Make("{days: sun, from: '02:00', to: '02:30'}");
  EXPECT_FALSE(Open(*night, "2026-10-24T23:59:59Z"));
  EXPECT_TRUE(Open(*night, "2026-10-25T00:00:00Z"));   // 02:00 summer time
  EXPECT_FALSE(Open(*night, "2026-10-25T00:30:00Z"));  // 02:30 summer time
  EXPECT_TRUE(Open(*night, "2026-10-25T01:00:00Z"));   // 02:00 again
  EXPECT_FALSE(Open(*night, "2026-10-25T01:30:00Z"));
}

TEST(DutyTest, NamesTheRungsWithTheirContacts) {
  const auto office = Make(kOffice);
  const Duty duty = Resolve(*office, office->DefaultPolicy(), office->DefaultCalendar(),
                            *ParseTime("2026-03-03T10:00:00Z"));
  EXPECT_EQ(
      CanonicalJson(EncodeJson(duty)),
      R"({"open":true,"rungs":[{"contact":"alice","delay":"45s","language":"en-US","phone":"+15559876543",)"
      R"("retries":2}]})");
}

TEST(DutyTest, IsNeverOpenWithoutCalendarAndEmptyWithoutPolicy) {
  const auto office = Make(kOffice);
  const Duty duty = Resolve(*office, nullptr, nullptr, *ParseTime("2026-03-03T10:00:00Z"));
  EXPECT_FALSE(duty.open);
  EXPECT_TRUE(duty.rungs.empty());
}

TEST(DutyTest, OpensNeverWithEmptyHours) { EXPECT_FALSE(Open(*Make(""), "2026-03-03T10:00:00Z")); }

}  // namespace
}  // namespace tocsin::workflow
