// links: settings schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> TextsOf(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const auto& finding : findings) {
    EXPECT_EQ(finding.level, Finding::Level::kWarning) << finding.text;
    texts.push_back(FormatFinding(finding));
  }
  return texts;
}
std::vector<std::string> Exposures(std::string file, std::string dotenv = "") {
  const auto loaded =
      LoadSettings({.file_text = std::move(file), .dotenv_text = std::move(dotenv)});
  EXPECT_FALSE(HasErrors(loaded.findings));
  return TextsOf(CheckExposure(loaded));
}

TEST(Exposure, DefaultsAndWhatIsClosedRaiseNothing) {
  EXPECT_THAT(Exposures(""), IsEmpty());
  EXPECT_THAT(
      Exposures("http: {listen: '[::1]:8003', public_url: 'https://v.example.com'}\n"
                "security:\n"
                "  internal_api_key: 0123456789abcdef\n"
                "  webhooks: [{hook: a, allow: [10.0.0.0/8]}, {hook: b, open: true},\n"
                "             {hook: c, bearer: 0123456789abcdef, allow: [0.0.0.0/0]}]\n"
                "telephony: {twilio: {account_sid: AC01, auth_token: '1', from: '+15551234567',\n"
                "                     api_url: 'http://127.0.0.1:9003'}}\n"
                "language: {chat: {url: 'http://localhost:1234', api_key: k}}\n"
                "bus: {brokers: '127.0.0.1:9092', client: {security.protocol: SASL_PLAINTEXT}}\n"),
      IsEmpty());
}

TEST(Exposure, AListenerForOthersWithoutTls) {
  EXPECT_THAT(Exposures("http: {listen: '0.0.0.0:8003'}\n"),
              ElementsAre(StartsWith("tocsin.yaml:1:16: warning: http.listen: other machines send "
                                     "API keys and alerts in clear text")));
  EXPECT_THAT(Exposures("", "PORT=8080\n"), ElementsAre(StartsWith(".env:1:")));
  EXPECT_THAT(Exposures("http: {listen: '[::]:8003', trusted_proxies: [10.0.0.1]}\n"), IsEmpty())
      << "a proxy ends TLS";
  EXPECT_THAT(Exposures("http: {listen: '0.0.0.0:1', tls: {certificate: none, key: none}}\n"),
              IsEmpty());
  EXPECT_THAT(Exposures("http: {public_url: 'http://v.example.com:8080/x'}\n"),
              ElementsAre(HasSubstr("http.public_url: carriers send")));
}

TEST(Exposure, PagesThatAnybodyMayChange) {
  EXPECT_THAT(Exposures("security: {cors: ['https://desk.example.com', 'http://127.0.0.1:5173', "
                        "'http://desk.example.com']}\n"),
              ElementsAre(HasSubstr("security.cors[2]: whoever is on the way may change")));
}

TEST(Exposure, WhoeverMayPoseAsSomebodyElse) {
  EXPECT_THAT(Exposures("http:\n  trusted_proxies: [10.0.0.1, 0.0.0.0/0, '::/0']\n"),
              ElementsAre(HasSubstr("2:31: warning: http.trusted_proxies[1]: everybody may say"),
                          HasSubstr("http.trusted_proxies[2]")));
  EXPECT_THAT(Exposures("security: {webhooks: [{hook: a, allow: ['::/0']}]}\n"),
              ElementsAre(HasSubstr("security.webhooks[0].allow: everybody may send to hook 'a'")));
  EXPECT_THAT(Exposures("bus: {client: {enable.ssl.certificate.verification: 'false'}}\n"),
              ElementsAre(HasSubstr("may pose as the broker")));
}

TEST(Exposure, SecretsThatCanBeGuessedAreNotShown) {
  EXPECT_THAT(
      Exposures(
          "security:\n"
          "  internal_api_key: hunter2\n"
          "  webhooks: [{hook: a, bearer: b1}, {hook: a, basic: {user: u, password: p1}},\n"
          "             {hook: a, hmac: {header: X, secret: h1}}, {hook: a, standard: s1}]\n"),
      ElementsAre(HasSubstr("security.webhooks[0].bearer: shorter than 16 bytes"),
                  HasSubstr("security.webhooks[1].basic.password: shorter"),
                  HasSubstr("security.webhooks[2].hmac.secret: shorter"),
                  HasSubstr("security.webhooks[3].standard: shorter"),
                  AllOf(HasSubstr("security.internal_api_key: shorter than 16 bytes"),
                        Not(HasSubstr("hunter2")))));
}

TEST(Exposure, KeysThatAreSentInClear) {
  EXPECT_THAT(
      Exposures("http: {public_url: 'https://v.example.com'}\n"
                "telephony: {twilio: {account_sid: AC01, auth_token: '1', from: '+15551234567',\n"
                "                     api_url: 'http://proxy:9003'}}\n"
                "language: {chat: {url: 'http://10.0.0.7:1234', api_key: k}}\n"
                "store: {url: 'postgresql://u:p@db/t?sslmode=disable'}\n"
                "bus: {brokers: 'kafka:9092', client: {security.protocol: SASL_PLAINTEXT}}\n"),
      ElementsAre(HasSubstr("telephony.twilio.api_url: the account's key is sent in clear"),
                  HasSubstr("language.chat.url: the account's key"), HasSubstr("store.url: the"),
                  HasSubstr("bus.client.security.protocol: passwords")));
}

TEST(Exposure, FilesThatEverybodyMayRead) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin_exposure";
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const char* text, mode_t mode) {
    std::ofstream(folder / name) << text;
    ASSERT_EQ(chmod((folder / name).c_str(), mode), 0);
  };
  write("open", "0123456789abcdef\n", 0644);
  write("closed", "0123456789abcdef\n", 0640);
  write(".env", "TZ=UTC\nMY_TOKEN=abc\n", 0644);
  const LoadOptions options{.working_folder = folder,
                            .file_text =
                                "security:\n  internal_api_key: ${file:open}\n"
                                "secrets: {A: '${file:closed}', B: '${file:open}'}\n"};

  EXPECT_THAT(TextsOf(CheckExposure(LoadSettings(options))),
              ElementsAre(AllOf(HasSubstr("everybody on this machine may read the file '"),
                                HasSubstr("tocsin_exposure/open'; chmod 600")),
                          AllOf(HasSubstr(".env: warning: everybody on this machine may read "
                                          "MY_TOKEN in it; chmod 600 .env"),
                                Not(HasSubstr("abc")))));

  write(".env", "TZ=UTC\n", 0644);
  write("open", "0123456789abcdef\n", 0600);
  EXPECT_THAT(TextsOf(CheckExposure(LoadSettings(options))), IsEmpty());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tocsin::compose
