// links: settings schemas
#include <gtest/gtest.h>

#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

constexpr const char* kTwilio =
    "TWILIO_ACCOUNT_SID=AC0000000000000000000000000000aaaa\nTWILIO_AUTH_TOKEN=12345\nTWILIO_PHONE_"
    "NUMBER=+15551234567\n"
    "ALERT_PHONE_NUMBER=+15559876543\n";

LoadedSettings LoadFile(std::string file, std::string dotenv = "") {
  return LoadSettings({.file_text = std::move(file), .dotenv_text = std::move(dotenv)});
}
std::string FindingsAsText(const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += FormatFinding(finding) + '\n';
  return out;
}

TEST(Validate, TakesAWholeCarrierOrNone) {
  const auto whole = LoadFile("http: {public_url: 'https://v.example.com'}\n", kTwilio);
  EXPECT_EQ(FindingsAsText(whole.findings), "");
  EXPECT_TRUE(whole.settings.telephony.carriers.Of("twilio").Complete());
  EXPECT_EQ(FindingsAsText(LoadFile("", "ALERT_PHONE_NUMBER=+15559876543\n").findings), "");
}

TEST(Validate, AnExotelAccountIsWholeOrNotThere) {
  EXPECT_EQ(FindingsAsText(
                LoadFile("http: {public_url: 'https://v.example.com'}\n",
                         "EXOTEL_SID=acme1\nEXOTEL_API_KEY=k\nEXOTEL_PHONE_NUMBER=+918000000001\n")
                    .findings),
            ".env: error: EXOTEL_API_TOKEN is missing: Exotel needs EXOTEL_SID, EXOTEL_API_KEY, "
            "EXOTEL_API_TOKEN and EXOTEL_PHONE_NUMBER, and only a part is given; set "
            "EXOTEL_API_TOKEN in .env or telephony.exotel.api_token in tocsin.yaml\n");
  const auto whole = LoadFile(
      "telephony:\n  exotel: {allow: ['52.203.14.206', '103.1.2.0/23']}\n"
      "  routes: [{prefix: '+91', provider: exotel, then: twilio}]\n"
      "http: {public_url: 'https://v.example.com'}\n",
      "EXOTEL_SID=acme1\nEXOTEL_API_KEY=k\nEXOTEL_API_TOKEN=t\nEXOTEL_PHONE_NUMBER=+918000000001\n"
      "EXOTEL_SUBDOMAIN=api.in.exotel.com\n");
  EXPECT_EQ(FindingsAsText(whole.findings),
            "tocsin.yaml:3:52: warning: telephony.routes[0].then is 'twilio', which is not set up: "
            "nobody takes over\n");
  const auto& exotel = whole.settings.telephony.carriers.Of("exotel");
  EXPECT_TRUE(exotel.Complete());
  EXPECT_EQ(exotel.Kind().ApiUrl(exotel), "https://api.in.exotel.com");
  EXPECT_EQ(whole.settings.telephony.routes.at(0).then, "twilio");
}

TEST(Validate, AChannelHasAKindAndANameOfItsOwn) {
  const auto good = LoadFile(
      "channels:\n  - {name: chat, slack: {url: 'https://hooks.slack.com/x'}}\n"
      "  - {name: phone, ntfy: {topic: t}, retry: {attempts: 2}}\n");
  EXPECT_EQ(FindingsAsText(good.findings), "");
  EXPECT_EQ(good.settings.channels.at(1).ntfy->url, "https://ntfy.sh");
  EXPECT_EQ(FindingsAsText(LoadFile("channels:\n  - {name: chat}\n").findings),
            "tocsin.yaml:2:12: error: channels[0] needs webhook, slack, teams, ntfy, email or sms: "
            "where to\n");
  EXPECT_EQ(FindingsAsText(LoadFile("channels:\n  - {name: chat, slack: {}}\n").findings),
            "tocsin.yaml:2:25: error: channels[0].slack.url is required\n");
  EXPECT_EQ(
      FindingsAsText(LoadFile("bridge: {deliveries: [{name: chat, topic: x}]}\n"
                              "channels:\n  - {name: chat, teams: {url: 'https://x.example'}}\n")
                         .findings),
      "tocsin.yaml:3:12: error: channels[0].name is used twice, by channels or by "
      "bridge.deliveries: 'chat'\n");
}

TEST(Validate, EarsAreAWordOrAnOrderOfThoseThatHear) {
  const auto order = LoadFile("speech: {stt: [deepgram, moonshine]}\n");
  EXPECT_EQ(FindingsAsText(order.findings), "");
  EXPECT_EQ(order.settings.speech.stt.words, (std::vector<std::string>{"deepgram", "moonshine"}));
  EXPECT_TRUE(order.settings.speech.MustBeLive());
  const auto none = LoadFile("speech: {stt: none}\n");
  EXPECT_TRUE(none.settings.speech.ByCarrier());
  EXPECT_NE(FindingsAsText(LoadFile("speech: {stt: [carrier, moonshine]}\n").findings)
                .find("'carrier' in a list"),
            std::string::npos);
  EXPECT_NE(FindingsAsText(LoadFile("speech: {stt: [moonshine, moonshine]}\n").findings)
                .find("'moonshine' twice"),
            std::string::npos);
  EXPECT_NE(FindingsAsText(LoadFile("speech: {stt: []}\n").findings).find("one at least"),
            std::string::npos);
  EXPECT_NE(FindingsAsText(LoadFile("speech: {stt: [siri]}\n").findings).find("speech.stt[0]"),
            std::string::npos);
  EXPECT_NE(FindingsAsText(LoadFile("speech: {stt: 7}\n").findings).find("speech.stt"),
            std::string::npos);
}

TEST(Validate, ARouteDoesNotFailOverToItself) {
  EXPECT_EQ(
      FindingsAsText(
          LoadFile("telephony:\n  routes: [{prefix: '+91', provider: exotel, then: exotel}]\n", "")
              .findings),
      "tocsin.yaml:2:52: error: telephony.routes[0].then is the provider itself: 'exotel'\n");
}

TEST(Validate, ARouteThatDialsNothingIsTold) {
  const auto told = [](std::string_view settings) {
    return FindingsAsText(
        LoadFile("http: {public_url: 'https://v.example.com'}\n" + std::string(settings),
                 "EXOTEL_SID=acme1\nEXOTEL_API_KEY=k\nEXOTEL_API_TOKEN=t\n"
                 "EXOTEL_PHONE_NUMBER=+918000000001\n")
            .findings);
  };
  EXPECT_EQ(told("telephony: {routes: [{prefix: '+91', provider: exotel}]}\n"), "");
  EXPECT_EQ(told("telephony: {routes: [{prefix: '+49', provider: twilio}]}\n"),
            "tocsin.yaml:2:48: warning: telephony.routes[0].provider is 'twilio', which is not set "
            "up: its numbers are dialled as if this route were not there\n");
  const std::string_view abroad = "telephony: {routes: [{prefix: '+49', provider: exotel}]}\n";
  EXPECT_EQ(told(abroad),
            "tocsin.yaml:2:31: warning: telephony.routes[0].prefix is '+49', a country that may "
            "not be dialled: add it to limits.countries, which is that of our number alone\n");
  for (const auto* countries : {"['+49']", "['+4930', '+91']"})
    EXPECT_EQ(told(std::string(abroad) + "limits: {countries: " + countries + "}\n"), "");
  EXPECT_EQ(FindingsAsText(LoadFile(std::string(abroad)).findings), "") << "nobody can be phoned";
}

TEST(Validate, NamesTheMissingVariableAndHowToMendIt) {
  const auto loaded =
      LoadFile("http: {public_url: 'https://v.example.com'}\n",
               "TWILIO_ACCOUNT_SID=AC01\nTWILIO_AUTH_TOKEN=\nTWILIO_PHONE_NUMBER=+15551234567\n");
  EXPECT_EQ(FindingsAsText(loaded.findings),
            ".env: error: TWILIO_AUTH_TOKEN is missing: Twilio needs TWILIO_ACCOUNT_SID, "
            "TWILIO_AUTH_TOKEN and "
            "TWILIO_PHONE_NUMBER, and only a part is given; set TWILIO_AUTH_TOKEN in .env or "
            "telephony.twilio.auth_token in "
            "tocsin.yaml\n");
}

TEST(Validate, NeedsAPublicAddressForTheCarrier) {
  const auto text = FindingsAsText(LoadFile("", kTwilio).findings);
  EXPECT_NE(text.find("http.public_url is missing"), std::string::npos);
  EXPECT_NE(text.find("PUBLIC_BASE_URL"), std::string::npos);
}

TEST(Validate, DoesNotCallAWrongValueMissing) {
  const auto text = FindingsAsText(
      LoadFile("http: {public_url: 'https://v'}\n",
               "TWILIO_ACCOUNT_SID=AC01\nTWILIO_AUTH_TOKEN=x\nTWILIO_PHONE_NUMBER=555\n")
          .findings);
  EXPECT_NE(text.find("TWILIO_PHONE_NUMBER) must be a phone number"), std::string::npos);
  EXPECT_EQ(text.find("is missing"), std::string::npos);
}

TEST(Validate, OriginsAreAsBrowsersWriteThem) {
  for (const char* good : {"https://desk.example.com", "http://127.0.0.1:5173", "http://[::1]:8",
                           "https://desk.example.com:8443"})
    EXPECT_EQ(
        FindingsAsText(LoadFile("security: {cors: ['" + std::string(good) + "']}\n").findings), "")
        << good;
  for (const char* bad :
       {"*", "null", "desk.example.com", "https://desk.example.com/", "https://Desk.example.com",
        "https://desk.example.com:443", "http://desk.example.com:80", "https://*.example.com/x",
        "https://desk.example.com?x", "ftp://desk.example.com", "https://"})
    EXPECT_NE(FindingsAsText(LoadFile("security: {cors: ['" + std::string(bad) + "']}\n").findings)
                  .find("error: security.cors[0] must be an origin as browsers write it"),
              std::string::npos)
        << bad;
}

TEST(Validate, AuthoritiesOfClientsNeedACertificateOfOurs) {
  EXPECT_EQ(FindingsAsText(LoadFile("http: {tls: {client_ca: c}}\n").findings),
            "tocsin.yaml:1:25: error: http.tls.client_ca needs http.tls.certificate and key\n");
}

TEST(Validate, FindsContradictions) {
  EXPECT_NE(FindingsAsText(LoadFile("http: {tls: {key: k}}\n").findings)
                .find("tocsin.yaml:1:19: error: http.tls needs both"),
            std::string::npos);
  EXPECT_NE(
      FindingsAsText(LoadFile("bridge: {deliveries: [{name: a, url: 'http://x', secret: s}, {name: "
                              "a, url: 'http://y', secret: s}]}\n")
                         .findings)
          .find("bridge.deliveries[1].name is used twice: 'a'"),
      std::string::npos);
  EXPECT_NE(
      FindingsAsText(LoadFile("bridge: {deliveries: [{name: a, url: 'http://x'}]}\n").findings)
          .find("warning: delivery 'a' has no secret"),
      std::string::npos);
  EXPECT_TRUE(HasErrors(LoadFile("telephony: {max_call: 60s, warn_after: 90s}\n").findings));
  EXPECT_TRUE(LoadFile("telephony: {max_call: 100s}\n").findings.empty());
  EXPECT_EQ(LoadFile("telephony: {max_call: 100s}\n").settings.telephony.warn_after,
            std::chrono::seconds(80));
}

TEST(CheckRun, AWrongValueIsNotCalledMissing) {
  const auto loaded = LoadFile("store: {url: 'mysql://x'}\nbus: {brokers: k}\n");
  EXPECT_TRUE(HasErrors(loaded.findings));
  EXPECT_TRUE(CheckRun(loaded, false).empty());
  EXPECT_TRUE(CheckRun(LoadFile("bus: [1\n"), false).empty()) << "it may well hold them";
}

TEST(CheckRun, SaysWhatIsNeededWithoutEmbedded) {
  const auto text = FindingsAsText(CheckRun(LoadFile(""), false));
  EXPECT_NE(text.find("no Kafka brokers: set bus.brokers in tocsin.yaml or KAFKA_BROKERS in .env, "
                      "or start with --embedded"),
            std::string::npos);
  EXPECT_NE(text.find("no database: set store.url"), std::string::npos);
  EXPECT_TRUE(CheckRun(LoadFile(""), true).empty());
  EXPECT_TRUE(
      CheckRun(LoadFile("bus: {brokers: 'k:9092'}\nstore: {url: 'postgresql://h/d'}\n"), false)
          .empty());
}

TEST(ShowSettings, GivesEveryValueWithItsOriginAndHidesWhatIsPrivate) {
  const auto loaded = LoadFile(
      "http: {public_url: 'https://v.example.com'}\nstore: {url: "
      "'postgresql://a:geheim@h/d'}\nsecrets: {T: geheim}\n"
      "bus:\n  client: {sasl.password: geheim, socket.timeout.ms: 1}\n",
      std::string(kTwilio) + "S3_RECORDINGS_BUCKET=geheim\n");
  const auto text = ShowSettingsText(loaded);

  for (const auto* secret : {"geheim", "12345\n", "5559876543", "5551234567"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in\n" << text;
  }
  const auto has_line = [&](std::string_view start, std::string_view end) {
    const auto at = text.find(std::string(start));
    if (at == std::string::npos) return false;
    const auto line = text.substr(at, text.find('\n', at) - at);
    return line.ends_with(end);
  };
  EXPECT_TRUE(has_line("cost.budget.day: 0 ", "# default")) << text;
  EXPECT_TRUE(has_line("telemetry.otlp.sample: 1 ", "# default")) << text;
  EXPECT_TRUE(has_line("telephony.twilio.auth_token: ****", "# .env:2 TWILIO_AUTH_TOKEN")) << text;
  EXPECT_TRUE(has_line("telephony.twilio.from: +1*******567", "# .env:3 TWILIO_PHONE_NUMBER"))
      << text;
  EXPECT_TRUE(has_line("store.url: postgresql://a:****@h/d", "# tocsin.yaml:2")) << text;
  EXPECT_TRUE(has_line("secrets.T: ****", "# tocsin.yaml:3")) << text;
  EXPECT_TRUE(has_line("bus.client.sasl.password: ****", "# tocsin.yaml:5")) << text;
  EXPECT_TRUE(has_line("bus.partitions: 12", "# default")) << text;
  EXPECT_TRUE(
      has_line("S3_RECORDINGS_BUCKET is set and not used yet", "# .env:5 S3_RECORDINGS_BUCKET"))
      << text;

  const auto json_text = json::serialize(ShowSettingsJson(loaded));
  EXPECT_EQ(json_text.find("geheim"), std::string::npos);
  EXPECT_NE(json_text.find(R"({"path":"bus.partitions","value":"12","origin":"default"})"),
            std::string::npos);
}

TEST(ParseDotEnv, ReadsTheUsualForms) {
  const auto env = ParseDotEnv(
      "\xEF\xBB\xBF# comment\r\nA=1\r\nexport B = two words \nC='single # $x'\nD=\"a\\nb\\\"\" # "
      "note\nE=v#no # yes\nF=\nG= # only\n",
      ".env");
  EXPECT_TRUE(env.findings.empty());
  EXPECT_EQ(env.values.at("A").text, "1");
  EXPECT_EQ(env.values.at("B").text, "two words");
  EXPECT_EQ(env.values.at("B").line, 3);
  EXPECT_EQ(env.values.at("C").text, "single # $x");
  EXPECT_EQ(env.values.at("D").text, "a\nb\"");
  EXPECT_EQ(env.values.at("E").text, "v#no");
  EXPECT_EQ(env.values.at("F").text, "");
  EXPECT_EQ(env.values.at("G").text, "");
}

TEST(ParseDotEnv, NamesTheLineItCannotRead) {
  for (const auto* text : {"A\n", "=x\n", "1A=x\n", "A='x\n", "A=\"x\" y\n", "A B=x\n"}) {
    const auto env = ParseDotEnv(text, ".env");
    ASSERT_EQ(env.findings.size(), 1u) << text;
    EXPECT_EQ(FormatFinding(env.findings[0]).substr(0, 28), ".env:1:1: error: this line h");
  }
}

}  // namespace
}  // namespace tocsin::compose
