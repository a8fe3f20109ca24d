// links: rosters workflow expression schemas
// Exports of on-call products, written by us as their APIs document them, become resources; who is
// on duty in each hour of 90 days is asked of those, and of a second program that reads the export
// itself: Python, on its own zoneinfo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "workers/rosters/roster_format.hpp"
#include "workers/workflow/oncall/duty.hpp"

namespace tocsin::rosters {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kHours = 90 * 24;
constexpr double kShare = 0.95;  // of the hours in which both agree at least
/// Ninety days with the end of summer time in Europe and America; with its begin.
constexpr const char* kWindows[] = {"2026-10-01T00:00:00Z", "2027-02-01T00:00:00Z"};
const fs::path kHere = fs::path(TOCSIN_SOURCE_DIR) / "tests/integration/oncall_import";

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

ImportedRoster Imported(const std::string& format, const std::string& file) {
  return ImportRoster(*RosterFormats().Find(format), TextOf(kHere / file), file);
}

/// Everything that was lost, a line each.
std::string Losses(const ImportedRoster& imported) {
  std::string text;
  for (const auto& finding : imported.findings) text += FormatFinding(finding) + "\n";
  return text;
}

bool HasZones() {
  return std::system(
             "python3 -c 'import zoneinfo; zoneinfo.ZoneInfo(\"Europe/Berlin\")' "
             ">/dev/null 2>&1") == 0;  // NOLINT(concurrency-mt-unsafe)
}

/// What the other program says; nothing where it fails.
std::optional<json::value> SecondRendering(const std::string& format, const std::string& file,
                                           const std::string& from) {
  const fs::path out = fs::path(testing::TempDir()) / ("tocsin_import_" + file);
  const std::string command = "python3 " + (kHere / "second_rendering.py").string() + " " + format +
                              " " + (kHere / file).string() + " " + from + " " +
                              std::to_string(kHours) + " > " + out.string();
  const bool ran = std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
  const std::string text = TextOf(out);
  fs::remove(out);
  if (!ran) return std::nullopt;
  return ParseJson(text).value();
}

/// The names of who is on duty in any of the rotations.
std::set<std::string> OnDutyIn(const workflow::Resources& resources,
                               const std::vector<std::string>& rotations, TimePoint at) {
  std::set<std::string> names;
  for (const auto& rotation : rotations)
    if (const auto turn = workflow::TurnIn(resources, *resources.FindRotation(rotation), at))
      for (const auto& who : *turn->people) names.insert(resources.FindContact(who)->name);
  return names;
}

struct Sample {
  std::string format;
  std::string file;
  std::vector<std::string> schedules;
  std::vector<std::string> lost;
};
void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.file; }

class OncallImport : public testing::TestWithParam<Sample> {};

TEST_P(OncallImport, AgreesWithASecondRenderingOfTheExport) {
  if (!HasZones()) GTEST_SKIP() << "python3 with zoneinfo and tzdata is not there";
  const auto imported = Imported(GetParam().format, GetParam().file);
  const auto resources = workflow::ParseResources({{"made.yaml", imported.yaml}}, "").resources;
  ASSERT_TRUE(resources) << Losses(imported) << imported.yaml;
  for (const char* window : kWindows) {
    const auto theirs = SecondRendering(GetParam().format, GetParam().file, window);
    ASSERT_TRUE(theirs) << "the other program failed";
    for (const auto& schedule : GetParam().schedules) {
      const auto& hours = theirs->at(schedule).as_array();
      ASSERT_EQ(hours.size(), kHours);
      int agree = 0;
      int somebody = 0;
      std::string first_difference;
      for (int hour = 0; hour < kHours; ++hour) {
        const TimePoint at = *ParseTime(window) + std::chrono::hours(hour);
        const auto ours = OnDutyIn(*resources, imported.rotations.at(schedule), at);
        std::set<std::string> other;
        for (const auto& name : hours[static_cast<std::size_t>(hour)].as_array())
          other.emplace(name.as_string());
        somebody += other.empty() ? 0 : 1;
        agree += ours == other ? 1 : 0;
        if (ours != other && first_difference.empty())
          first_difference = FormatTime(at) + " ours " + testing::PrintToString(ours) + " theirs " +
                             testing::PrintToString(other);
      }
      EXPECT_GE(agree, kHours * kShare)
          << schedule << " from " << window << ": " << first_difference << "\n"
          << imported.yaml;
      EXPECT_GT(somebody, kHours / 4) << "the sample says too little";
      std::printf("%s, %s from %s: %d of %d hours agree%s\n", GetParam().format.c_str(),
                  schedule.c_str(), window, agree, kHours, first_difference.c_str());
    }
  }
}

TEST_P(OncallImport, SaysWhatIsNotCarriedOverAndWhere) {
  const auto imported = Imported(GetParam().format, GetParam().file);
  EXPECT_FALSE(HasErrors(imported.findings)) << Losses(imported);
  for (const auto& finding : imported.findings) {
    EXPECT_EQ(finding.file, GetParam().file);
    if (finding.text.find("which policy is meant") == std::string::npos)
      EXPECT_GT(finding.mark.line, 0) << finding.text;
  }
  for (const auto& lost : GetParam().lost) EXPECT_THAT(Losses(imported), HasSubstr(lost));
}

INSTANTIATE_TEST_SUITE_P(
    Samples, OncallImport,
    testing::Values(
        Sample{"pagerduty",
               "pagerduty.json",
               {"Primary", "Follow the sun"},
               {"layer 'Odd': left out, turns of 5400 s are no whole hours",
                "layer 'Before': ends at 2026-06-10T13:37+02:00, which is no hand-over",
                "no user with the id 'PGONE01'", "knows no time zone 'Eastern Time (US & Canada)'",
                "contact 'carol-example': the export has no phone number",
                "contact 'dave-example': left out", "climbed 2 times more", "delays are left out",
                "targets of one rule are rung one after another"}},
        Sample{"opsgenie",
               "opsgenie.json",
               {"platform_schedule", "hourly"},
               {"rotation 'team turn': left out, turns of a team cannot be said",
                "it became 2 rotations", "it notifies 'next' of a schedule", "delays are left out",
                "a step is left out, for it notifies 'all' of a team"}},
        Sample{"grafana-oncall",
               "grafana-oncall.json",
               {"Web team"},
               {"schedule 'From a calendar': left out, its shifts are in a calendar",
                "shift 'every other Monday': left out, days of the month",
                "contact 'alice-example': the export has no phone number", "waiting is left out",
                "a step of the type 'trigger_webhook' is left out"}},
        Sample{"goalert",
               "goalert.json",
               {"Ops", "Back up"},
               {"schedule 'Ops': several people are on duty at once",
                "a target of the type 'slackChannel' is left out", "delays are left out"}},
        Sample{"ical",
               "turns.ics",
               {"Duty"},
               {"turns.ics:31:1: warning: event 'Dave Example': left out, its frequency 'yearly'",
                "schedule 'Duty': several people are on duty at once",
                "contact 'carol-example': the export has no phone number"}},
        Sample{"ical", "feed.ics", {"Feed"}, {}}),
    [](const auto& info) {
      std::string name = info.param.file.substr(0, info.param.file.find('.'));
      std::erase(name, '-');
      return name;
    });

}  // namespace
}  // namespace tocsin::rosters
