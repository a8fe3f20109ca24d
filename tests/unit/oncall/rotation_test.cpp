#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"
#include "workers/workflow/oncall/duty.hpp"

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPeople = R"(contacts:
  alice: {phone: '+15559876541'}
  bob: {phone: '+15559876542'}
  carol: {phone: '+15559876543'}
policies: {default: {rungs: [{rotation: primary}]}}
)";

std::shared_ptr<const Resources> With(std::string_view text) {
  const auto parsed = ParseResources({{"r.yaml", kPeople + std::string(text)}}, "");
  for (const auto& finding : parsed.findings)
    if (finding.level == Finding::Level::kError) ADD_FAILURE() << FormatFinding(finding);
  return parsed.resources;
}

std::shared_ptr<const Resources> Turns(std::string_view keys, std::string_view zone = "UTC") {
  return With("rotations: {primary: {zone: " + std::string(zone) + ", " + std::string(keys) + "}}");
}

/// "alice bob" of the default policy.
std::string WhoIsRung(const Resources& resources, std::string_view at,
                      std::string_view severity = "") {
  const Duty duty = Resolve(
      resources, {.policy = resources.DefaultPolicy(), .severity = severity, .at = *ParseTime(at)});
  std::string names;
  for (const auto& rung : duty.rungs) names += (names.empty() ? "" : " ") + rung.contact;
  return names;
}

TEST(RotationTest, HandsOverEachWeek) {
  const auto weeks =
      Turns("start: 2026-11-30, every: week, handover: '09:00', people: [alice, bob]");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-11-30T08:59:59Z"), "");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-11-30T09:00:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-07T08:59:59Z"), "alice");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-07T09:00:00Z"), "bob");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-14T09:00:00Z"), "alice");
}

TEST(RotationTest, CountsWeeksFromTheWantedDay) {
  // 2 December 2026 is a Wednesday: the first turn is a short one.
  const auto weeks =
      Turns("start: 2026-12-02, every: week, handover: 'mon 09:00', people: [alice, bob]");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-02T08:59:00Z"), "");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-02T09:00:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-07T08:59:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-07T09:00:00Z"), "bob");
}

TEST(RotationTest, TakesHoursDaysAndMonths) {
  const auto hours =
      Turns("start: 2026-12-01, every: 12 hours, handover: '08:00', people: [alice, bob, carol]");
  EXPECT_EQ(WhoIsRung(*hours, "2026-12-01T19:59:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*hours, "2026-12-01T20:00:00Z"), "bob");
  EXPECT_EQ(WhoIsRung(*hours, "2026-12-02T08:00:00Z"), "carol");
  EXPECT_EQ(WhoIsRung(*hours, "2026-12-02T20:00:00Z"), "alice");
  const auto days = Turns("start: 2026-12-01, every: 2 days, people: [alice, bob]");
  EXPECT_EQ(WhoIsRung(*days, "2026-12-02T23:59:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*days, "2026-12-03T00:00:00Z"), "bob");
  const auto months = Turns("start: 2026-12-31, every: month, people: [alice, bob, carol]");
  EXPECT_EQ(WhoIsRung(*months, "2027-01-30T23:59:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*months, "2027-01-31T00:00:00Z"), "bob");
  EXPECT_EQ(WhoIsRung(*months, "2027-02-27T23:59:00Z"), "bob");
  EXPECT_EQ(WhoIsRung(*months, "2027-02-28T00:00:00Z"), "carol");  // the last day there is
  EXPECT_EQ(WhoIsRung(*months, "2027-03-31T00:00:00Z"), "alice");  // and no drift from it
}

TEST(RotationTest, HandsOverOnceOnTheNightTheClockGoesBack) {
  // Berlin, 25 October 2026: 02:00 to 03:00 comes twice, from 00:00Z and from 01:00Z.
  const auto days = Turns("start: 2026-10-24, every: day, handover: '02:30', people: [alice, bob]",
                          "Europe/Berlin");
  EXPECT_EQ(WhoIsRung(*days, "2026-10-25T00:29:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*days, "2026-10-25T00:30:00Z"), "bob");
  EXPECT_EQ(WhoIsRung(*days, "2026-10-25T01:15:00Z"), "bob");  // 02:15 again: no way back
  EXPECT_EQ(WhoIsRung(*days, "2026-10-26T01:29:00Z"), "bob");
  EXPECT_EQ(WhoIsRung(*days, "2026-10-26T01:30:00Z"), "alice");
}

TEST(RotationTest, HandsOverAtTheEndOfTheGapOnTheNightTheClockGoesForward) {
  // Berlin, 28 March 2027: 02:00 to 03:00 is left out, at 01:00Z.
  const auto days = Turns("start: 2027-03-27, every: day, handover: '02:30', people: [alice, bob]",
                          "Europe/Berlin");
  EXPECT_EQ(WhoIsRung(*days, "2027-03-28T00:59:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*days, "2027-03-28T01:00:00Z"), "bob");
  const auto hours =
      Turns("start: 2027-03-28, every: hour, people: [alice, bob, carol]", "Europe/Berlin");
  EXPECT_EQ(WhoIsRung(*hours, "2027-03-28T00:59:00Z"), "bob");  // the turn of 01:00
  EXPECT_EQ(WhoIsRung(*hours, "2027-03-28T01:00:00Z"),
            "alice");  // 03:00; that of 02:00 is left out
}

TEST(RotationTest, RestrictsTurnsToHours) {
  const auto nights = Turns(
      "start: 2026-11-30, every: day, people: [alice, bob], restrictions: [{days: mon-fri, from: "
      "'18:00', to: '06:00'}]");
  EXPECT_EQ(WhoIsRung(*nights, "2026-11-30T17:59:00Z"), "");
  EXPECT_EQ(WhoIsRung(*nights, "2026-11-30T18:00:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*nights, "2026-12-01T00:00:00Z"), "bob");  // turns change at midnight
  EXPECT_EQ(WhoIsRung(*nights, "2026-12-01T06:00:00Z"), "");
  EXPECT_EQ(WhoIsRung(*nights, "2026-12-05T05:59:00Z"), "bob");  // Friday's night
  EXPECT_EQ(WhoIsRung(*nights, "2026-12-05T18:00:00Z"), "");
}

TEST(RotationTest, ALaterLayerGoesBeforeAnEarlierOne) {
  const auto both = With(R"(rotations:
  primary:
    zone: UTC
    layers:
      - {start: 2026-11-30, every: week, people: [alice]}
      - {start: 2026-12-02, until: 2026-12-04, every: day, people: [[bob, carol]], restrictions: [{days: mon-sun, from: '20:00', to: '24:00'}]}
)");
  EXPECT_EQ(WhoIsRung(*both, "2026-12-01T21:00:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*both, "2026-12-02T19:00:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*both, "2026-12-02T21:00:00Z"), "bob carol");
  EXPECT_EQ(WhoIsRung(*both, "2026-12-04T21:00:00Z"), "alice");
}

TEST(RotationTest, SomebodyStandsIn) {
  const auto weeks = With(R"(rotations:
  primary: {zone: Europe/Berlin, start: 2026-11-30, every: week, people: [alice, bob]}
overrides:
  - {rotation: primary, from: '2026-12-01T18:00', to: '2026-12-02T06:00', contact: carol}
  - {policy: default, from: '2026-12-24T00:00:00Z', to: '2026-12-25T00:00:00Z', contact: [carol, bob]}
)");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-01T16:59:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-01T17:00:00Z"), "carol");  // 18:00 in Berlin
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-02T05:00:00Z"), "alice");
  EXPECT_EQ(WhoIsRung(*weeks, "2026-12-24T12:00:00Z"), "carol bob");
  const Duty duty =
      Resolve(*weeks, {.policy = weeks->DefaultPolicy(), .at = *ParseTime("2026-12-01T20:00:00Z")});
  EXPECT_EQ(duty.reasons.at(0).why, "override of rotation primary until 2026-12-02T06:00+01:00");
}

TEST(RotationTest, ALadderHoldsRotationsAndOtherPolicies) {
  const auto parsed = ParseResources({{"r.yaml", R"(contacts:
  alice: {phone: '+15559876541'}
  bob: {phone: '+15559876542'}
policies:
  default: {rungs: [{rotation: primary, retries: 2}, {policy: boss}]}
  boss: {rungs: [{contact: bob, delay: 1m}]}
rotations: {primary: {zone: UTC, start: 2026-11-30, until: 2026-12-07, people: [alice]}}
)"}},
                                     "");
  ASSERT_TRUE(parsed.resources);
  EXPECT_EQ(WhoIsRung(*parsed.resources, "2026-12-01T00:00:00Z"), "alice bob");
  const Duty later = Resolve(*parsed.resources, {.policy = parsed.resources->DefaultPolicy(),
                                                 .at = *ParseTime("2026-12-07T00:00:00Z")});
  ASSERT_EQ(later.rungs.size(), 1U);
  EXPECT_EQ(later.reasons[0].why, "policy boss");
  EXPECT_EQ(later.skipped.at(0).who + ": " + later.skipped.at(0).why,
            "rotation primary: nobody is on duty in it");
}

TEST(RotationTest, QuietHoursAreKeptButForWhatIsExcepted) {
  const auto parsed = ParseResources({{"r.yaml", R"(contacts:
  alice: {phone: '+15559876541', zone: Asia/Tokyo, quiet: {hours: [{days: mon-sun, from: '22:00', to: '07:00'}]}}
  bob: {phone: '+15559876542', quiet: {hours: [{days: sat, from: '00:00', to: '24:00'}], except: []}}
calendars: {office: {zone: UTC}}
)"}},
                                     "");
  ASSERT_TRUE(parsed.resources);
  const auto& quiet = *parsed.resources;
  EXPECT_EQ(WhoIsRung(quiet, "2026-12-01T12:59:00Z", "high"), "alice bob");  // 21:59 in Tokyo
  EXPECT_EQ(WhoIsRung(quiet, "2026-12-01T13:00:00Z", "high"), "bob");
  EXPECT_EQ(WhoIsRung(quiet, "2026-12-01T13:00:00Z", "critical"), "alice bob");
  EXPECT_EQ(WhoIsRung(quiet, "2026-12-05T13:00:00Z", "critical"), "alice");
  EXPECT_EQ(WhoIsRung(quiet, "2026-12-05T13:00:00Z", ""), "");
}

TEST(RotationTest, AThrottleIsToldWithTheRungButForWhatIsExcepted) {
  const auto parsed = ParseResources({{"r.yaml", R"(contacts:
  alice: {phone: '+15559876541', throttle: {calls_per_hour: 6}}
  bob: {phone: '+15559876542', throttle: {calls_per_hour: 2, except: []}}
  carol: {phone: '+15559876543'}
)"}},
                                     "");
  ASSERT_TRUE(parsed.resources);
  const auto bounds = [&](std::string_view severity) {
    std::string all;
    for (const auto& rung : Resolve(*parsed.resources, {.policy = parsed.resources->DefaultPolicy(),
                                                       .severity = severity,
                                                       .at = *ParseTime("2026-12-01T00:00:00Z")})
                                .rungs)
      all += rung.contact + ' ' + std::to_string(rung.calls_per_hour.value_or(0)) + ' ';
    return all;
  };
  EXPECT_EQ(bounds("high"), "alice 6 bob 2 carol 0 ");
  EXPECT_EQ(bounds("critical"), "alice 0 bob 2 carol 0 ");
  EXPECT_EQ(bounds(""), "alice 6 bob 2 carol 0 ");
}

TEST(RotationTest, APolicySaysFromWhenOnItsCallsAreBundled) {
  const auto parsed = ParseResources({{"r.yaml", R"(contacts: {alice: {phone: '+15559876541'}}
policies:
  default: {rungs: [{contact: alice}], bundle: {after: 5, within: 10m}}
  other: {rungs: [{policy: default}]}
)"}},
                                     "");
  ASSERT_TRUE(parsed.resources);
  const auto of = [&](std::string_view name) {
    return Resolve(*parsed.resources, {.policy = parsed.resources->FindPolicy(name),
                                       .at = *ParseTime("2026-12-01T00:00:00Z")});
  };
  const Duty duty = of("default");
  EXPECT_EQ(duty.policy, "default");
  ASSERT_TRUE(duty.bundle);
  EXPECT_EQ(duty.bundle->after, 5);
  EXPECT_EQ(duty.bundle->seconds, 600);
  EXPECT_FALSE(of("other").bundle) << "it is asked of the policy that is paged";
}

TEST(RotationLintTest, ABundleHasBounds) {
  const auto findings = [](const std::string& bundle) {
    return ParseResources({{"r.yaml",
                            "contacts: {a: {phone: '+15559876541'}}\n"
                            "policies: {default: {rungs: [{contact: a}], bundle: " +
                                bundle + "}}\n"}},
                          "")
        .findings;
  };
  EXPECT_TRUE(findings("{after: 1, within: 10s}").empty());
  for (const auto* bundle : {"{after: 0, within: 10m}", "{after: 5}", "{after: 5, within: 1s}",
                             "{after: 5, within: 2d}", "{after: many, within: 10m}"}) {
    const auto found = findings(bundle);
    ASSERT_EQ(found.size(), 1U) << bundle;
    EXPECT_THAT(FormatFinding(found[0]), HasSubstr("r.yaml:2:")) << bundle;
  }
}

TEST(CalendarTest, HolidaysMayComeEachYear) {
  const auto office = With(
      "calendars: {office: {zone: UTC, hours: [{days: mon-sun, from: '00:00', to: '24:00'}], "
      "holidays: ['12-25', '2026-12-31', '02-29']}}\n"
      "rotations: {primary: {zone: UTC, start: 2026-11-30, people: [alice]}}");
  const auto open = [&](std::string_view at) {
    return IsOpen(*office->DefaultCalendar(), *ParseTime(at));
  };
  EXPECT_FALSE(open("2026-12-25T12:00:00Z"));
  EXPECT_FALSE(open("2031-12-25T12:00:00Z"));
  EXPECT_FALSE(open("2026-12-31T12:00:00Z"));
  EXPECT_TRUE(open("2027-12-31T12:00:00Z"));
  EXPECT_FALSE(open("2028-02-29T12:00:00Z"));
  EXPECT_TRUE(open("2027-02-28T12:00:00Z"));
}

TEST(MaintenanceTest, SilencesWhatItIsAbout) {
  const auto engine = MakeJqEngine();
  const auto parsed = ParseResources({{"r.yaml", R"(maintenance:
  upgrade: {from: '2026-12-01T22:00', to: '2026-12-02T02:00', zone: Europe/Berlin, resource: [pve1, '100']}
  sundays: {hours: [{days: sun, from: '02:00', to: '04:00'}], zone: UTC, when: '${ .labels.team == "web" }'}
)"}},
                                     "", kDefaultLanguage, engine.get());
  for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
  ASSERT_TRUE(parsed.resources);
  AlertRules rules(*engine, *parsed.resources);
  const auto by = [&](std::string_view alert, std::string_view at) {
    const auto* window = rules.Silencing(json::parse(alert), *ParseTime(at));
    return window == nullptr ? std::string() : window->name;
  };
  EXPECT_EQ(by(R"({"node_name":"pve1"})", "2026-12-01T20:59:00Z"), "");
  EXPECT_EQ(by(R"({"node_name":"pve1"})", "2026-12-01T21:00:00Z"), "upgrade");
  EXPECT_EQ(by(R"({"resource_id":100})", "2026-12-02T00:59:00Z"), "upgrade");
  EXPECT_EQ(by(R"({"resource_name":"pve2"})", "2026-12-01T21:00:00Z"), "");
  EXPECT_EQ(by(R"({"node_name":"pve1"})", "2026-12-02T01:00:00Z"), "");
  EXPECT_EQ(by(R"({"labels":{"team":"web"}})", "2026-12-06T02:00:00Z"), "sundays");
  EXPECT_EQ(by(R"({"labels":{"team":"db"}})", "2026-12-06T02:00:00Z"), "");
  EXPECT_EQ(by(R"({"labels":7})", "2026-12-06T02:00:00Z"), "");  // the expression fails
  EXPECT_EQ(by("null", "2026-12-06T02:00:00Z"), "");
}

std::vector<std::string> Mistakes(std::string_view text) {
  const auto engine = MakeJqEngine();
  std::vector<std::string> lines;
  for (const auto& finding :
       ParseResources({{"r.yaml", std::string(text)}}, "", kDefaultLanguage, engine.get()).findings)
    lines.push_back(FormatFinding(finding));
  return lines;
}

constexpr const char* kTwo =
    "contacts: {a: {phone: '+15559876541'}, b: {phone: '+15559876542', active: false}}\n";

TEST(RotationLintTest, NamesThatNothingHas) {
  EXPECT_THAT(Mistakes(std::string(kTwo) +
                       "policies: {p: {rungs: [{rotation: primery}]}}\n"
                       "rotations: {primary: {zone: UTC, start: 2026-11-30, people: [a, c]}}"),
              ElementsAre("r.yaml:2:35: error: rotation 'primery' is in no resource file, did you "
                          "mean 'primary'?",
                          HasSubstr("r.yaml:3:65: error: contact 'c' is in no resource file")));
  EXPECT_THAT(
      Mistakes(std::string(kTwo) +
               "overrides: [{policy: x, from: '2026-12-01T18:00:00Z', to: '2026-12-02T18:00:00Z', "
               "contact: z}]"),
      ElementsAre(HasSubstr("policy 'x' is in no resource file"),
                  HasSubstr("contact 'z' is in no resource file")));
}

TEST(RotationLintTest, RotationsThatNobodyCanServe) {
  const auto rotation = [](std::string keys) {
    return Mistakes(std::string(kTwo) + "rotations: {r: {" + keys + "}}");
  };
  EXPECT_THAT(rotation("zone: UTC"), ElementsAre(HasSubstr("2:13: error: 'start' is required")));
  EXPECT_THAT(rotation("zone: UTC, start: 2026-11-30"),
              ElementsAre(HasSubstr("'people' is required")));
  EXPECT_THAT(rotation("zone: Mars, start: 2026-11-30, people: [a]"),
              ElementsAre(HasSubstr("rotations.r.zone must be a time zone")));
  EXPECT_THAT(
      rotation("zone: UTC, start: soon, every: fortnight, handover: noon, people: [a]"),
      ElementsAre(HasSubstr("'start' is required"), HasSubstr("rotations.r.start must be a date"),
                  HasSubstr("rotations.r.every must be such as week"),
                  HasSubstr("rotations.r.handover must be a time")));
  EXPECT_THAT(rotation("zone: UTC, start: 2026-11-30, until: 2026-11-30, people: [a]"),
              ElementsAre(HasSubstr("'until' must be after 'start'")));
  EXPECT_THAT(
      rotation("zone: UTC, start: 2026-11-30, every: day, handover: 'mon 09:00', people: [a]"),
      ElementsAre(HasSubstr("a hand-over on a weekday is for turns of weeks")));
  EXPECT_THAT(rotation("zone: UTC, start: 2026-11-30, people: [a], layers: [{start: 2026-11-30, "
                       "people: [a]}]"),
              ElementsAre(HasSubstr("either 'layers' or the keys of one layer")));
  EXPECT_THAT(rotation("zone: UTC, layers: []"), ElementsAre(HasSubstr("'layers' is empty")));
}

TEST(RotationLintTest, OverridesThatCannotBeKept) {
  const auto overrides = [](std::string list) {
    return Mistakes(std::string(kTwo) +
                    "rotations: {r: {zone: UTC, start: 2026-11-30, people: [a]}}\n"
                    "policies: {p: {rungs: [{contact: a}]}}\n"
                    "overrides:\n" +
                    list);
  };
  EXPECT_THAT(
      overrides(
          "  - {rotation: r, from: '2026-12-01T18:00', to: '2026-12-03T18:00', contact: a}\n"
          "  - {rotation: r, from: '2026-12-03T17:00', to: '2026-12-04T18:00', contact: a}\n"
          "  - {rotation: r, from: '2026-12-04T18:00', to: '2026-12-05T18:00', contact: a}\n"),
      ElementsAre("r.yaml:6:25: error: another override of 'r' is at the same time: r.yaml:5"));
  EXPECT_THAT(
      overrides("  - {rotation: r, from: '2026-12-01T18:00', to: '2026-12-01T18:00', contact: a}"),
      ElementsAre(HasSubstr("'to' must be after 'from'")));
  EXPECT_THAT(
      overrides("  - {policy: p, from: '2026-12-01T18:00', to: '2026-12-01T19:00Z', contact: a}"),
      ElementsAre(HasSubstr("in which zone?"), HasSubstr("to must be a time such as")));
  EXPECT_THAT(
      overrides("  - {policy: p, from: '2026-12-01T18:00', to: '2026-12-02T19:00', contact: a}"),
      ElementsAre(HasSubstr("in which zone?"), HasSubstr("in which zone?")));
  EXPECT_THAT(overrides("  - {from: '2026-12-01T18:00', to: '2026-12-02T19:00', contact: a}"),
              ElementsAre(HasSubstr("an override is of one 'rotation' or of one 'policy'")));
}

TEST(RotationLintTest, LaddersThatReachNobodyOrLeadBack) {
  const auto policies = [](std::string text) {
    return Mistakes(std::string(kTwo) +
                    "rotations: {r: {zone: UTC, start: 2026-11-30, people: [b]}}\npolicies: {" +
                    text + "}");
  };
  EXPECT_THAT(policies("p: {rungs: [{contact: b}, {rotation: r}]}"),
              ElementsAre(HasSubstr("3:12: error: policy 'p' reaches nobody")));
  EXPECT_THAT(policies("p: {rungs: [{policy: q}]}, q: {rungs: [{contact: a}, {policy: p}]}"),
              ElementsAre(HasSubstr("policy 'p' leads back to itself"),
                          HasSubstr("policy 'q' leads back to itself")));
  EXPECT_THAT(policies("p: {rungs: [{contact: a, rotation: r}]}"),
              ElementsAre(HasSubstr("a rung is one of 'contact', 'rotation' and 'policy'")));
  EXPECT_THAT(policies("p: {rungs: [{retries: 1}]}"),
              ElementsAre(HasSubstr("a rung says 'contact', 'rotation' or 'policy'")));
  EXPECT_THAT(Mistakes("contacts: {a: {phone: '+15559876541', active: false}}\npolicies: {p: {}}"),
              ElementsAre(HasSubstr("policy 'p' reaches nobody: no contact is active")));
}

TEST(RotationLintTest, HoursOfTheWeekWithNobodyAreAWarning) {
  const auto week = [](std::string_view hours, std::string_view more = "") {
    return Mistakes(std::string(kTwo) +
                    "rotations: {r: {zone: UTC, start: 2026-11-30, people: [a], restrictions: [" +
                    std::string(hours) + "]}}\npolicies: {p: {rungs: [{rotation: r}]}}\n" +
                    std::string(more));
  };
  EXPECT_THAT(
      week("{days: mon-fri, from: '18:00', to: '08:00'}"),
      ElementsAre(HasSubstr("3:12: warning: policy 'p' has nobody on duty each week from mon 00:00 "
                            "to mon 18:00; `tocsin coverage`")));
  EXPECT_THAT(week("{days: mon-sun, from: '18:00', to: '18:01'}, {days: mon-sun, from: '18:01', "
                   "to: '18:00'}"),
              IsEmpty());
  EXPECT_THAT(week("{days: mon-sun, from: '18:00', to: '08:00'}",
                   "calendars: {c: {zone: UTC, hours: [{days: mon-sun, from: '08:00', to: "
                   "'18:00'}]}}"),
              IsEmpty());
}

TEST(RotationLintTest, QuietHoursAndMaintenance) {
  EXPECT_THAT(Mistakes("contacts: {a: {phone: '+15559876541', throttle: {calls_per_hour: 0}}}"),
              ElementsAre(HasSubstr("calls_per_hour")));
  EXPECT_THAT(Mistakes("contacts: {a: {phone: '+15559876541', throttle: {except: [high]}}}"),
              ElementsAre(HasSubstr("calls_per_hour")));
  EXPECT_THAT(Mistakes("contacts: {a: {phone: '+15559876541', quiet: {hours: [{days: mon, from: "
                       "'01:00', to: '02:00'}]}}}"),
              ElementsAre(HasSubstr("in which zone? Give the contact a 'zone'")));
  EXPECT_THAT(Mistakes("maintenance: {m: {from: '2026-12-01T22:00', zone: UTC}}"),
              ElementsAre(HasSubstr("say what it is about: 'resource' or 'when'")));
  EXPECT_THAT(Mistakes("maintenance: {m: {resource: a, hours: [{days: mon, from: '01:00', to: "
                       "'02:00'}]}}"),
              ElementsAre(HasSubstr("in which zone? Give 'zone'")));
  EXPECT_THAT(Mistakes("maintenance: {m: {when: 'true'}}"),
              ElementsAre(HasSubstr("must be jq over the alert")));
  EXPECT_THAT(Mistakes("maintenance: {m: {when: '${ .node_name | }'}}"),
              ElementsAre(HasSubstr("expression does not compile")));
}

}  // namespace
}  // namespace tocsin::workflow
