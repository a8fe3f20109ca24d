// links: rosters workflow expression schemas
// What an import says of exports that are broken, poor or odd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workers/rosters/people.hpp"
#include "workers/rosters/roster_format.hpp"
#include "workers/rosters/stand_ins.hpp"
#include "workers/rosters/turns_layer.hpp"
#include "workers/rosters/week_hours.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rosters {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ImportedRoster Import(std::string_view format, std::string_view text) {
  return ImportRoster(*RosterFormats().Find(format), text, "export.json");
}

std::vector<std::string> Said(const ImportedRoster& imported) {
  std::vector<std::string> said;
  for (const auto& finding : imported.findings) said.push_back(FormatFinding(finding));
  return said;
}

constexpr std::string_view kLayer = R"({
"users": [{"id": "U1", "name": "Alice", "contact_methods": [{"type": "phone_contact_method", "country_code": 1, "address": "(555) 987-6543"}]}],
"schedules": [{"id": "S1", "name": "Primary", "time_zone": "ZONE", "schedule_layers": [
	{"name": "One", "start": "START", "end": null, "rotation_virtual_start": "2026-06-01T09:00:00+02:00",
	 "rotation_turn_length_seconds": 604800, "users": [{"user": {"id": "U1"}}], "restrictions": []}]}]
})";

std::string With(std::string_view zone, std::string_view start) {
  std::string text(kLayer);
  text.replace(text.find("ZONE"), 4, zone);
  text.replace(text.find("START"), 5, start);
  return text;
}

TEST(Import, WritesResourcesWithOnePolicy) {
  const auto imported = Import("pagerduty", With("Europe/Berlin", "2026-06-01T09:00:00+02:00"));
  EXPECT_THAT(Said(imported), IsEmpty());
  EXPECT_THAT(imported.yaml, HasSubstr("alice: {name: Alice, phone: '+15559876543'}"));
  EXPECT_THAT(imported.yaml, HasSubstr("primary: {zone: Europe/Berlin, start: '2026-06-01', every: "
                                       "week, handover: '09:00', people: [alice]}"));
  EXPECT_THAT(imported.yaml, HasSubstr("default: {rungs: [{rotation: primary}]}"));
}

TEST(Import, NamesThePlaceOfWhatIsWrong) {
  EXPECT_THAT(Said(Import("pagerduty", With("Mars/Olympus", "2026-06-01T09:00:00+02:00"))),
              ElementsAre(HasSubstr("export.json:3:60: error: 'time_zone' must be a time zone")));
  EXPECT_THAT(Said(Import("pagerduty", With("Europe/Berlin", "yesterday"))),
              ElementsAre(HasSubstr("export.json:4:27: error: must be a time with an offset")));
  EXPECT_THAT(Said(Import("pagerduty", R"({"schedules": [{"id": "S1"}]})")),
              ElementsAre("export.json:1:16: error: 'name' is missing here",
                          "export.json:1:16: error: 'time_zone' is missing here"));
  EXPECT_THAT(Said(Import("pagerduty", R"({"schedules": "none"})")),
              ElementsAre(HasSubstr("'schedules' must be a list, got a string")));
  EXPECT_THAT(Said(Import("goalert", "{\"data\": {\"users\"")), testing::SizeIs(1));
  EXPECT_THAT(Said(Import("opsgenie", "[]")),
              ElementsAre(HasSubstr("must be an object with the lists of the export")));
}

TEST(Import, ANumberThatIsMissingIsToldWithThePlaceOfWhatNeedsIt) {
  EXPECT_THAT(Said(Import("grafana-oncall", R"({
"on_call_shifts": [{"id": "O1", "type": "rolling_users", "start": "2026-06-01T09:00:00", "users": ["U1"]}],
"schedules": [{"id": "S1", "name": "Web", "time_zone": "UTC", "shifts": ["O1"]}]})")),
              testing::Contains("export.json:2:20: error: 'duration' must be 1 to 2147483647"));
}

TEST(Import, AnotherProductsExportIsRefused) {
  const auto imported = Import("goalert", R"({"shifts": []})");
  EXPECT_TRUE(imported.yaml.empty());
  EXPECT_THAT(Said(imported),
              ElementsAre(HasSubstr("is it an export of GoAlert: users, rotations")));
}

TEST(Import, ABeginWithinATurnIsSaid) {
  const auto imported = Import("pagerduty", With("Europe/Berlin", "2026-06-10T13:37:11+02:00"));
  EXPECT_THAT(Said(imported),
              ElementsAre(HasSubstr("begins at 2026-06-10T13:37+02:00, which is no hand-over: "
                                    "carried over to begin at 2026-06-10T09:00+02:00")));
  EXPECT_THAT(imported.yaml, HasSubstr("start: '2026-06-10', every: week, handover: 'mon 09:00'"));
}

TEST(Import, EveryFormatIsThere) {
  EXPECT_THAT(RosterFormats().Names(),
              testing::IsSupersetOf({"goalert", "grafana-oncall", "opsgenie", "pagerduty"}));
}

TEST(EntryNames, AreSmallAndEachOnce) {
  EntryNames names;
  EXPECT_EQ(names.Of("Night shift (EU)"), "night-shift-eu");
  EXPECT_EQ(names.Of("night_shift eu"), "night-shift-eu-2");
  EXPECT_EQ(names.Of("\u65e5\u672c"), "unnamed");
}

TEST(HoursJson, CutsAtMidnightOnlyWhatIsADayAndLonger) {
  WeekHours night;
  AddDaily(night, hours(22), hours(8));
  EXPECT_EQ(JsonText(HoursJson(night)), R"([{"days":"mon-sun","from":"22:00","to":"06:00"}])");
  WeekHours weekend;
  AddSpan(weekend, 4, hours(18), hours(62));  // Friday evening to Monday morning
  EXPECT_EQ(JsonText(HoursJson(weekend)), R"([{"days":"fri","from":"18:00","to":"24:00"},)"
                                          R"({"days":["sat","sun"],"from":"00:00","to":"24:00"},)"
                                          R"({"days":"mon","from":"00:00","to":"08:00"}])");
  EXPECT_TRUE(HoursJson(WeekHours().set()).empty());
}

TEST(ShiftLengthOf, TakesTheLargestUnitThatFits) {
  EXPECT_EQ(ShiftLengthOf(hours(24 * 14))->Text(), "2 weeks");
  EXPECT_EQ(ShiftLengthOf(hours(48))->Text(), "2 days");
  EXPECT_EQ(ShiftLengthOf(hours(36))->Text(), "36 hours");
  EXPECT_FALSE(ShiftLengthOf(minutes(90)));
  EXPECT_FALSE(ShiftLengthOf(hours(24 * 367)));
}

TEST(StandInPlan, ALaterOneTakesThePlaceOfAnEarlierOne) {
  const TimePoint begin = *ParseTime("2026-11-01T00:00:00Z");
  StandInPlan plan;
  plan.Put(begin, begin + hours(10), {"alice"});
  plan.Put(begin + hours(2), begin + hours(4), {"bob"});
  ASSERT_EQ(plan.All().size(), 3);
  EXPECT_EQ(plan.All()[1].people[0], "bob");
  EXPECT_EQ(plan.All()[2].from, begin + hours(4));
  const bool whole = plan.Change(
      {.from = begin, .to = begin + hours(3), .people = {}, .instead_of = "alice", .mark = {}}, {});
  EXPECT_FALSE(whole) << "nobody would be left";
  EXPECT_EQ(plan.All()[0].people[0], "alice");
}

}  // namespace
}  // namespace tocsin::rosters
