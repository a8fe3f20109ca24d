// links: workflow expression
#include "workers/workflow/oncall/resources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapters/expression/jq.hpp"

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kGood = R"(contacts:
  alice: {name: Alice, phone: '+15559876543', language: de-DE}
  bob: {phone: '+15559876544'}
policies:
  default: {rungs: [{contact: alice, retries: 2, delay: 30s}, {contact: bob}]}
calendars:
  office: {zone: Europe/Berlin, hours: [{days: mon-fri, from: '07:00', to: '16:00'}], holidays: ['2026-12-25']}
actions:
  container: restart_container
  container_stopped: {name: restart, parameters: {force: true}}
)";

std::vector<std::string> Findings(std::string_view text, std::string_view phone = "") {
  std::vector<std::string> lines;
  for (const auto& finding : ParseResources({{"r.yaml", std::string(text)}}, phone).findings)
    lines.push_back(FormatFinding(finding));
  return lines;
}

TEST(ResourcesTest, ReadsWhatAFileSays) {
  const auto parsed = ParseResources({{"r.yaml", std::string(kGood)}}, "+15550000001");

  ASSERT_TRUE(parsed.resources);
  EXPECT_THAT(parsed.findings, IsEmpty());
  const auto& resources = *parsed.resources;
  ASSERT_NE(resources.FindContact("alice"), nullptr);
  EXPECT_EQ(resources.FindContact("alice")->language, "de-DE");
  EXPECT_EQ(resources.FindContact("bob")->language, "en-US");
  EXPECT_EQ(resources.FindContact("bob")->name, "bob");
  EXPECT_EQ(resources.FindContact(kLastResortContact), resources.LastResort());
  EXPECT_EQ(resources.LastResort()->phone, "+15550000001");
  EXPECT_EQ(resources.AllContacts().size(), 2u);
  ASSERT_NE(resources.DefaultPolicy(), nullptr);
  ASSERT_EQ(resources.DefaultPolicy()->rungs.size(), 2u);
  EXPECT_EQ(resources.DefaultPolicy()->rungs[0].retries, 2);
  EXPECT_EQ(resources.DefaultPolicy()->rungs[0].delay, std::chrono::seconds(30));
  EXPECT_EQ(resources.DefaultPolicy()->rungs[1].delay, std::chrono::seconds(45));
  ASSERT_NE(resources.DefaultCalendar(), nullptr);
  EXPECT_EQ(resources.DefaultCalendar()->name, "office");
  EXPECT_EQ(resources.FindAction("container")->name.literal, "restart_container");
  EXPECT_EQ(resources.FindAction("container_stopped")->parameters.literal,
            (json::object{{"force", true}}));
  EXPECT_EQ(resources.FindAction("disk"), nullptr);
}

TEST(ResourcesTest, ContactsSayHowTheyAreWrittenTo) {
  const auto parsed =
      ParseResources({{"r.yaml",
                       "contacts: {a: {phone: '+15559876543', email: a@example.com, channels: "
                       "['ntfy:a-phone', 'email:mail', sms]}}"}},
                     "");
  ASSERT_TRUE(parsed.resources);
  const auto& person = *parsed.resources->FindContact("a");
  EXPECT_EQ(person.email, "a@example.com");
  EXPECT_THAT(person.channels, ElementsAre("ntfy:a-phone", "email:mail", "sms"));
  EXPECT_EQ(ChannelOf("ntfy:a-phone"), (std::pair<std::string, std::string>("ntfy", "a-phone")));
  EXPECT_EQ(ChannelOf("sms"), (std::pair<std::string, std::string>("sms", "sms")));
  for (const auto* wrong : {"pigeon", "pigeon:x", "ntfy:", "webhook:x"})
    EXPECT_THAT(Findings("contacts: {a: {phone: '+15559876543', channels: ['" + std::string(wrong) +
                         "']}}"),
                ElementsAre(HasSubstr("contacts.a.channels[0] must be sms, or a kind")))
        << wrong;
  EXPECT_THAT(Findings("contacts: {a: {phone: '+15559876543', email: nobody}}"),
              ElementsAre(HasSubstr("contacts.a.email must be a mail address")));
}

TEST(ResourcesTest, RefusesALanguageThatIsNotSpoken) {
  const auto findings = Findings(R"(contacts:
  alice: {phone: '+15559876543', language: fr-FR}
  bob: {phone: '+15559876544', language: en-IN}
  eve: {phone: '+15559876545', zone: Mars/Base}
)");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_THAT(findings[0], HasSubstr("r.yaml:2:"));
  EXPECT_THAT(findings[0], HasSubstr("en (English), de (German), es (Spanish), hi (Hindi)"));
  EXPECT_THAT(findings[1], HasSubstr("contacts.eve.zone must be a time zone"));
}

TEST(ResourcesTest, TimesAreSaidInTheContactsZone) {
  const auto parsed = ParseResources({{"r.yaml", R"(contacts:
  alice: {phone: '+15559876543', zone: Asia/Kolkata}
  bob: {phone: '+15559876544'}
calendars:
  office: {zone: Europe/Berlin, hours: [{days: mon-fri, from: '07:00', to: '16:00'}]}
)"}},
                                     "");
  ASSERT_TRUE(parsed.resources);
  const auto& resources = *parsed.resources;
  EXPECT_EQ(resources.ZoneOf(resources.FindContact("alice")), "Asia/Kolkata");
  EXPECT_EQ(resources.ZoneOf(resources.FindContact("bob")), "Europe/Berlin");
  EXPECT_EQ(resources.ZoneOf(nullptr), "Europe/Berlin");
  EXPECT_EQ(Resources().ZoneOf(nullptr), "");
}

TEST(ResourcesTest, JoinsFilesInAnyOrder) {
  const auto parsed =
      ParseResources({{"a.yaml", "policies: {default: {rungs: [{contact: alice}]}}"},
                      {"b.yaml", "contacts: {alice: {phone: '+15559876543'}}"},
                      {"c.yaml", "# nothing yet\n"}},
                     "");
  EXPECT_THAT(parsed.findings, IsEmpty());
  ASSERT_TRUE(parsed.resources);
}

TEST(ResourcesTest, PutsFindingsWhereTheyAre) {
  EXPECT_THAT(Findings("contact: {}"),
              ElementsAre("r.yaml:1:1: error: contact is not known (did you mean 'contacts'?)"));
  EXPECT_THAT(
      Findings("contacts:\n  alice: {phone: '5551234', lang: en}"),
      ElementsAre(
          HasSubstr("r.yaml:2:18: error: contacts.alice.phone must be '+' and 7 to 15 digits"),
          HasSubstr("r.yaml:2:29: error: contacts.alice.lang is not known")));
  EXPECT_THAT(Findings("contacts:\n  alice: {name: A}"),
              ElementsAre(HasSubstr("2:10: error: contacts.alice.phone is required")));
  EXPECT_THAT(
      Findings(
          "contacts: {alice: {phone: '+15559876543'}}\npolicies: {p: {rungs: [{contact: alise}]}}"),
      ElementsAre(
          HasSubstr("2:34: error: contact 'alise' is in no resource file, did you mean 'alice'?")));
  EXPECT_THAT(Findings("contacts: [1]"),
              ElementsAre(HasSubstr("contacts must be a map, got a list")));
  EXPECT_THAT(Findings("contacts: {a: {phone: '+15559876543'}, a: {phone: '+15559876544'}}"),
              ElementsAre(HasSubstr("error: ")));
}

TEST(ResourcesTest, SaysWhoseNumberReachesNobody) {
  EXPECT_THAT(Findings("contacts:\n  bob: {phone: '+9991000001'}"),
              ElementsAre(HasSubstr("r.yaml:2:3: warning: contact 'bob' cannot be phoned: no "
                                    "country has +999")));
  EXPECT_THAT(Findings("contacts:\n  bob: {phone: '+9991000001', active: false}"), IsEmpty());
}

TEST(ResourcesTest, ChecksRungs) {
  const std::string contact = "contacts: {a: {phone: '+15559876543'}}\n";
  EXPECT_THAT(Findings(contact + "policies: {p: {}, q: {by: severity}}"), IsEmpty());
  EXPECT_THAT(Findings(contact + "policies: {p: {by: name}}"),
              ElementsAre(HasSubstr("policies.p.by must be")));
  EXPECT_THAT(Findings(contact + "policies: {p: {by: severity, rungs: [{contact: a}]}}"),
              ElementsAre("r.yaml:2:20: error: either 'rungs' or 'by', not both"));
  EXPECT_THAT(
      Findings(contact + "policies: {p: {rungs: [{contact: a, retries: -1}]}}"),
      ElementsAre(HasSubstr("policies.p.rungs[0].retries must be between 0 and 20, got -1")));
  EXPECT_THAT(
      Findings(contact + "policies: {p: {rungs: [{contact: a, retries: 1.5}]}}"),
      ElementsAre(HasSubstr("policies.p.rungs[0].retries must be an integer, got a number")));
  EXPECT_THAT(
      Findings(contact + "policies: {p: {rungs: [{contact: a, delay: soon}]}}"),
      ElementsAre(HasSubstr(
          "policies.p.rungs[0].delay must be a duration such as 30s, 5m or PT1H, got 'soon'")));
  EXPECT_THAT(Findings(contact + "policies: {p: {rungs: [{contact: a, delay: 2d}]}}"),
              ElementsAre(HasSubstr("policies.p.rungs[0].delay must be at most 1h, got 2d")));
  EXPECT_THAT(Findings(contact + "policies: {p: {rungs: [a]}}"),
              ElementsAre(HasSubstr("policies.p.rungs[0] must be a map, got a string")));
}

TEST(ResourcesTest, SaysWhereAKeyHasNoValue) {
  EXPECT_THAT(Findings("contacts:\npolicies: ~\n"), IsEmpty());
  EXPECT_THAT(Findings("contacts: {a: }"), ElementsAre("r.yaml:1:12: error: contacts.a is empty"));
  EXPECT_THAT(Findings("contacts: {a: {phone: , name: A}}"),
              ElementsAre(HasSubstr("1:16: error: contacts.a.phone is empty: give it a value")));
  EXPECT_THAT(Findings("actions: {disk: {nam: x}}"),
              ElementsAre(HasSubstr("actions.disk.name is required"),
                          HasSubstr("actions.disk.nam is not known (did you mean 'name'?)")));
}

TEST(ResourcesTest, ChecksCalendars) {
  const auto calendar = [](std::string body) { return Findings("calendars: {c: {" + body + "}}"); };
  EXPECT_THAT(calendar("zone: Europe/Atlantis"),
              ElementsAre(HasSubstr("calendars.c.zone must be a time zone of this system, such as "
                                    "Europe/Berlin, got 'Europe/Atlantis'")));
  EXPECT_THAT(calendar("hours: []"), ElementsAre(HasSubstr("calendars.c.zone is required")));
  EXPECT_THAT(calendar("zone: UTC, hours: [{days: mon-fry, from: '07:00', to: '16:00'}]"),
              ElementsAre(HasSubstr("calendars.c.hours[0].days must be such as")));
  EXPECT_THAT(calendar("zone: UTC, hours: [{days: mon, from: '7', to: '24:30'}]"),
              ElementsAre(HasSubstr("hours[0].from must be a time"),
                          HasSubstr("hours[0].to must be a time")));
  EXPECT_THAT(calendar("zone: UTC, hours: [{days: mon, from: '07:00', to: '07:00'}]"),
              ElementsAre(HasSubstr("are the same")));
  EXPECT_THAT(calendar("zone: UTC, holidays: ['2026-02-30']"),
              ElementsAre(HasSubstr("calendars.c.holidays[0] must be a date")));
  EXPECT_THAT(calendar("zone: UTC, holidays: [2026-02-28], hours: [{days: [sat, sun], from: "
                       "'00:00', to: '24:00'}]"),
              IsEmpty());
}

TEST(ResourcesTest, RefusesANameTwiceAcrossFiles) {
  const auto parsed = ParseResources({{"a.yaml", "contacts: {alice: {phone: '+15559876543'}}"},
                                      {"b.yaml", "\ncontacts: {alice: {phone: '+15559876544'}}"}},
                                     "");
  EXPECT_FALSE(parsed.resources);
  ASSERT_EQ(parsed.findings.size(), 1u);
  EXPECT_EQ(FormatFinding(parsed.findings[0]),
            "b.yaml:2:12: error: 'alice' of contacts is already in a.yaml:1");
}

TEST(ResourcesTest, KnowsTheNumberOfLastResort) {
  const auto parsed = ParseResources({}, "+15559876543");
  ASSERT_TRUE(parsed.resources);
  ASSERT_NE(parsed.resources->LastResort(), nullptr);
  EXPECT_EQ(parsed.resources->FindContact(kLastResortContact)->phone, "+15559876543");
  EXPECT_THAT(parsed.resources->AllContacts(), IsEmpty());

  EXPECT_THAT(Findings("", "12"), ElementsAre(HasSubstr("ALERT_PHONE_NUMBER")));
  const auto nobody = ParseResources({}, "");
  ASSERT_TRUE(nobody.resources);
  EXPECT_EQ(nobody.resources->LastResort(), nullptr);
  EXPECT_EQ(nobody.resources->FindContact(kLastResortContact), nullptr);
}

TEST(ResourcesTest, RefusesALadderWithoutRungs) {
  EXPECT_THAT(Findings("contacts: {a: {phone: '+15559876543'}}\npolicies:\n  default: {rungs: []}"),
              ElementsAre(HasSubstr("r.yaml:3:20: error: 'rungs' is empty")));
  EXPECT_THAT(Findings("policies: {night: {rungs: []}}", "+15559876543"),
              ElementsAre(HasSubstr("'rungs' is empty")));
}

std::vector<std::string> ActionFindings(std::string_view actions) {
  const auto engine = MakeJqEngine();
  std::vector<std::string> lines;
  for (const auto& finding :
       ParseResources({{"r.yaml", "actions:\n  disk: " + std::string(actions)}}, "",
                      kDefaultLanguage, engine.get())
           .findings)
    lines.push_back(FormatFinding(finding));
  return lines;
}

TEST(ResourcesTest, CompilesTheExpressionsOfActions) {
  EXPECT_THAT(ActionFindings("{name: clean, parameters: {host: '${ .node_name }'}}"), IsEmpty());
  EXPECT_THAT(
      ActionFindings("{name: clean, parameters: {host: '${ .node_name | }'}}"),
      ElementsAre("r.yaml:2:58: error: expression does not compile: syntax error, unexpected "
                  "end of expression"));
  EXPECT_THAT(ActionFindings("\n    name: clean\n    parameters:\n      host: >-\n        ${ "
                             ".node_name\n           | test(\"(\") }"),
              ElementsAre(HasSubstr("r.yaml:7:19: error: the regular expression \"(\" does not")));
  EXPECT_THAT(ActionFindings("'${ if length == \"3\" then \"a\" else \"b\" end }'"),
              ElementsAre(HasSubstr("r.yaml:2:16: warning: this is always false: a number never")));
  EXPECT_THAT(ActionFindings("'${ $secrets.x }'"),
              ElementsAre(HasSubstr("error: only the alert is seen here")));
  EXPECT_THAT(ActionFindings("{name: clean, parameters: {host: 'on ${ .node_name }'}}"),
              ElementsAre(HasSubstr("warning: '${' inside a longer text")));
}

TEST(ResourcesTest, ReadsHowAContactIsChosen) {
  const auto parsed = ParseResources({{"a.yaml",
                                       "contacts: {zoe: {phone: '+15559876543', severities: [high, "
                                       "critical], priority: 3, active: false}, al: {phone: "
                                       "'+15559876544'}}"}},
                                     "");
  ASSERT_TRUE(parsed.resources);
  const auto& zoe = *parsed.resources->FindContact("zoe");
  EXPECT_THAT(zoe.severities, ElementsAre("high", "critical"));
  EXPECT_EQ(zoe.priority, 3);
  EXPECT_FALSE(zoe.active);
  const auto& al = *parsed.resources->FindContact("al");
  EXPECT_THAT(al.severities, IsEmpty());
  EXPECT_EQ(al.priority, 100);
  EXPECT_TRUE(al.active);
  EXPECT_THAT(Findings("contacts: {a: {phone: '+15559876543', severities: [hot]}}"),
              ElementsAre(HasSubstr("contacts.a.severities[0] must be")));
}

TEST(ResourcesTest, ThoseWithoutALanguageHaveTheDefault) {
  const auto parsed = ParseResources({{"a.yaml",
                                       "contacts: {zoe: {phone: '+15559876543', language: es-MX}, "
                                       "al: {phone: '+15559876544'}}"}},
                                     "", "de-DE");
  ASSERT_TRUE(parsed.resources);
  EXPECT_EQ(parsed.resources->FindContact("zoe")->language, "es-MX");
  EXPECT_EQ(parsed.resources->FindContact("al")->language, "de-DE");
  EXPECT_EQ(parsed.resources->DefaultLanguage(), "de-DE");
  const auto alone = ParseResources({}, "+15559876543", "de-DE");
  EXPECT_EQ(alone.resources->FindContact(kLastResortContact)->language, "de-DE");
}

TEST(ResourcesTest, NamesNoDefaultAmongSeveral) {
  const auto parsed = ParseResources(
      {{"a.yaml",
        "contacts: {a: {phone: '+15559876543'}}\npolicies: {x: {rungs: [{contact: a}]}, "
        "y: {rungs: [{contact: a}]}}"}},
      "");
  ASSERT_TRUE(parsed.resources);
  EXPECT_EQ(parsed.resources->DefaultPolicy(), nullptr);
  EXPECT_NE(parsed.resources->FindPolicy("x"), nullptr);
}

TEST(ResourcesTest, HashesContentNotSpelling) {
  const auto hash = [](std::string text) {
    return ParseResources({{"r.yaml", std::move(text)}}, "").resources->Hash();
  };
  EXPECT_EQ(hash("contacts: {a: {phone: '+15559876543'}}"),
            hash("# who\ncontacts:\n  a:\n    phone: \"+15559876543\"\n"));
  EXPECT_NE(hash("contacts: {a: {phone: '+15559876543'}}"),
            hash("contacts: {a: {phone: '+15559876544'}}"));
}

TEST(ResourcesTest, LoadsAFolder) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin_resources";
  std::filesystem::remove_all(folder);
  const auto absent = LoadResources(folder, "");
  ASSERT_TRUE(absent);
  EXPECT_TRUE(absent->resources);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "contacts.yaml") << "contacts: {alice: {phone: '+15559876543'}}\n";
  std::ofstream(folder / "empty.yaml") << "";
  std::ofstream(folder / "notes.txt") << "not: [yaml";

  const auto loaded = LoadResources(folder, "");

  ASSERT_TRUE(loaded);
  ASSERT_TRUE(loaded->resources) << loaded->findings.size();
  EXPECT_NE(loaded->resources->FindContact("alice"), nullptr);
  EXPECT_EQ(absent->files, 0U);
  EXPECT_EQ(loaded->files, 2U);
  ASSERT_EQ(loaded->findings.size(), 1U);
  EXPECT_EQ(loaded->findings[0].file, (folder / "empty.yaml").string());
  EXPECT_EQ(loaded->findings[0].level, Finding::Level::kWarning);
  std::filesystem::remove_all(folder);
}

TEST(ResourcesTest, AFolderThatCannotBeLookedAtIsNotAnEmptyOne) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin_resources_loop";
  std::filesystem::remove(folder);
  std::filesystem::create_symlink(folder, folder);

  const auto loaded = LoadResources(folder, "");

  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find(folder.string()), std::string::npos);
  std::filesystem::remove(folder);
}

TEST(ResourcesTest, KnowsWhetherAnybodyCanBePhoned) {
  const auto known = [](const char* text, const char* last_resort) {
    return ParseResources({{"r.yaml", text}}, last_resort).resources->KnowAnybody();
  };
  EXPECT_FALSE(known("contacts: {}", ""));
  EXPECT_FALSE(known("contacts: {a: {phone: '+15559876543', active: false}}", ""));
  EXPECT_TRUE(known("contacts: {a: {phone: '+15559876543'}}", ""));
  EXPECT_TRUE(known("contacts: {}", "+15559876543"));
}

}  // namespace
}  // namespace tocsin::workflow
