#include "workers/settings/changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::compose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ChangesThatNeedARestart, LeavesOutWhatAReloadPutsIntoForce) {
  const Settings before;
  Settings after;
  after.http.public_url = "https://voice.example.com";
  after.http.tls.certificate = "other.pem";
  after.telephony.twilio.auth_token = Secret("new");
  after.bridge.deliveries.resize(1);
  after.channels.resize(1);
  after.limits.kill_switch = true;
  after.store.history_retention = std::chrono::hours(1);

  EXPECT_THAT(ChangesThatNeedARestart(before, after), IsEmpty());
}

TEST(ChangesThatNeedARestart, NamesEveryOther) {
  const Settings before;
  Settings after;
  after.bus.in.resize(1);
  after.bus.client["sasl.password"] = "x";
  after.store.url = "postgresql://other/db";
  after.http.trusted_proxies = {"10.0.0.0/8"};
  after.http.max_body_bytes += 1;
  after.telephony.twilio.calls_per_second = 9;
  after.security.internal_api_key = Secret("key");
  after.security.rates.requests_per_minute = 1;
  after.security.cors = {"https://desk.example.com"};
  after.telemetry.log.level = "debug";  // is reloaded
  after.telemetry.log.sentry.dsn = Secret("x");
  after.secrets["PAGER"] = Secret("x");

  EXPECT_THAT(ChangesThatNeedARestart(before, after),
              ElementsAre("bus.in", "bus.client", "store.url", "http.trusted_proxies",
                          "http.max_body_bytes", "telephony.twilio.calls_per_second",
                          "security.internal_api_key", "security.rates.requests_per_minute",
                          "security.cors", "telemetry.log.sentry.dsn", "secrets"));
}

TEST(ChangesThatNeedARestart, SeesOneSecretReplacedByAnother) {
  Settings before;
  before.security.internal_api_key = Secret("one");
  Settings after = before;
  after.security.internal_api_key = Secret("two");

  EXPECT_THAT(ChangesThatNeedARestart(before, after), ElementsAre("security.internal_api_key"));
}

}  // namespace
}  // namespace tocsin::compose
