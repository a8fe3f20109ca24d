// Our mail client against the package aiosmtpd.
// links: mail harness
#include "adapters/mail/smtp_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>

#include "fakes/self_signed.hpp"
#include "harness/process.hpp"
#include "schemas/json.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

constexpr auto kPatience = std::chrono::seconds(60);
const std::string kTool = std::string(TOCSIN_SOURCE_DIR) + "/tools/python-with";

class SmtpClientTest : public testing::Test {
 protected:
  void SetUp() override {
    const int status = std::system((kTool + " aiosmtpd >/dev/null").c_str());
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
      GTEST_SKIP() << "the package aiosmtpd cannot be had";
  }
  void Serve(const std::string& mode) {
    server_ = std::make_unique<harness::Process>(harness::Process::Options{
        .command = {kTool, "aiosmtpd",
                    std::string(TOCSIN_SOURCE_DIR) + "/tests/fakes/mail_server.py", "0",
                    tls_.CertificateFile(), tls_.KeyFile(), mode}});
    const auto ready = server_->WaitForLine("ready ", kPatience);
    ASSERT_TRUE(ready) << server_->Errors();
    address_ = "127.0.0.1:" + ready->substr(ready->find(' ') + 1);
  }
  MailCall Call(MailCall::Security security) const {
    return {.server = address_,
            .security = security,
            .mail = {.id = "m1",
                     .date = ParseTime("2026-03-07T02:10:00Z").value(),
                     .from = "tocsin@example.com",
                     .to = {"alice@example.com", "bob@example.com"},
                     .subject = "Platte voll \u2013 pve1",
                     .text = "Nur noch 1 % frei.\n.\nGr\u00fc\u00dfe"}};
  }
  MailOutcome Send(MailCall call, bool trusted = true) {
    const auto client = MakeSmtpClient({.authorities_file = trusted ? tls_.CertificateFile() : ""});
    auto outcome = std::make_shared<std::promise<MailOutcome>>();
    auto future = outcome->get_future();
    client->Send(std::move(call),
                 [outcome](MailOutcome given) { outcome->set_value(std::move(given)); });
    if (future.wait_for(kPatience) != std::future_status::ready)
      return tl::unexpected(MailFailure{{ErrorKind::kInternal, "no outcome came"}, 0});
    return future.get();
  }
  json::value Taken() {
    const auto line = server_->WaitForLine("{", kPatience);
    return line ? ParseJson(*line).value_or(json::value()) : json::value();
  }

  fakes::SelfSigned tls_{"IP:127.0.0.1"};
  std::unique_ptr<harness::Process> server_;
  std::string address_;
};

TEST_F(SmtpClientTest, LogsInAfterStartTlsAndIsReadAsItWasWritten) {
  Serve("starttls");
  auto call = Call(MailCall::Security::kStartTls);
  call.user = "ops";
  call.password = "s3cret";
  const auto outcome = Send(call);
  ASSERT_TRUE(outcome) << outcome.error().error.message;
  const auto mail = Taken();
  EXPECT_EQ(mail.at("subject"), json::value(call.mail.subject));
  EXPECT_EQ(mail.at("text"), json::value(call.mail.text));
  EXPECT_EQ(mail.at("from"), "tocsin@example.com");
  EXPECT_EQ(mail.at("to"), (json::value{"alice@example.com", "bob@example.com"}));
  EXPECT_EQ(mail.at("id"), "<m1@example.com>");
  EXPECT_EQ(mail.at("login"), true);
  EXPECT_EQ(mail.at("tls"), true);
}

TEST_F(SmtpClientTest, SpeaksTlsFromTheFirstByte) {
  Serve("tls");
  auto call = Call(MailCall::Security::kTls);
  call.user = "ops";
  call.password = "s3cret";
  const auto outcome = Send(call);
  ASSERT_TRUE(outcome) << outcome.error().error.message;
  EXPECT_EQ(Taken().at("subject"), json::value(call.mail.subject));
}

TEST_F(SmtpClientTest, AWrongPasswordIsRefusedAndNotShown) {
  Serve("starttls");
  auto call = Call(MailCall::Security::kStartTls);
  call.user = "ops";
  call.password = "wrong-and-secret";
  const auto outcome = Send(call);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, 535);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kRejected);
  EXPECT_EQ(outcome.error().error.message.find("wrong-and-secret"), std::string::npos);
}

TEST_F(SmtpClientTest, NothingGoesToAServerWithoutACertificateThatHolds) {
  Serve("starttls");
  EXPECT_FALSE(Send(Call(MailCall::Security::kStartTls), false));
  EXPECT_EQ(server_->Output().find('{'), std::string::npos);
}

TEST_F(SmtpClientTest, NothingGoesOverAnOpenLineUnlessAskedFor) {
  Serve("plain");
  EXPECT_FALSE(Send(Call(MailCall::Security::kStartTls)));
  EXPECT_EQ(server_->Output().find('{'), std::string::npos);
  EXPECT_TRUE(Send(Call(MailCall::Security::kNone)));
  EXPECT_EQ(Taken().at("tls"), false);
}

TEST_F(SmtpClientTest, TellsWhoIsRefusedForGoodFromWhoMayComeBack) {
  Serve("refuse");
  const auto refused = Send(Call(MailCall::Security::kStartTls));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, 550);
  EXPECT_EQ(refused.error().error.kind, ErrorKind::kRejected);
  Serve("busy");
  const auto busy = Send(Call(MailCall::Security::kStartTls));
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, 451);
  EXPECT_EQ(busy.error().error.kind, ErrorKind::kTransient);
}

TEST_F(SmtpClientTest, ASilentServerIsGivenUpInTime) {
  Serve("silent");
  auto call = Call(MailCall::Security::kStartTls);
  call.timeout = std::chrono::milliseconds(1500);
  const auto outcome = Send(call);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, 0);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTransient);
}

TEST_F(SmtpClientTest, ANameThatIsNotThereFailsInWords) {
  auto call = Call(MailCall::Security::kTls);
  call.server = "127.0.0.1:1";
  const auto outcome = Send(call);
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().error.message, HasSubstr("handing mail to 127.0.0.1:1: "));
}

}  // namespace
}  // namespace tocsin
