#include "workers/settings/changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace tocsin::compose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

void Give(Settings& settings, std::string_view carrier, const json::object& given) {
  auto& account = settings.telephony.carriers.Of(carrier);
  ReadKindly(account.Kind().Table(), given, account.Address());
}

TEST(ChangesThatNeedARestart, LeavesOutWhatAReloadPutsIntoForce) {
  const Settings before;
  Settings after;
  after.http.public_url = "https://voice.example.com";
  after.http.tls.certificate = "other.pem";
  Give(after, "twilio", {{"auth_token", "new"}});
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
  Give(after, "twilio", {{"calls_per_second", 9}});
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

/// Ears, the lexicon and what makes sound ahead are opened once; voices are exchanged.
TEST(ChangesThatNeedARestart, NamesWhoHearsAndNotWhoSpeaks) {
  const Settings before;
  Settings after;
  after.speech.stt.words = {"deepgram", "moonshine"};
  after.speech.tts.words = {"festival"};
  after.speech.lexicon = "other";
  after.speech.prepared.kokoro = "af_heart";
  after.speech.deepgram.speak.model = "aura-2-thalia-en";
  after.speech.openai.speech.voice = "cedar";
  after.speech.elevenlabs.voice = "other";

  EXPECT_THAT(ChangesThatNeedARestart(before, after),
              ElementsAre("speech.stt", "speech.lexicon", "speech.prepared.kokoro"));
}

TEST(VoicesDiffer, ByAllThatTheyAreMadeOfAndNothingElse) {
  const SpeechSettings before;
  const auto differ = [&](const std::function<void(SpeechSettings&)>& change) {
    SpeechSettings after = before;
    change(after);
    return VoicesDiffer(before, after);
  };
  EXPECT_FALSE(differ([](SpeechSettings&) {}));
  EXPECT_FALSE(differ([](SpeechSettings& speech) { speech.stt.words = {"deepgram"}; }));
  EXPECT_FALSE(differ([](SpeechSettings& speech) { speech.deepgram.listen.model = "nova-3"; }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.tts.words = {"festival"}; }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.deepgram.speak.model = "x"; }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.deepgram.api_key = Secret("k"); }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.openai.speech.voice = "cedar"; }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.azure.voice = "x"; }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.elevenlabs.voice = "x"; }));
  EXPECT_TRUE(differ([](SpeechSettings& speech) { speech.sesame.voice = "x"; }));
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
