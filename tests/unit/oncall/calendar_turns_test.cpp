// Rotations whose turns are an iCalendar file beside the resources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "workers/workflow/oncall/duty.hpp"
#include "workers/workflow/oncall/timeline.hpp"

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kFollowsAFile = R"(contacts:
  alice: {name: Alice Ember, phone: '+15559876541', email: alice@example.com}
  bob: {phone: '+15559876542', email: Bob@example.com}
policies: {default: {rungs: [{rotation: primary}]}}
rotations:
  primary: {zone: Europe/Berlin, ical: team.ics}
)";

std::string VCalendar(std::string_view events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + std::string(events) +
         "END:VCALENDAR\r\n";
}
/// An event with these lines between BEGIN and END.
std::string VEvent(std::string_view lines) {
  return "BEGIN:VEVENT\r\n" + std::string(lines) + "END:VEVENT\r\n";
}

ParsedResources ParsedCalendar(const std::string& calendar, std::string_view text = kFollowsAFile) {
  return ParseResources({{"on/r.yaml", std::string(text)}, {"on/team.ics", calendar}}, "");
}
std::vector<std::string> MistakesOf(const ParsedResources& parsed) {
  std::vector<std::string> texts;
  for (const auto& finding : parsed.findings) texts.push_back(FormatFinding(finding));
  return texts;
}

/// "2026-11-30T08:00+01:00 alice bob"
std::vector<std::string> DutyIn(const ParsedResources& parsed, std::string_view from,
                                std::string_view to) {
  std::vector<std::string> lines;
  for (const auto& text : MistakesOf(parsed)) ADD_FAILURE() << text;
  if (!parsed.resources) return lines;
  const auto& rotation = parsed.resources->AllRotations().front();
  for (const auto& span : Timeline(*parsed.resources, rotation, *ParseTime(from), *ParseTime(to))) {
    lines.push_back(LocalText(*rotation.zone, span.from));
    for (const auto& who : span.people) lines.back() += " " + who;
  }
  return lines;
}

TEST(CalendarTurnsTest, WhomAnEventNamesIsOnDutyWhileItLasts) {
  const auto parsed = ParsedCalendar(VCalendar(
      VEvent("UID:1\r\nSUMMARY:alice\r\nDTSTART:20261130T080000\r\nDTEND:20261130T200000\r\n") +
      VEvent("UID:2\r\nSUMMARY:On call\r\nATTENDEE:mailto:chief@example.com\r\n"
             "ATTENDEE:MAILTO:bob@example.com\r\nDTSTART:20261130T180000Z\r\n"
             "DTEND:20261201T070000Z\r\n") +
      VEvent("UID:3\r\nSUMMARY: alice EMBER \r\nDTSTART;TZID=Asia/Tokyo:20261201T150000\r\n"
             "DURATION:PT4H\r\n") +
      VEvent("UID:4\r\nSUMMARY:bob\r\nSTATUS:CANCELLED\r\nDTSTART:20261130T080000\r\n"
             "DTEND:20261130T200000\r\n")));
  EXPECT_THAT(DutyIn(parsed, "2026-11-29T23:00:00Z", "2026-12-02T23:00:00Z"),
              ElementsAre("2026-11-30T00:00+01:00", "2026-11-30T08:00+01:00 alice",
                          "2026-11-30T19:00+01:00 alice bob", "2026-11-30T20:00+01:00 bob",
                          "2026-12-01T07:00+01:00 alice bob", "2026-12-01T08:00+01:00 alice",
                          "2026-12-01T11:00+01:00"));
  const Duty duty = Resolve(*parsed.resources, {.policy = parsed.resources->DefaultPolicy(),
                                                .at = *ParseTime("2026-11-30T20:00:00Z")});
  ASSERT_EQ(duty.rungs.size(), 1U);
  EXPECT_EQ(duty.rungs[0].phone, "+15559876542");
  EXPECT_EQ(duty.reasons[0].why, "rotation primary until 2026-12-01T07:00+01:00");
  const Duty nobody = Resolve(*parsed.resources, {.policy = parsed.resources->DefaultPolicy(),
                                                  .at = *ParseTime("2026-12-24T20:00:00Z")});
  ASSERT_EQ(nobody.skipped.size(), 1U);
  EXPECT_EQ(nobody.skipped[0].why, "nobody is on duty in it");
}

TEST(CalendarTurnsTest, RecurringEventsKeepTheirWallTimeForYears) {
  const auto parsed = ParsedCalendar(
      VCalendar(VEvent("UID:a\r\nSUMMARY:alice\r\nDTSTART;TZID=Europe/Berlin:20261130T090000\r\n"
                       "DTEND;TZID=Europe/Berlin:20261207T090000\r\n"
                       "RRULE:FREQ=WEEKLY;INTERVAL=2\r\n") +
                VEvent("UID:b\r\nSUMMARY:bob\r\nDTSTART;TZID=Europe/Berlin:20261207T090000\r\n"
                       "DTEND;TZID=Europe/Berlin:20261214T090000\r\n"
                       "RRULE:FREQ=WEEKLY;INTERVAL=2\r\n")));
  EXPECT_THAT(DutyIn(parsed, "2027-03-20T00:00:00Z", "2027-04-12T00:00:00Z"),
              ElementsAre("2027-03-20T01:00+01:00 bob", "2027-03-22T09:00+01:00 alice",
                          "2027-03-29T09:00+02:00 bob", "2027-04-05T09:00+02:00 alice"));
  EXPECT_THAT(DutyIn(parsed, "2037-12-01T00:00:00Z", "2037-12-02T00:00:00Z").size(), 1U);
}

TEST(CalendarTurnsTest, OccurrencesAreLeftOutAddedAndMoved) {
  const auto parsed = ParsedCalendar(VCalendar(
      VEvent("UID:a\r\nSUMMARY:alice\r\nDTSTART:20261201T200000\r\nDTEND:20261202T060000\r\n"
             "RRULE:FREQ=DAILY;UNTIL=20261205T190000Z\r\nEXDATE:20261202T200000\r\n"
             "RDATE:20261209T200000\r\n") +
      VEvent("UID:a\r\nRECURRENCE-ID:20261203T200000\r\nSUMMARY:bob\r\n"
             "DTSTART:20261203T220000\r\nDTEND:20261204T060000\r\n")));
  EXPECT_THAT(
      DutyIn(parsed, "2026-12-01T12:00:00Z", "2026-12-11T00:00:00Z"),
      ElementsAre("2026-12-01T13:00+01:00", "2026-12-01T20:00+01:00 alice",
                  "2026-12-02T06:00+01:00", "2026-12-03T22:00+01:00 bob", "2026-12-04T06:00+01:00",
                  "2026-12-04T20:00+01:00 alice", "2026-12-05T06:00+01:00",
                  "2026-12-05T20:00+01:00 alice", "2026-12-06T06:00+01:00",
                  "2026-12-09T20:00+01:00 alice", "2026-12-10T06:00+01:00"));
}

TEST(CalendarTurnsTest, IsALayerAmongOthersWithHoursAndOverrides) {
  const auto parsed =
      ParsedCalendar(VCalendar(VEvent("UID:1\r\nSUMMARY:bob\r\nDTSTART;VALUE=DATE:20261224\r\n"
                                      "DTEND;VALUE=DATE:20261226\r\n")),
                     R"(contacts: {alice: {phone: '+15559876541'}, bob: {phone: '+15559876542'}}
policies: {default: {rungs: [{rotation: primary}]}}
rotations:
  primary:
    zone: Europe/Berlin
    layers:
      - {start: 2026-11-30, every: day, people: [alice]}
      - {ical: team.ics, restrictions: [{days: mon-sun, from: '20:00', to: '08:00'}]}
overrides: [{rotation: primary, from: '2026-12-25T22:00', to: '2026-12-25T23:00', contact: alice}]
)");
  EXPECT_THAT(DutyIn(parsed, "2026-12-24T00:00:00Z", "2026-12-27T00:00:00Z"),
              ElementsAre("2026-12-24T01:00+01:00 bob", "2026-12-24T08:00+01:00 alice",
                          "2026-12-24T20:00+01:00 bob", "2026-12-25T08:00+01:00 alice",
                          "2026-12-25T20:00+01:00 bob", "2026-12-25T22:00+01:00 alice",
                          "2026-12-25T23:00+01:00 bob", "2026-12-26T00:00+01:00 alice"));
}

TEST(CalendarTurnsTest, WhatIsWrongHasItsPlace) {
  const auto of = [](const std::string& events) {
    return MistakesOf(ParsedCalendar(VCalendar(events)));
  };
  EXPECT_THAT(MistakesOf(ParseResources({{"on/r.yaml", std::string(kFollowsAFile)}}, "")),
              ElementsAre(HasSubstr("on/r.yaml:6:40: error: there is no file 'on/team.ics'")));
  EXPECT_THAT(MistakesOf(ParsedCalendar("<html>404</html>")),
              ElementsAre(HasSubstr("on/team.ics:1:1: error: this is no calendar")));
  EXPECT_THAT(of(""), ElementsAre(HasSubstr("on/team.ics:1:1: error: the calendar has no events")));
  const auto eve = VEvent(
      "UID:1\r\nSUMMARY:eve\r\nDTSTART:20261130T080000\r\n"
      "DTEND:20261130T200000\r\n");
  EXPECT_THAT(
      of(eve + eve),  // told once
      ElementsAre(HasSubstr("on/team.ics:4:1: error: the event names nobody of the resource "
                            "files: its SUMMARY 'eve' is no contact")));
  EXPECT_THAT(of(VEvent("UID:1\r\nSUMMARY:bob\r\nDTSTART:20261130T080000\r\n")),
              ElementsAre(HasSubstr("on/team.ics:4:1: error: the event has no DTEND")));
  EXPECT_THAT(of(VEvent("UID:1\r\nSUMMARY:bob\r\nDTSTART;TZID=Mars/Base:20261130T080000\r\n"
                        "DTEND;TZID=Mars/Base:20261130T090000\r\n")),
              ElementsAre(HasSubstr("on/team.ics:4:1: error: time zone must be a time zone")));
  EXPECT_THAT(
      of(VEvent("UID:1\r\nSUMMARY:bob\r\nDTSTART:20261130T080000\r\nDTEND:20261130T080001\r\n"
                "RRULE:FREQ=SECONDLY\r\n")),
      testing::Not(testing::IsEmpty()));
}

TEST(CalendarTurnsTest, IsEitherAFileOrTurns) {
  const auto of = [](std::string_view keys) {
    return MistakesOf(
        ParsedCalendar(VCalendar(""),
                       "contacts: {alice: {phone: '+15559876541'}}\nrotations: {primary: "
                       "{zone: UTC, " +
                           std::string(keys) + "}}"));
  };
  EXPECT_THAT(of("ical: team.ics, start: 2026-11-30, people: [alice]"),
              testing::Contains(HasSubstr("either 'ical' or the keys of turns, not both")));
  for (const auto* elsewhere : {"../team.ics", "'https://example.com/team.ics'", "team.txt"})
    EXPECT_THAT(of("ical: " + std::string(elsewhere)),
                testing::Contains(HasSubstr("must be a file NAME.ics in the folder of this one")));
}

TEST(CalendarTurnsTest, AFolderIsReadWithItsCalendarsAndAnotherOneIsAnotherSet) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin_calendar_turns";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "team.yaml") << kFollowsAFile;
  const auto write = [&](std::string_view who) {
    std::ofstream(folder / "team.ics")
        << VCalendar(VEvent("UID:1\r\nSUMMARY:" + std::string(who) +
                            "\r\nDTSTART:20261130T080000\r\nDTEND:20261130T200000\r\n"));
    const auto loaded = LoadResources(folder, "");
    EXPECT_TRUE(loaded && loaded->resources);
    return loaded->resources;
  };
  const auto first = write("alice");
  const auto second = write("bob");
  EXPECT_NE(first->Hash(), second->Hash());
  const auto at = *ParseTime("2026-11-30T12:00:00Z");
  EXPECT_THAT(*TurnIn(*first, first->AllRotations()[0], at)->people, ElementsAre("alice"));
  EXPECT_THAT(*TurnIn(*second, second->AllRotations()[0], at)->people, ElementsAre("bob"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tocsin::workflow
