// links: settings schemas
#include <gtest/gtest.h>

#include <fstream>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

LoadedSettings Load(std::string file, std::string dotenv = "",
                    std::map<std::string, std::string, std::less<>> environment = {}) {
  return LoadSettings({.environment = std::move(environment),
                       .file_text = std::move(file),
                       .dotenv_text = std::move(dotenv)});
}
std::string FindingsOf(const LoadedSettings& loaded) {
  std::string out;
  for (const auto& finding : loaded.findings) out += FormatFinding(finding) + '\n';
  return out;
}

TEST(LoadSettings, GivesDefaultsWithoutAnything) {
  const auto loaded = Load("");
  EXPECT_EQ(FindingsOf(loaded), "");
  EXPECT_EQ(loaded.settings.http.listen, "127.0.0.1:8003");
  EXPECT_EQ(loaded.settings.bus.partitions, 12);
  EXPECT_EQ(loaded.settings.limits.calls_per_number_hour, 30);
  EXPECT_EQ(loaded.settings.limits.calls_per_hour, 600);
  EXPECT_EQ(loaded.settings.telephony.max_call, std::chrono::seconds(600));
  EXPECT_EQ(loaded.settings.telephony.carriers.Of("twilio").Text("live"), "media");
  EXPECT_EQ(loaded.settings.telephony.carriers.First(), nullptr);
}

TEST(LoadSettings, ReadsSectionsAndKeepsWhereTheyStand) {
  const auto loaded = Load(
      "bus:\n  brokers: k:9092\n  in:\n    - {topic: raw, type: tocsin.alert.raised, data: '${ .x "
      "}'}\n"
      "  client: {socket.timeout.ms: 5000, sasl.password: geheim}\n"
      "bridge:\n  deliveries:\n    - name: n8n\n      url: https://n/x\n      secret: s\n      "
      "retry: {attempts: 2}\n"
      "workflows: {mailbox_expiry: 2h}\nsecrets: {TOKEN: abc}\n");

  EXPECT_EQ(FindingsOf(loaded), "");
  EXPECT_EQ(loaded.settings.bus.brokers, "k:9092");
  EXPECT_EQ(loaded.settings.bus.in.at(0).data, "${ .x }");
  EXPECT_EQ(loaded.settings.bus.client.at("socket.timeout.ms"), "5000");
  ASSERT_EQ(loaded.settings.bridge.deliveries.size(), 1u);
  EXPECT_EQ(loaded.settings.bridge.deliveries[0].retry.attempts, 2);
  EXPECT_EQ(loaded.settings.bridge.deliveries[0].types.at(0), "tocsin.action.requested");
  EXPECT_EQ(loaded.settings.workflows.mailbox_expiry, std::chrono::hours(2));
  EXPECT_EQ(loaded.settings.secrets.at("TOKEN").Reveal(), "abc");
  EXPECT_EQ(loaded.origins.at("bus.brokers").text, "tocsin.yaml:2");
  EXPECT_EQ(loaded.origins.at("bridge.deliveries[0].url").text, "tocsin.yaml:9");
}

TEST(LoadSettings, NamesFaultsWithLineAndColumn) {
  EXPECT_EQ(FindingsOf(Load("bus:\n  broker: x\n")),
            "tocsin.yaml:2:3: error: bus.broker is not known (did you mean 'brokers'?)\n");
  EXPECT_EQ(FindingsOf(Load("recording: {to: x}\n")),
            "tocsin.yaml:1:1: error: recording is not supported yet\n");
  EXPECT_EQ(FindingsOf(Load("bus: [1\n", "TWILIO_AUTH_TOKEN=x\n")),
            "tocsin.yaml:1:6: error: not valid YAML: this bracket is never closed, or a comma is "
            "missing\n");
  EXPECT_NE(FindingsOf(Load("http: {listen: 8003}\n"))
                .find("tocsin.yaml:1:16: error: http.listen must be ADDRESS:PORT"),
            std::string::npos);
  EXPECT_NE(FindingsOf(Load("http: {public_url: 'voice.example.com'}\n"))
                .find("http.public_url must be a URL"),
            std::string::npos);
  EXPECT_NE(FindingsOf(Load("store: {url: 'mysql://x'}\n"))
                .find("store.url must be a PostgreSQL address"),
            std::string::npos);
  EXPECT_NE(FindingsOf(Load("limits: {countries: [DE]}\n"))
                .find("limits.countries[0] must be a calling code"),
            std::string::npos);
  EXPECT_NE(FindingsOf(Load("telephony: {routes: [{prefix: '+0', provider: twilio}]}\n"))
                .find("tocsin.yaml:1:31: error: telephony.routes[0].prefix must be a calling code"),
            std::string::npos);
  EXPECT_EQ(FindingsOf(Load("telephony:\n  routes:\n    - {prefix: '+1', provider: twilio}\n"
                            "    - {prefix: '+15', provider: twilio}\n"
                            "    - {prefix: '+1', provider: twilio}\n")),
            "tocsin.yaml:5:16: error: telephony.routes[2].prefix is used twice: '+1'\n");
  EXPECT_NE(FindingsOf(Load("http: {trusted_proxies: [10.0.0.0/33]}\n"))
                .find("http.trusted_proxies[0] must be"),
            std::string::npos);
}

TEST(LoadSettings, NeverPrintsNumbersOrSecretsInFindings) {
  const auto text =
      FindingsOf(Load("telephony: {alert_number: '0171 2345678', twilio: {auth_token: geheim}}\n"));
  EXPECT_NE(text.find("telephony.alert_number must be a phone number in international form"),
            std::string::npos);
  EXPECT_EQ(text.find("2345678"), std::string::npos);
  EXPECT_EQ(text.find("geheim"), std::string::npos);
}

TEST(LoadSettings, APinIsFourToTwelveDigitsAndNeverShown) {
  const auto loaded = Load("telephony: {pins: {alice: '${P}', bob: '0815'}}\n", "P=471100\n");
  EXPECT_EQ(FindingsOf(loaded), "");
  EXPECT_EQ(loaded.settings.telephony.pins.at("alice").Reveal(), "471100");
  EXPECT_EQ(ShowSettingsText(loaded).find("4711"), std::string::npos);
  for (const char* wrong : {"'471'", "'47 11'", "4711a", "'1234567890123'", "''"}) {
    const auto text = FindingsOf(Load("telephony: {pins: {alice: " + std::string(wrong) + "}}\n"));
    EXPECT_NE(text.find("telephony.pins.alice must be 4 to 12 digits"), std::string::npos) << text;
    EXPECT_EQ(text.find("471"), std::string::npos) << text;
  }
}

TEST(Substitution, TakesVariablesDefaultsAndFiles) {
  const auto folder = std::filesystem::temp_directory_path() / "tocsin_settings_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "token") << "12345\n";
  const auto loaded = LoadSettings(
      {.working_folder = folder,
       .environment = {{"N", "24"}, {"A", "env"}},
       .file_text = "bus: {partitions: '${N}', group: '${G:-grp}-${A}', gateway: '${NO:-false}'}\n"
                    "telephony: {twilio: {voice: '$${A}', auth_token_previous: "
                    "'${file:token}'}}\nstore: {url: '${NONE:-}'}\n",
       .dotenv_text = "A=dotenv\n"});

  EXPECT_EQ(FindingsOf(loaded), "");
  EXPECT_EQ(loaded.settings.bus.partitions, 24);
  EXPECT_EQ(loaded.settings.bus.group, "grp-env");
  EXPECT_FALSE(loaded.settings.bus.gateway);
  const auto& twilio = loaded.settings.telephony.carriers.Of("twilio");
  EXPECT_EQ(twilio.Text("voice"), "${A}");
  EXPECT_EQ(twilio.Text("auth_token_previous"), "12345");
  EXPECT_EQ(loaded.settings.store.url, "");
  EXPECT_EQ(loaded.origins.at("bus.partitions").text, "tocsin.yaml:1 with environment N");
  std::filesystem::remove_all(folder);
}

TEST(Substitution, NamesWhatIsMissing) {
  EXPECT_EQ(FindingsOf(Load("store:\n  url: ${DB}\n")),
            "tocsin.yaml:2:8: error: variable DB is not set: set it in the environment or in .env, "
            "or give a default, "
            "${DB:-default}\n");
  EXPECT_NE(FindingsOf(Load("store: {url: '${file:/none/such}'}\n"))
                .find("file /none/such cannot be read"),
            std::string::npos);
}

TEST(Environment, GoesBeforeTheFileAndSaysSo) {
  const auto loaded =
      Load("http: {public_url: 'https://file'}\n", "PUBLIC_BASE_URL=https://dotenv\nPORT=9000\n",
           {{"PORT", "10000"}, {"KAFKA_BROKERS", ""}});
  EXPECT_EQ(FindingsOf(loaded),
            "tocsin.yaml:1:20: warning: http.public_url is replaced by .env:1 PUBLIC_BASE_URL: "
            "remove one of them\n");
  EXPECT_EQ(loaded.settings.http.public_url, "https://dotenv");
  EXPECT_EQ(loaded.settings.http.listen, "0.0.0.0:10000");
  EXPECT_EQ(loaded.origins.at("http.listen").text, "environment PORT");
  EXPECT_EQ(loaded.settings.bus.brokers, "");
  EXPECT_EQ(Load("", "", {{"MAX_CONCURRENT_CALLS", "20"}}).settings.limits.concurrent_calls, 20);
}

TEST(Environment, TwoNamesWithDifferentValuesStopTheStart) {
  const auto loaded = Load("", "NODE_API_KEY=b\n", {{"INTERNAL_API_KEY", "a"}});
  EXPECT_TRUE(HasErrors(loaded.findings));
  EXPECT_NE(FindingsOf(loaded).find(
                "INTERNAL_API_KEY and NODE_API_KEY are two names of security.internal_api_key"),
            std::string::npos);
  EXPECT_EQ(FindingsOf(Load("", "NODE_API_KEY=a\n", {{"INTERNAL_API_KEY", "a"}})), "");
  EXPECT_EQ(FindingsOf(Load("", "MAX_CALL_DURATION=600\nMAX_CALL_DURATION_MINUTES=10\n")), "");
  EXPECT_TRUE(
      HasErrors(Load("", "MAX_CALL_DURATION=600\nMAX_CALL_DURATION_MINUTES=30\n").findings));
}

TEST(Environment, ReportsFaultsWhereTheVariableStands) {
  EXPECT_EQ(FindingsOf(Load("", "\nALERT_PHONE_NUMBER=555\n")).substr(0, 82),
            ".env:2:1: error: telephony.alert_number (ALERT_PHONE_NUMBER) must be a phone numbe");
  EXPECT_EQ(FindingsOf(Load("", "", {{"PORT", "http"}})),
            "environment: error: PORT must be a port number\n");
}

TEST(Environment, ListsKnownNamesThatNothingReads) {
  const auto loaded = Load("", "WHISPER_DEVICE=cpu\n", {{"HOME", "/home/ops"}});
  EXPECT_EQ(FindingsOf(loaded), "");
  ASSERT_EQ(loaded.unused.size(), 1u);
  EXPECT_EQ(loaded.unused[0].name, "WHISPER_DEVICE");
}

TEST(Environment, AddsTheN8nDelivery) {
  const auto loaded = Load("", "N8N_WEBHOOK_URL=http://n8n:5678/webhook/x\nN8N_WEBHOOK_SECRET=s\n");
  EXPECT_EQ(FindingsOf(loaded), "");
  ASSERT_EQ(loaded.settings.bridge.deliveries.size(), 1u);
  EXPECT_EQ(loaded.settings.bridge.deliveries[0].name, "n8n");
  EXPECT_EQ(loaded.settings.bridge.deliveries[0].secret.Reveal(), "s");

  const auto own = Load("bridge: {deliveries: [{name: n8n, url: 'http://a', secret: x}]}\n",
                        "N8N_WEBHOOK_URL=http://b\n");
  ASSERT_EQ(own.settings.bridge.deliveries.size(), 1u);
  EXPECT_EQ(own.settings.bridge.deliveries[0].url, "http://a");
}

TEST(Environment, CanSwitchCallingOff) {
  EXPECT_TRUE(Load("", "VOICE_ENABLED=false\n").settings.limits.kill_switch);
  EXPECT_FALSE(Load("", "VOICE_ENABLED=true\n").settings.limits.kill_switch);
}

TEST(LoadSettings, ReadsTheFilesOfTheWorkingFolder) {
  const auto folder = std::filesystem::temp_directory_path() / "tocsin_settings_files";
  std::filesystem::create_directories(folder);
  EXPECT_EQ(LoadSettings({.working_folder = folder}).file, "");
  std::ofstream(folder / "tocsin.yaml") << "bus: {group: mine}\n";
  std::ofstream(folder / ".env") << "DEFAULT_LANGUAGE=de-DE\n";
  const auto loaded = LoadSettings({.working_folder = folder});
  EXPECT_EQ(loaded.settings.bus.group, "mine");
  EXPECT_EQ(loaded.settings.telephony.language, "de-DE");
  const auto missing = LoadSettings({.file = folder / "none.yaml", .working_folder = folder});
  EXPECT_TRUE(HasErrors(missing.findings));
  EXPECT_NE(FindingsOf(missing).find("none.yaml: error: there is no such configuration file"),
            std::string::npos);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tocsin::compose
