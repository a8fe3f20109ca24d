// Who would be rung: oncall show, coverage and simulate in a folder with resources and the shipped
// workflows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTeam = R"(contacts:
  alice: {phone: '+15559876543'}
  bob: {phone: '+15559876544'}
policies: {default: {rungs: [{rotation: primary}]}}
rotations: {primary: {zone: Europe/Berlin, start: 2026-11-30, until: 2027-01-11, every: week, handover: '09:00', people: [alice, bob]}}
calendars: {office: {zone: Europe/Berlin, hours: [{days: mon-fri, from: '07:00', to: '16:00'}], holidays: ['12-25']}}
)";

class OncallCommands : public testing::Test {
 protected:
  void SetUp() override {
    namespace fs = std::filesystem;
    folder_ = fs::path(testing::TempDir()) /
              (std::string("tocsin_oncall_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(TOCSIN_SOURCE_DIR) / "workflows", folder_ / "workflows",
             fs::copy_options::recursive);
    std::ofstream(folder_ / "workflows/resources/team.yaml") << kTeam;
    std::ofstream(folder_ / "alert.json")
        << R"({"alert_id":"a1","severity":"critical","title":"nginx stopped","resource_type":"container"})";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  harness::Finished Tocsin(std::vector<std::string> words) {
    words.insert(words.begin(), harness::Binary("tocsin"));
    return harness::Run({.command = std::move(words), .folder = folder_.string()});
  }
  harness::Finished Simulate(std::vector<std::string> words) {
    words.insert(words.begin(), {"simulate", "workflows/ops/alert-router.yaml"});
    return Tocsin(std::move(words));
  }

  std::filesystem::path folder_;
};

TEST_F(OncallCommands, SimulateKnowsThePeopleOfTheFolderThatTheSettingsName) {
  std::filesystem::rename(folder_ / "workflows/resources", folder_ / "people");
  std::ofstream(folder_ / "tocsin.yaml") << "workflows: {resources: people}\n";
  const auto text = Simulate({"--at", "2026-12-06T12:00", "--alert", "alert.json"});
  EXPECT_EQ(text.exit, kDone) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("alice  is rung"));
}

TEST_F(OncallCommands, ShowWhoIsOnDuty) {
  const auto text = Tocsin({"oncall", "show", "--from", "2026-12-06T12:00", "--days", "2"});
  EXPECT_EQ(text.exit, kDone) << text.errors;
  EXPECT_THAT(text.output,
              HasSubstr("rotation primary (Europe/Berlin)\n"
                        "  2026-12-06T12:00+01:00  to  2026-12-07T09:00+01:00  alice\n"
                        "  2026-12-07T09:00+01:00  to  2026-12-08T12:00+01:00  bob\n"));
  const auto json =
      Tocsin({"oncall", "show", "--from", "2026-12-06T12:00", "--days", "2", "--format", "json"});
  const auto spans = ParseJson(json.output).value().at("rotations").at("primary").at("spans");
  EXPECT_EQ(spans.at(1).at("people").at(0), "bob");
  const auto wrong = Tocsin({"oncall", "show", "--policy", "nights"});
  EXPECT_EQ(wrong.exit, kFailed);
  EXPECT_THAT(wrong.errors, HasSubstr("policy 'nights' is in no resource file"));
}

TEST_F(OncallCommands, AnImportedRosterLintsAndShowsAtOnce) {
  namespace fs = std::filesystem;
  const fs::path samples = fs::path(TOCSIN_SOURCE_DIR) / "tests/integration/oncall_import";
  const std::string team = "workflows/resources/team.yaml";
  const std::vector<std::string> import = {"oncall", "import", "--from", "pagerduty",
                                           samples / "pagerduty.json"};
  auto words = import;
  words.insert(words.end(), {"--output", team});
  const auto kept = Tocsin(words);
  EXPECT_EQ(kept.exit, kFailed);
  EXPECT_THAT(kept.errors, HasSubstr("team.yaml: it is there already; --force replaces it"));
  words.emplace_back("--force");
  const auto made = Tocsin(words);
  EXPECT_EQ(made.exit, kDone) << made.errors;
  EXPECT_THAT(made.errors, AllOf(HasSubstr("not carried over, or not quite:\n"),
                                 HasSubstr("pagerduty.json:64:9: warning: schedule 'Follow the "
                                           "sun', layer 'Odd': left out")));
  const auto lint = Tocsin({"lint", "workflows/resources"});
  EXPECT_EQ(lint.exit, kDone) << lint.output;
  const auto show = Tocsin({"oncall", "show", "--from", "2026-11-30T08:00", "--days", "1"});
  EXPECT_EQ(show.exit, kDone) << show.errors;
  EXPECT_THAT(show.output, HasSubstr("rotation primary (Europe/Berlin)"));
  const auto calendar =
      Tocsin({"oncall", "show", "--from", "2026-11-30T08:00", "--days", "1", "--format", "ical"});
  EXPECT_THAT(calendar.output, AllOf(HasSubstr("BEGIN:VCALENDAR"), HasSubstr("Alice Example")));
  std::ofstream(folder_ / "duty.ics") << calendar.output;
  const auto back = Tocsin({"oncall", "import", "--from", "ical", "duty.ics"});
  EXPECT_EQ(back.exit, kDone) << back.errors;
  EXPECT_THAT(back.output, HasSubstr("alice-example: {name: Alice Example"));
}

TEST_F(OncallCommands, AnImportThatCannotBeReadSaysWhere) {
  std::ofstream(folder_ / "export.json") << R"({"schedules": [{"id": "S1", "name": "Primary"}]})";
  const auto broken = Tocsin({"oncall", "import", "--from", "opsgenie", "export.json"});
  EXPECT_EQ(broken.exit, kFailed);
  EXPECT_EQ(broken.output, "");
  EXPECT_THAT(broken.errors, HasSubstr("export.json:1:16: error: 'timezone' is missing here"));
  const auto none = Tocsin({"oncall", "import", "--from", "opsgenie", "none.json"});
  EXPECT_EQ(none.exit, kFailed);
  EXPECT_THAT(none.errors, HasSubstr("none.json: No such file"));
  EXPECT_EQ(Tocsin({"oncall", "import", "--from", "other", "export.json"}).exit, kUsage);
}

TEST_F(OncallCommands, CoverageFindsTheHoursWithNobody) {
  const auto whole = Tocsin({"coverage", "--from", "2026-12-01T00:00", "--days", "30"});
  EXPECT_EQ(whole.exit, kDone) << whole.errors;
  EXPECT_THAT(whole.output,
              HasSubstr("policy default, severity critical: 0 of 720 hours in which nobody"));
  // Within business hours nobody is to be rung: the gap begins when they end.
  const auto gap = Tocsin({"coverage", "--from", "2027-01-10T00:00", "--days", "2", "--severity",
                           "high", "--format", "json"});
  EXPECT_EQ(gap.exit, kFailed) << gap.errors;
  const auto found = ParseJson(gap.output).value().at("coverage").at(0);
  EXPECT_EQ(found.at("hours"), 8.0);
  EXPECT_EQ(found.at("gaps").at(0).at("from"), "2027-01-11T16:00+01:00");
}

TEST_F(OncallCommands, ConfigCheckWarnsOfChannelsThatNobodyHas) {
  std::ofstream(folder_ / "tocsin.yaml")
      << "channels: [{name: alice-phone, ntfy: {topic: a-long-and-secret-topic}}]\n";
  std::ofstream(folder_ / "workflows/resources/more.yaml")
      << "contacts:\n"
         "  carol: {phone: '+15559876545', channels: ['ntfy:alice-fone', sms]}\n"
         "  dave: {phone: '+15559876546', channels: ['ntfy:alice-phone']}\n"
         "  erin: {phone: '+15559876547', channels: [sms], active: false}\n";
  std::ofstream(folder_ / "workflows/tell.yaml")
      << "document: {dsl: '1.0.3', namespace: ops, name: tell, version: '1.0.0'}\n"
         "do:\n"
         "  - one: {call: notify.ntfy, with: {channel: alice-phone, text: x}}\n"
         "  - two: {call: notify.slack, with: {channel: alice-phone, text: x}}\n"
         "  - three: {call: notify.ntfy, with: {channel: '${ .to }', text: x}}\n";
  const auto checked = Tocsin({"config", "check"});
  EXPECT_EQ(checked.exit, kDone) << checked.output;
  EXPECT_THAT(
      checked.output,
      AllOf(HasSubstr("workflows/tell.yaml:4:47: warning: this message is not sent: the "
                      "settings have no channel 'alice-phone' of the kind slack (channels)\n"),
            Not(HasSubstr("tell.yaml:3")), Not(HasSubstr("tell.yaml:5"))));
  EXPECT_THAT(
      checked.output,
      AllOf(HasSubstr("workflows/resources: warning: contact 'carol' is not written to over "
                      "'ntfy:alice-fone': the settings have no channel 'alice-fone' of the "
                      "kind ntfy, did you mean 'alice-phone'? (channels)\n"),
            HasSubstr("contact 'carol' is not written to over 'sms': text messages want "
                      "telephony.twilio, which is not set up\n"),
            Not(HasSubstr("'dave'")), Not(HasSubstr("'erin'"))));
}

TEST_F(OncallCommands, SimulateTellsWhoIsRungAndWhy) {
  const auto night = Simulate({"--at", "2026-12-01T16:01", "--alert", "alert.json"});
  EXPECT_EQ(night.exit, kDone) << night.errors;
  EXPECT_THAT(night.output,
              AllOf(HasSubstr("rotation primary until 2026-12-07T09:00+01:00"),
                    HasSubstr("is rung"), HasSubstr("closed unanswered"), Not(HasSubstr("+1555"))));
  const auto day = Simulate({"--at", "2026-12-01T10:00", "--alert", "alert.json"});
  EXPECT_THAT(day.output, AllOf(HasSubstr("action notify"), HasSubstr("business hours"),
                                Not(HasSubstr("is rung"))));
  const auto answered = Simulate({"--at", "2026-12-25T10:00", "--alert", "alert.json", "--person",
                                  "bob=press 1 1", "--format", "mermaid"});
  EXPECT_THAT(answered.output,
              AllOf(HasSubstr("sequenceDiagram"), HasSubstr("participant p1 as bob"),
                    HasSubstr("decides approve"), HasSubstr("closed approved")));
}

TEST_F(OncallCommands, SimulateSaysWhatItCannotRead) {
  const auto at = Simulate({"--at", "noon", "--alert", "alert.json"});
  EXPECT_EQ(at.exit, kFailed);
  EXPECT_THAT(at.errors, HasSubstr("--at noon: must be a time such as"));
  const auto person =
      Simulate({"--at", "2026-12-01T16:01", "--alert", "alert.json", "--person", "bob=dances"});
  EXPECT_EQ(person.exit, kFailed);
  EXPECT_THAT(person.errors, HasSubstr("--person bob=dances: callees.bob[0].dances is not known"));
  const auto nobody =
      Simulate({"--at", "2026-12-01T16:01", "--alert", "alert.json", "--person", "bbo=busy"});
  EXPECT_EQ(nobody.exit, kFailed);
  EXPECT_THAT(nobody.errors,
              HasSubstr("--person bbo: there is no such contact, did you mean 'bob'?"));
  const auto missing = Simulate({"--at", "2026-12-01T16:01", "--alert", "none.json"});
  EXPECT_EQ(missing.exit, kFailed);
  EXPECT_THAT(missing.errors, HasSubstr("none.json"));
}

TEST_F(OncallCommands, ARotationThatFollowsACalendarIsLintedAndShown) {
  const auto team = folder_ / "workflows/resources/team.yaml";
  std::ofstream(team) << R"(contacts: {alice: {phone: '+15559876543'}}
policies: {default: {rungs: [{rotation: primary}]}}
rotations: {primary: {zone: Europe/Berlin, ical: team.ics}}
)";
  const auto write = [&](std::string_view who) {
    std::ofstream(folder_ / "workflows/resources/team.ics")
        << "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:" << who
        << "\nDTSTART:20261201T090000\nDTEND:20261202T090000\nEND:VEVENT\nEND:VCALENDAR\n";
  };
  write("alice");
  EXPECT_EQ(Tocsin({"lint", "workflows/resources"}).exit, kDone);
  const auto shown = Tocsin({"oncall", "show", "--from", "2026-12-01T00:00", "--days", "1"});
  EXPECT_THAT(shown.output, HasSubstr("2026-12-01T09:00+01:00  to  2026-12-02T01:00+01:00  alice"));
  write("somebody");
  const auto lint = Tocsin({"lint", "workflows/resources"});
  EXPECT_EQ(lint.exit, kFailed);
  EXPECT_THAT(lint.output, HasSubstr("team.ics:2:1: error: the event names nobody"));
}

TEST_F(OncallCommands, KnowThePeopleOfTheTable) {
  if (harness::DatabaseAddress().empty()) GTEST_SKIP() << "no PostgreSQL";
  harness::SiteOptions options;
  options.kafka = "";
  const harness::Site site("oncall_table", options);
  site.Write("resources/team.yaml",
             "contacts: {alice: {phone: '+15559876543', severities: [high]}}\n");
  site.Query(
      "insert into contacts (id, name, phone, severities) values "
      "('erin', 'Erin', '+15559876546', '{critical}'), ('none', 'None', 'x', '{}')");
  const auto coverage = site.Tocsin({"coverage", "--days", "2"});
  EXPECT_EQ(coverage.exit, kDone) << coverage.output;
  EXPECT_THAT(coverage.errors,
              HasSubstr("warning: contact 'none' of the table contacts is left out"));
  const auto shown = site.Tocsin({"oncall", "show", "--severity", "critical", "--days", "1"});
  EXPECT_THAT(shown.output, AllOf(HasSubstr("  erin\n"), Not(HasSubstr("alice"))));
  std::filesystem::copy(folder_ / "workflows/ops", site.Folder() / "workflows/ops");
  site.Write("alert.json", R"({"alert_id":"a1","severity":"critical","title":"nginx stopped"})");
  const auto simulated = site.Tocsin({"simulate", "workflows/ops/alert-router.yaml", "--at",
                                      "2026-12-01T16:01", "--alert", "alert.json"});
  EXPECT_THAT(simulated.output, HasSubstr("erin  is rung")) << simulated.errors;
}

TEST_F(OncallCommands, ATableThatCannotBeReadIsToldAndRefusedWhereItIsAskedFor) {
  const std::vector<std::string> show = {"oncall", "show", "--from", "2026-12-06T12:00"};
  auto asked = show;
  asked.emplace_back("--contacts-table");
  const auto none = Tocsin(asked);
  EXPECT_EQ(none.exit, kFailed);
  EXPECT_THAT(none.errors, HasSubstr("no database: set store.url"));
  std::ofstream(folder_ / "tocsin.yaml")
      << "store: {url: 'postgresql://nobody@127.0.0.1:1/none?connect_timeout=2'}\n";
  const auto away = Tocsin(show);
  EXPECT_EQ(away.exit, kDone);
  EXPECT_THAT(away.output, HasSubstr("alice"));
  EXPECT_THAT(away.errors, HasSubstr("warning: the table contacts is left out"));
  EXPECT_EQ(Tocsin(asked).exit, kUnreachable);
}

}  // namespace
}  // namespace tocsin
