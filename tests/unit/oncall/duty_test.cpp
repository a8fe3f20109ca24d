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
  const Duty duty = Resolve(*office, {.policy = office->DefaultPolicy(),
                                      .calendar = office->DefaultCalendar(),
                                      .at = *ParseTime("2026-03-03T10:00:00Z")});
  EXPECT_EQ(CanonicalJson(EncodeJson(duty)),
            R"({"open":true,"policy":"default",)"
            R"("reasons":[{"name":"alice","who":"alice","why":"policy default"}],)"
            R"("rungs":[{"contact":"alice","delay":"45s","language":"en-US",)"
            R"("phone":"+15559876543","retries":2}],"skipped":[]})");
}

TEST(DutyTest, IsNeverOpenWithoutCalendarAndEmptyWithoutPolicy) {
  const auto office = Make(kOffice);
  const Duty duty = Resolve(*office, {.at = *ParseTime("2026-03-03T10:00:00Z")});
  EXPECT_FALSE(duty.open);
  EXPECT_TRUE(duty.rungs.empty());
}

TEST(DutyTest, OpensNeverWithEmptyHours) { EXPECT_FALSE(Open(*Make(""), "2026-03-03T10:00:00Z")); }

std::shared_ptr<const Resources> Parsed(std::string_view text, std::string_view phone = "") {
  const auto parsed = ParseResources({{"r.yaml", std::string(text)}}, phone);
  for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
  return parsed.resources;
}

/// "alice (why), bob (why)"
std::string Ladder(const Resources& resources, std::string_view severity,
                   std::string_view policy = "default",
                   std::string_view at = "2026-03-03T10:00:00Z") {
  std::string text;
  const Duty duty =
      Resolve(resources,
              {.policy = resources.FindPolicy(policy), .severity = severity, .at = *ParseTime(at)});
  EXPECT_EQ(duty.rungs.size(), duty.reasons.size());
  for (std::size_t i = 0; i < duty.rungs.size(); ++i)
    text += (i == 0 ? "" : ", ") + duty.rungs[i].contact + " (" + duty.reasons[i].why + ")";
  return text;
}

constexpr const char* kTeam = R"(contacts:
  zoe: {phone: '+15559876541', severities: [critical], priority: 2}
  al: {phone: '+15559876542', priority: 1, severities: [high, critical]}
  eve: {phone: '+15559876543', active: false, priority: 0}
  ned: {phone: '+15559876544'}
)";

TEST(DutyTest, ChoosesBySeverityInOrderOfPriority) {
  const auto team = Parsed(kTeam);
  EXPECT_EQ(Ladder(*team, "critical"),
            "al (severity critical, priority 1), zoe (severity critical, priority 2), "
            "ned (severity critical, priority 100)");
  EXPECT_EQ(Ladder(*team, "high"),
            "al (severity high, priority 1), ned (severity high, priority 100)");
  EXPECT_EQ(Ladder(*team, "info"), "ned (severity info, priority 100)");
  EXPECT_EQ(Ladder(*team, ""), "al (priority 1), zoe (priority 2), ned (priority 100)");
}

TEST(DutyTest, ChoosesBySeverityWhereAPolicySaysSo) {
  const auto team = Parsed(std::string(kTeam) +
                           "policies: {night: {by: severity, retries: 3, delay: 1m}, "
                           "boss: {rungs: [{contact: eve}, {contact: zoe}]}}");
  const Duty duty =
      Resolve(*team, {.policy = team->FindPolicy("night"), .severity = "info", .at = TimePoint{}});
  ASSERT_EQ(duty.rungs.size(), 1U);
  EXPECT_EQ(duty.rungs[0].retries, 3);
  EXPECT_EQ(duty.rungs[0].delay, std::chrono::minutes(1));
  // Severities are for choosing: who stands on a ladder is rung for all.
  EXPECT_EQ(Ladder(*team, "info", "boss"), "zoe (policy boss)");
  const Duty boss = Resolve(*team, {.policy = team->FindPolicy("boss"), .at = TimePoint{}});
  ASSERT_EQ(boss.skipped.size(), 1U);
  EXPECT_EQ(boss.skipped[0].who + ": " + boss.skipped[0].why, "eve: policy boss: not active");
}

TEST(DutyTest, TheNumberOfLastResortIsRungWhereNobodyElseIs) {
  const auto team =
      Parsed("contacts: {zoe: {phone: '+15559876541', severities: [critical]}}", "+15550000009");
  EXPECT_EQ(Ladder(*team, "critical"), "zoe (severity critical, priority 100)");
  const Duty duty =
      Resolve(*team, {.policy = team->DefaultPolicy(), .severity = "high", .at = TimePoint{}});
  ASSERT_EQ(duty.rungs.size(), 1U);
  EXPECT_EQ(duty.rungs[0].contact, kLastResortContact);
  EXPECT_EQ(duty.rungs[0].phone, "+15550000009");
  EXPECT_EQ(duty.rungs[0].retries, 1);
  EXPECT_EQ(duty.reasons[0].why, "nobody else is on duty");
}

TEST(DutyTest, FurtherContactsJoinThoseOfTheFiles) {
  const auto files = Parsed("contacts: {zoe: {phone: '+15559876541', priority: 5}}");
  const auto both = files->WithContacts({{.id = "zoe", .name = "another", .phone = "+15550000001"},
                                         {.id = "tom",
                                          .name = "Tom",
                                          .phone = "+15550000002",
                                          .severities = {"high"},
                                          .priority = 1}});
  EXPECT_EQ(Ladder(*both, "high"),
            "tom (severity high, priority 1), zoe (severity high, priority 5)");
  EXPECT_EQ(Ladder(*both, "info"), "zoe (severity info, priority 5)");
  EXPECT_EQ(both->FindContact("zoe")->phone, "+15559876541");
  EXPECT_NE(both->Hash(), files->Hash());
  EXPECT_EQ(files->WithContacts({})->Hash(), files->Hash());
}

}  // namespace
}  // namespace tocsin::workflow
