// links: harness schemas net
#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/eventually.hpp"

namespace tocsin::harness {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kRouter = "workflows/ops/alert-router.yaml";
constexpr const char* kDismiss = "{hear: nginx, press: '2'}, {hear: confirm, press: '1'}";
/// What ops add: one line below the choice before.
constexpr const char* kBefore = "phrases: [dismiss, dismiss it, ignore, ignore it]}\n";
constexpr const char* kIndent = "                - ";

TEST_F(Walk, ANewCommand) {
  WalkSite site({.people = R"({'+15550000001': [
      {turns: [{hear: 'To snooze, press 3 or say snooze', press: '3'}, {hear: confirm, press: '1'}]},
      {turns: [)" + std::string(kDismiss) +
                           "]}]}",
                 .resources = R"(
contacts: {ann: {phone: '+15550000001'}}
policies: {default: {rungs: [{contact: ann, retries: 1, delay: 1s}]}}
)"});
  ASSERT_TRUE(site.Start());
  const std::string good = site.ReadFile(kRouter);

  ASSERT_TRUE(site.Edit(kRouter, kBefore,
                        kBefore + std::string(kIndent) +
                            "{id: snooze, digitz: '3', phrases: [snooze], final: false}\n"));
  const auto linted = site.At().Tocsin({"lint", "workflows"});
  EXPECT_EQ(linted.exit, 1);
  EXPECT_THAT(
      linted.output,
      testing::MatchesRegex("workflows/ops/alert-router.yaml:[0-9]+:[0-9]+: error: unknown key "
                            "'digitz' in a choice, did you mean 'digits'.\n"));
  ASSERT_TRUE(site.Reload());
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("their former versions stay in force"));
  const auto ready = site.Send("GET", "/ready");
  EXPECT_EQ(ready.status, 200);
  EXPECT_THAT(ready.body, HasSubstr(R"("warnings":[{"name":"workflows")"));

  ASSERT_TRUE(site.Edit(kRouter, "digitz", "digits"));
  EXPECT_EQ(site.At().Tocsin({"lint", "workflows"}).exit, 0);
  ASSERT_TRUE(site.Reload());
  EXPECT_EQ(site.Send("GET", "/ready").body, R"({"status":"ready","missing":[]})");
  site.Raise("a19", "e19");

  const auto closed = site.Bus().WaitFor("alerts", "a19", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "dismissed");
  std::vector<std::string> choices;
  for (const auto& made : site.Bus().Seen("decisions", "a19", "tocsin.decision.made"))
    choices.push_back(made.At("choice") + ' ' + made.At("final"));
  EXPECT_THAT(choices, ElementsAre("snooze false", "dismiss true"));
  const auto calls = site.WaitForCalls("+15550000001", 2);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_THAT(TalkOf(calls[0]), EndsWith("heard: Snooze: recorded. Thank you. Goodbye.\n"));
}

TEST_F(Walk, ABadFileKeepsTheOldOneActive) {
  WalkSite site({.people = "{'+15559876543': [{turns: [" + std::string(kDismiss) + "]}]}"});
  ASSERT_TRUE(site.Start());
  ASSERT_TRUE(site.Edit(kRouter, "say: ${ $context.say }", "sya: ${ $context.say }"));
  EXPECT_THAT(site.At().Tocsin({"lint", "workflows"}).output,
              StartsWith("workflows/ops/alert-router.yaml:"));
  ASSERT_TRUE(site.Reload());
  site.Raise("a19b", "e19b");

  EXPECT_EQ(site.Bus().WaitFor("alerts", "a19b", "tocsin.alert.closed", 1).size(), 1U);
  EXPECT_EQ(site.WaitForCalls(kLastResort, 1).size(), 1U);
}

TEST_F(Walk, AnOldAlertRingsNobodyAndEndsAsExpired) {
  WalkSite site({});
  ASSERT_TRUE(site.Start());
  auto headers = site.Key();
  headers.emplace_back("Content-Type", "application/cloudevents+json");
  const auto taken = site.Send(
      "POST", "/events", headers,
      R"({"specversion":"1.0","id":"old","source":"/x","type":"tocsin.alert.raised","subject":"a5",)"
      R"("time":"2020-01-01T00:00:00Z","data":{"title":"old","severity":"critical"}})");
  EXPECT_EQ(taken.status, 202);

  const auto closed = site.Bus().WaitFor("alerts", "a5", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "expired");
  EXPECT_THAT(closed[0].At("reason"), HasSubstr("maxAge"));
  const auto told = site.At().Tocsin({"explain", "a5"});
  EXPECT_EQ(told.exit, 0) << told.errors;
  EXPECT_THAT(told.output, HasSubstr("closed the alert: expired, it was too old to call anybody"));
}

TEST_F(Walk, AFolderThatIsNotThereTakesNothingOutOfForce) {
  WalkSite site({.people = "{'+15559876543': [{turns: [" + std::string(kDismiss) + "]}]}"});
  ASSERT_TRUE(site.Start());
  const auto folder = site.At().Folder();
  std::filesystem::rename(folder / "workflows", folder / "away");
  site.Worker().Signal(SIGHUP);
  const auto refused =
      site.Worker().WaitForLine("the former ones stay in force", std::chrono::seconds(60));
  ASSERT_TRUE(refused);
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("workflows.path: there is no file or folder"));
  site.Raise("a19c", "e19c");

  EXPECT_EQ(site.Bus().WaitFor("alerts", "a19c", "tocsin.alert.closed", 1).size(), 1U);
}

TEST_F(Walk, PeopleThatVanishAreRungAllTheSame) {
  WalkSite site({.people = "{'+15550000001': [{turns: [" + std::string(kDismiss) + "]}]}",
                 .resources = "contacts: {ann: {phone: '+15550000001'}}\n"});
  ASSERT_TRUE(site.Start());
  const auto folder = site.At().Folder() / "resources";
  for (const char* file : {"contacts.yaml", "actions.yaml", "calendars.yaml"})
    std::filesystem::remove(folder / file);
  ASSERT_TRUE(site.Edit(".env", "ALERT_PHONE_NUMBER=+15559876543", "ALERT_PHONE_NUMBER="));
  ASSERT_TRUE(site.Reload());
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("the resources that were here are gone"));
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr(R"("warnings":[{"name":"workflows")"));
  site.Raise("a19d", "e19d");
  const auto closed = site.Bus().WaitFor("alerts", "a19d", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "dismissed");

  site.Write("resources/contacts.yaml", "");
  ASSERT_TRUE(site.Reload());
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("nobody can be phoned: there are no contacts"));
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr(R"({"name":"contacts")"));
}

TEST_F(Walk, AKillSwitchThatIsOnIsSaid) {
  WalkSite site({.people = "{'+15559876543': [{turns: [" + std::string(kDismiss) + "]}]}"});
  ASSERT_TRUE(site.Start());
  const auto ready = [&](const std::string& body) {
    return Eventually([&] {
      const auto answer = site.Send("GET", "/ready");
      return answer.status == 200 && answer.body.find(body) != std::string::npos;
    });
  };
  EXPECT_TRUE(ready(R"({"status":"ready","missing":[]})"));
  ASSERT_TRUE(
      site.Edit(".env", "TWILIO_AUTH_TOKEN=12345", "TWILIO_AUTH_TOKEN=12345\nVOICE_ENABLED=false"));
  ASSERT_TRUE(site.Reload());
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("nobody is phoned: limits.kill_switch is on"));
  EXPECT_TRUE(ready(R"("warnings":[{"name":"kill_switch")"));
}

TEST_F(Walk, TheTokenIsRotated) {
  WalkSite site({.people = "{'+15559876543': [{turns: [" + std::string(kDismiss) + "]}]}"});
  ASSERT_TRUE(site.Start());
  const auto probe = [&](const std::string& token) {
    auto options = site.At().Command({"webhook", "probe"}, {{"TWILIO_AUTH_TOKEN", token}});
    return harness::Run(std::move(options)).exit;
  };
  EXPECT_EQ(probe("12345"), 0);
  EXPECT_EQ(probe("67890"), 1);

  ASSERT_TRUE(site.Edit("tocsin.yaml", "calls_per_second: 100",
                        "calls_per_second: 100, auth_token_previous: '12345'"));
  ASSERT_TRUE(site.Edit(".env", "TWILIO_AUTH_TOKEN=12345", "TWILIO_AUTH_TOKEN=67890"));
  ASSERT_TRUE(site.Reload());
  EXPECT_EQ(probe("67890"), 0);
  EXPECT_EQ(probe("12345"), 0);

  ASSERT_TRUE(site.Edit("tocsin.yaml", ", auth_token_previous: '12345'", ""));
  ASSERT_TRUE(site.Reload());
  EXPECT_EQ(probe("67890"), 0);
  EXPECT_EQ(probe("12345"), 1);
  EXPECT_THAT(site.Worker().Errors(), testing::Not(HasSubstr("67890")));
}

TEST_F(Walk, ThePublicAddressChangesDuringACall) {
  WalkSite site({.people = R"({'+15559876543': [{turns: [
      {hear: nginx, silent: 6s}, {hear: did not hear, press: '2'}, {hear: confirm, press: '1'}]}]})"});
  ASSERT_TRUE(site.Start());
  site.Raise("a20", "e20");
  ASSERT_EQ(site.Bus().WaitFor("calls", "a20", "tocsin.call.answered", 1).size(), 1U);
  const std::string fresh =
      "http://localhost" + site.WorkerUrl().substr(site.WorkerUrl().rfind(':'));
  ASSERT_TRUE(
      site.Edit("tocsin.yaml", "public_url: '" + site.WorkerUrl(), "public_url: '" + fresh));
  ASSERT_TRUE(site.Reload());

  const auto closed = site.Bus().WaitFor("alerts", "a20", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "dismissed");
  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  std::vector<std::string> hosts;
  for (const auto& hook : calls[0].at("webhooks").as_array()) {
    if (Sighting::TextAt(hook, "kind") != "gather") continue;
    EXPECT_EQ(Sighting::TextAt(hook, "status"), "200");
    const std::string url = Sighting::TextAt(hook, "url");
    hosts.push_back(url.substr(0, url.find('/', 8)));
  }
  EXPECT_THAT(hosts, ElementsAre(site.WorkerUrl(), fresh, fresh));
}

}  // namespace
}  // namespace tocsin::harness
