// `tocsin list`, `webhook verify` and `completion`, which need no worker.
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

constexpr const char* kSettings = R"(
http: {public_url: 'https://voice.example.com'}
telephony: {twilio: {account_sid: AC0000000000000000000000000000aaaa, auth_token: '12345', from: '+15550009999'}}
security: {webhooks: [{hook: shop, standard: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}, {hook: plain, bearer: bearer-secret}]}
bridge: {deliveries: [{name: n8n, url: 'https://n8n.example.com/h', secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}]}
channels: [{name: team, slack: {url: 'https://hooks.slack.com/services/T/B/SLACKSECRET'}}]
)";
/// Signed with that secret, of 2021-02-25T15:02:10Z (the example of the standard).
constexpr const char* kSigned =
    "POST /hooks/shop HTTP/1.1\r\nwebhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\r\nwebhook-timestamp: "
    "1614265330\r\nwebhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\r\n\r\n"
    "{\"test\": 2432232314}";
constexpr const char* kTime = "2021-02-25T15:02:20Z";

class Tools : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_tools_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "workflows/hooks");
    Write("tocsin.yaml", kSettings);
    Write("captured.http", kSigned);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }
  harness::Finished Tocsin(std::vector<std::string> words) {
    words.insert(words.begin(), harness::Binary("tocsin"));
    return harness::Run({.command = std::move(words), .folder = folder_.string()});
  }
  harness::Finished Verify(std::vector<std::string> words) {
    words.insert(words.begin(), {"webhook", "verify", "captured.http"});
    auto done = Tocsin(words);
    EXPECT_THAT(done.output + done.errors,
                AllOf(Not(HasSubstr("12345")), Not(HasSubstr("MfKQ9r8G")),
                      Not(HasSubstr("bearer-secret"))));
    return done;
  }

  std::filesystem::path folder_;
};

TEST_F(Tools, ListShowsWhatIsInstalledAndNoSecret) {
  Write("workflows/go.yaml",
        "document: {dsl: '1.0.3', namespace: shop, name: go, version: '1.2.0'}\n"
        "schedule: {on: {one: {with: {type: com.example.order}}}}\ndo: [{a: {set: {x: 1}}}]\n");
  const auto text = Tocsin({"list"});
  EXPECT_EQ(text.exit, kDone) << text.errors;
  EXPECT_THAT(
      text.output,
      AllOf(HasSubstr("  shop/go        1.2.0  on com.example.order      workflows/go.yaml\n"),
            HasSubstr("  oncall/bundle  1.0.0  on tocsin.page.requested"),
            HasSubstr("  oncall/page    1.0.0  started by others"), HasSubstr("  voice.ask "),
            HasSubstr("  team  slack\n"), HasSubstr("  sms   sms\n"),
            HasSubstr("  n8n  webhook  tocsin.action.requested\n"),
            HasSubstr("  twilio  numbers without a route  /api/voice/webhook\n"),
            HasSubstr("no webhooks come in"), Not(HasSubstr("SLACKSECRET")),
            Not(HasSubstr("12345"))));
  const auto rows = ParseJson(Tocsin({"list", "workflows", "--format", "json"}).output);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->as_object().size(), 1U);
  EXPECT_EQ(rows->at("workflows").as_array().at(0).at("version"), "1.2.0");
  EXPECT_EQ(Tocsin({"list", "nonsense"}).exit, kUsage);
}

TEST_F(Tools, ListShowsNoSecretThatStandsInAPath) {
  Write("tocsin.yaml",
        "http: {public_url: 'https://v.example.com'}\n"
        "telephony:\n"
        "  exotel: {sid: acme1, api_key: key, api_token: token, from: '+918000000001', "
        "webhook_secret: abcdefghijklmnopqrstuvwxyz}\n"
        "  routes: [{prefix: '+91', provider: exotel}]\n");
  EXPECT_THAT(Tocsin({"list", "carriers"}).output,
              HasSubstr("  exotel  numbers without a route, +91  /api/voice/exotel/****\n"));
  EXPECT_THAT(Tocsin({"list", "carriers", "--format", "json"}).output,
              AllOf(HasSubstr("\"name\":\"exotel\""), Not(HasSubstr("abcdefghij"))));
}

TEST_F(Tools, ListSaysWhichFolderIsNotThere) {
  std::filesystem::remove_all(folder_ / "workflows");
  const auto none = Tocsin({"list", "workflows"});
  EXPECT_EQ(none.exit, kFailed);
  EXPECT_THAT(none.errors, HasSubstr("tocsin: there is no folder workflows"));
}

TEST_F(Tools, ListNamesAWorkflowThatCannotBeRead) {
  Write("workflows/bad.yaml", "document: {dsl: '1.0.3'}\n");
  const auto text = Tocsin({"list", "workflows"});
  EXPECT_EQ(text.exit, kFailed);
  EXPECT_THAT(text.output, HasSubstr("has errors: tocsin lint workflows/bad.yaml"));
}

TEST_F(Tools, AWebhookByTheStandardIsVerifiedPartByPart) {
  EXPECT_EQ(Verify({"--hook", "shop", "--at", kTime}).exit, kDone);
  EXPECT_EQ(Verify({"--delivery", "n8n", "--at", kTime}).exit, kDone);
  const auto old = Verify({"--hook", "shop"});
  EXPECT_EQ(old.exit, kFailed);
  EXPECT_THAT(old.output, AllOf(HasSubstr("FAIL  clock"), HasSubstr("ok    signature")));
  std::string changed = kSigned;
  changed.replace(changed.find("2432"), 4, "2433");
  Write("captured.http", changed);
  const auto json = ParseJson(Verify({"--hook", "shop", "--at", kTime, "--format", "json"}).output);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("ok"), false);
  EXPECT_EQ(json->at("checks").as_array().back().at("what"), "signature");
  EXPECT_EQ(Verify({"--hook", "shop", "--at", "soon"}).exit, kFailed);
  EXPECT_EQ(Verify({"--hook", "shop", "--delivery", "n8n"}).exit, kUsage);
  EXPECT_THAT(Verify({"--hook", "other"}).errors, HasSubstr("no entry under security.webhooks"));
  EXPECT_THAT(Verify({"--delivery", "other"}).errors, HasSubstr("there is no delivery 'other'"));
  const auto bearer = Verify({"--hook", "plain"});
  EXPECT_EQ(bearer.exit, kFailed);
  EXPECT_THAT(bearer.output, HasSubstr("this hook takes 'Authorization: Bearer TOKEN'"));
}

/// The signature was computed by openssl over the address and the sorted parameters.
TEST_F(Tools, AWebhookOfTheCarrierIsVerifiedForItsAddress) {
  const std::string head =
      "POST /api/voice/webhook/status?token=abc HTTP/1.1\nHost: internal:8003\nContent-Type: "
      "application/x-www-form-urlencoded\n";
  const std::string body =
      "\nCallSid=CA1&AccountSid=AC0000000000000000000000000000aaaa&CallStatus=ringing";
  const std::string signature = "X-Twilio-Signature: vWP8ksYzk82GU+72SYUIzFkokMc=\n";
  Write("captured.http", head + signature + body);
  EXPECT_EQ(Verify({}).exit, kDone);
  const auto elsewhere = Verify({"--url", "http://voice.example.com"});
  EXPECT_EQ(elsewhere.exit, kFailed);
  EXPECT_THAT(elsewhere.output,
              AllOf(HasSubstr("wrong signature"), HasSubstr("it fits https://voice.example.com")));
  Write("captured.http", head + body);
  EXPECT_THAT(Verify({}).output, HasSubstr("no X-Twilio-Signature header"));
  Write("captured.http", head + signature + body + "&Digits=1");
  EXPECT_THAT(Verify({}).output, HasSubstr("wrong signature"));
}

TEST_F(Tools, CompletionOffersWhatThereIs) {
  const auto script = Tocsin({"completion", "bash"});
  ASSERT_EQ(script.exit, kDone) << script.errors;
  Write("completion.bash", script.output);
  Write("try.bash", R"(source completion.bash
try() { COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tocsin; echo "$*: ${COMPREPLY[*]}"; }
try tocsin ru
try tocsin runs list --st
try tocsin runs list --status su
try tocsin --config some.yaml dlq re
try tocsin list wo
try tocsin runs cancel some-run --re
try tocsin runs list --since 1d --limit
try tocsin runs list --since ''
try tocsin explain alert-1 ''
complete -p tocsin
)");
  const auto tried = harness::Run({.command = {"bash", "try.bash"}, .folder = folder_.string()});
  EXPECT_EQ(tried.exit, 0) << tried.errors;
  EXPECT_EQ(tried.output, R"(tocsin ru: run runs
tocsin runs list --st: --status
tocsin runs list --status su: suspended
tocsin --config some.yaml dlq re: replay
tocsin list wo: workflows
tocsin runs cancel some-run --re: --reason
tocsin runs list --since 1d --limit: --limit
tocsin runs list --since : 
tocsin explain alert-1 : --help --tenant --format --data --config
complete -o default -F _tocsin tocsin
)");
  for (const auto* shell : {"zsh", "fish"}) {
    const auto other = Tocsin({"completion", shell});
    EXPECT_EQ(other.exit, kDone);
    EXPECT_THAT(other.output, AllOf(HasSubstr("suspend"), HasSubstr("faulted")));
  }
  EXPECT_EQ(Tocsin({"completion", "powershell"}).exit, kUsage);
}

}  // namespace
}  // namespace tocsin
