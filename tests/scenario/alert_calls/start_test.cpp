// links: harness schemas net
#include <chrono>
#include <thread>

#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/tcp_gate.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(Walk, StartFromTheGuide) {
  WalkSite site({});
  const auto shown = site.At().Tocsin({"config", "show"});
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(shown.output,
              testing::ContainsRegex(
                  "telephony.twilio.auth_token: \\*\\*\\*\\* +# .env:[0-9]+ TWILIO_AUTH_TOKEN"));
  EXPECT_THAT(shown.output, testing::ContainsRegex("bus.brokers: .* # tocsin.yaml:"));
  EXPECT_THAT(shown.output, testing::ContainsRegex("http.max_body_bytes: 1048576 +# default"));
  EXPECT_THAT(shown.output, Not(HasSubstr("12345\n")));
  EXPECT_THAT(shown.output, Not(HasSubstr("+15559876543")));

  const auto migrated = site.At().Tocsin({"migrate"});  // the second time
  EXPECT_EQ(migrated.exit, 0);
  EXPECT_THAT(migrated.output, HasSubstr("database is up to date"));

  ASSERT_TRUE(site.Start());
  const std::string ready = site.Worker().Output();
  EXPECT_THAT(ready,
              testing::StartsWith("ready http=" + site.WorkerUrl().substr(7) + " bus=kafka://"));
  EXPECT_THAT(ready, HasSubstr(" store=postgresql://"));
  EXPECT_THAT(ready, HasSubstr(":****@"));
  const std::string pid = std::to_string(site.Worker().Pid());
  EXPECT_EQ(site.ReadFile(".tocsin/pid"), pid + "\n");
  EXPECT_TRUE(site.Worker().WaitForLine("pid " + pid + " (also in ", std::chrono::seconds(30)));
}

TEST_F(Walk, AMissingVariableIsNamedWithItsRemedy) {
  WalkSite site({});
  ASSERT_TRUE(site.Edit(".env", "TWILIO_AUTH_TOKEN=12345", "TWILIO_AUTH_TOKEN="));
  const auto refused = harness::Run(site.At().Command({"run"}));
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.errors, HasSubstr("TWILIO_AUTH_TOKEN is missing"));
  EXPECT_THAT(refused.errors, HasSubstr("set TWILIO_AUTH_TOKEN in .env"));
  EXPECT_EQ(refused.output, "");
}

TEST_F(Walk, TheVerificationScript) {
  WalkSite site({});
  const auto none = site.At().Tocsin({"selfcheck"});
  EXPECT_EQ(none.exit, 3);
  EXPECT_THAT(none.output,
              HasSubstr("✗ Twilio Bridge service is not healthy (" + site.WorkerUrl()));

  ASSERT_TRUE(site.Start());
  const auto good = site.At().Tocsin({"selfcheck"});
  EXPECT_EQ(good.exit, 0) << good.output << good.errors;
  EXPECT_THAT(good.output, HasSubstr("- TTS service: Twilio <Say>, by the carrier, not checked\n"));
  EXPECT_THAT(good.output, HasSubstr("✓ Twilio Bridge service is healthy (" + site.WorkerUrl() +
                                     ")\n"
                                     "✓ All connectivity checks pass\n"
                                     "✓ carrier Twilio is healthy (" +
                                     site.PhoneUrl() + ")\n✓ bus is healthy"));
  EXPECT_THAT(good.output, HasSubstr("\n✓ database is healthy (postgresql://"));

  site.StopPhone();
  const auto bad = site.At().Tocsin({"selfcheck"});
  EXPECT_EQ(bad.exit, 3);
  EXPECT_THAT(bad.output, HasSubstr("✗ carrier Twilio is not healthy (" + site.PhoneUrl()));
  EXPECT_THAT(bad.output, HasSubstr("telephony.twilio.api_url"));
  EXPECT_THAT(bad.output, Not(HasSubstr("All connectivity checks pass")));
}

TEST_F(Walk, AProcessWithOneRoleAnswersItsMonitorsToo) {
  WalkSite site({.arguments = {"--workers", "workflow"}});
  ASSERT_TRUE(site.Start());

  EXPECT_EQ(site.Send("GET", "/health").status, 200);
  for (int i = 0; i < 200 && site.Send("GET", "/ready").status != 200; ++i)  // its partitions
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(site.Send("GET", "/ready").status, 200);
  EXPECT_THAT(site.Send("GET", "/metrics").body, HasSubstr("tocsin_build_info{"));
  EXPECT_EQ(site.Send("POST", "/events").status, 404) << "that is the bridge's";
}

TEST_F(Walk, Health) {
  TcpGate database(AddressIn(DatabaseAddress()));
  WalkOptions options;
  options.database = WithPort(DatabaseAddress(), database.Port());
  WalkSite site(options);
  ASSERT_TRUE(site.Start());
  const auto ready_within = [&](int status, std::chrono::seconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (site.Send("GET", "/ready").status != status)
      if (std::chrono::steady_clock::now() > deadline) return false;
    return true;
  };
  EXPECT_EQ(site.Send("GET", "/health").status, 200);
  EXPECT_TRUE(ready_within(200, std::chrono::seconds(60)));

  database.Shut();
  EXPECT_TRUE(ready_within(503, std::chrono::seconds(60)));
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr(R"("name":"store")"));
  EXPECT_EQ(site.Send("GET", "/health").status, 200);
  const auto refused = site.Send("GET", "/api/voice/conversations", {{"X-API-Key", "k"}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(HeaderValue(refused.headers, "Retry-After"), "2");

  database.Open();
  EXPECT_TRUE(ready_within(200, std::chrono::seconds(60)));
  EXPECT_TRUE(site.Worker().Running());
}

}  // namespace
}  // namespace tocsin::harness
