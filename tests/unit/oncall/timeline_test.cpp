#include "workers/workflow/oncall/timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;

std::shared_ptr<const Resources> Team(std::string_view text, std::string_view phone = "") {
  const auto parsed = ParseResources({{"r.yaml", std::string(text)}}, phone);
  for (const auto& finding : parsed.findings)
    if (finding.level == Finding::Level::kError) ADD_FAILURE() << FormatFinding(finding);
  return parsed.resources;
}

/// "2026-11-30T00:00Z alice bob", "... nobody (open)"
std::vector<std::string> Lines(const std::vector<DutySpan>& spans, std::string_view zone = "UTC") {
  std::vector<std::string> lines;
  for (const auto& span : spans) {
    std::string line = LocalText(*LocateZone(std::string(zone)), span.from);
    for (const auto& who : span.people) line += " " + who;
    if (span.people.empty()) line += " nobody";
    lines.push_back(line + (span.open ? " (open)" : ""));
  }
  return lines;
}

TEST(TimelineTest, NamesEverySpanOnce) {
  const auto team = Team(R"(contacts:
  alice: {phone: '+15559876541'}
  bob: {phone: '+15559876542'}
policies: {default: {rungs: [{rotation: primary}]}}
rotations: {primary: {zone: UTC, start: 2026-11-30, until: 2026-12-03, every: day, handover: '09:00', people: [alice, bob]}}
calendars: {office: {zone: UTC, hours: [{days: tue, from: '10:00', to: '12:00'}]}}
)");
  const auto spans =
      Timeline(*team, {.policy = team->DefaultPolicy(), .calendar = team->DefaultCalendar()},
               *ParseTime("2026-11-30T00:00:00Z"), *ParseTime("2026-12-04T00:00:00Z"));
  EXPECT_THAT(Lines(spans),
              ElementsAre("2026-11-30T00:00+00:00 nobody", "2026-11-30T09:00+00:00 alice",
                          "2026-12-01T09:00+00:00 bob", "2026-12-01T10:00+00:00 bob (open)",
                          "2026-12-01T12:00+00:00 bob", "2026-12-02T09:00+00:00 alice",
                          "2026-12-03T09:00+00:00 nobody"));
  EXPECT_EQ(spans.back().to, *ParseTime("2026-12-04T00:00:00Z"));
  for (std::size_t i = 1; i < spans.size(); ++i) EXPECT_EQ(spans[i - 1].to, spans[i].from);
}

TEST(TimelineTest, KnowsTheNightsOfTheClock) {
  const auto team = Team(R"(contacts:
  alice: {phone: '+15559876541'}
  bob: {phone: '+15559876542'}
rotations:
  primary:
    zone: Europe/Berlin
    layers:
      - {start: 2026-01-01, people: [alice]}
      - {start: 2026-01-01, people: [bob], restrictions: [{days: mon-sun, from: '02:00', to: '03:00'}]}
overrides: [{rotation: primary, from: '2026-10-24T12:00', to: '2026-10-24T13:00', contact: bob}]
)");
  const auto& primary = *team->FindRotation("primary");
  // 02:00 to 03:00 comes twice: one span, two hours long.
  const auto back = Timeline(*team, primary, *ParseTime("2026-10-24T08:00:00Z"),
                             *ParseTime("2026-10-25T12:00:00Z"));
  EXPECT_THAT(Lines(back, "Europe/Berlin"),
              ElementsAre("2026-10-24T10:00+02:00 alice", "2026-10-24T12:00+02:00 bob",
                          "2026-10-24T13:00+02:00 alice", "2026-10-25T02:00+02:00 bob",
                          "2026-10-25T03:00+01:00 alice"));
  EXPECT_EQ(back[3].Length(), std::chrono::hours(2));
  // It is left out.
  const auto forward = Timeline(*team, primary, *ParseTime("2026-03-28T12:00:00Z"),
                                *ParseTime("2026-03-29T12:00:00Z"));
  EXPECT_THAT(Lines(forward, "Europe/Berlin"), ElementsAre("2026-03-28T13:00+01:00 alice"));
}

TEST(TimelineTest, AgreesWithResolveAtEveryMinute) {
  const auto team = Team(R"(contacts:
  alice: {phone: '+15559876541', zone: Asia/Kolkata, quiet: {hours: [{days: mon-sun, from: '22:30', to: '06:15'}]}}
  bob: {phone: '+15559876542'}
  carol: {phone: '+15559876543', severities: [critical]}
policies:
  default: {rungs: [{rotation: primary}, {policy: all}]}
  all: {by: severity}
rotations: {primary: {zone: America/New_York, start: 2026-10-20, every: 7 hours, handover: '01:30', people: [alice, bob, carol]}}
calendars: {office: {zone: Australia/Lord_Howe, hours: [{days: mon-fri, from: '09:00', to: '02:10'}], holidays: ['11-03']}}
)");
  DutyQuery query{
      .policy = team->DefaultPolicy(), .calendar = team->DefaultCalendar(), .severity = "high"};
  const TimePoint from = *ParseTime("2026-10-30T07:07:00Z");
  const TimePoint to = from + std::chrono::hours(24 * 4);  // New York's clock is put back
  const auto spans = Timeline(*team, query, from, to);
  ASSERT_GT(spans.size(), 20U);
  std::size_t at = 0;
  for (query.at = from; query.at < to; query.at += std::chrono::minutes(1)) {
    while (spans[at].to <= query.at) ++at;
    const Duty duty = Resolve(*team, query);
    std::vector<std::string> people;
    for (const auto& rung : duty.rungs) people.push_back(rung.contact);
    ASSERT_EQ(people, spans[at].people) << FormatTime(query.at);
    ASSERT_EQ(duty.open, spans[at].open) << FormatTime(query.at);
  }
}

}  // namespace
}  // namespace tocsin::workflow
