#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "fakes/described_event.hpp"
#include "fakes/fake_bus.hpp"
#include "fakes/fake_expression.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/fake_shard.hpp"
#include "fakes/message_arrival.hpp"
#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/bridge_handler.hpp"
#include "workers/bridge/messages/message_kind.hpp"
#include "workers/bridge/messages/text_report_door.hpp"

namespace tocsin::bridge {
namespace {

using testing::HasSubstr;

class KeptMail final : public MailClient {
 public:
  void Send(MailCall call, std::function<void(MailOutcome)> done) override {
    sent.push_back(std::move(call));
    done(outcome);
  }
  std::vector<MailCall> sent;
  MailOutcome outcome;
};

class KeptTexts final : public TextMessages {
 public:
  void Send(TextMessage message, std::function<void(TextOutcome)> done) override {
    sent.push_back(std::move(message));
    done(outcome);
  }
  Result<TextReport> ParseReport(const HttpRequest& request, std::string_view base) const override {
    if (HeaderValue(request.headers, "Signed") != base)
      return Fail(ErrorKind::kRejected, "verifying webhook: wrong signature");
    return report;
  }
  std::vector<TextMessage> sent;
  TextOutcome outcome = std::string("SM1");
  TextReport report;
};

ChannelSpec Mailbox() {
  return {.name = "mail",
          .kind = "email",
          .server = "mail.example.com:587",
          .user = "tocsin",
          .from = "tocsin@example.com",
          .to = {"ops@example.com"},
          .attempts = 2};
}
ChannelSpec Sms() {
  return {.name = "sms",
          .kind = "sms",
          .from = "+15551234567",
          .countries = {"+1"},
          .public_url = "https://tocsin.example.com",
          .attempts = 2};
}

class MailAndTextsTest : public testing::Test {
 protected:
  void SetUp() override { Use({Mailbox(), Sms()}); }
  void Use(std::vector<ChannelSpec> specs) {
    handler_.UseChannels(
        Channels::Create(std::move(specs), {.http = &client_, .mail = mail_, .texts = texts_})
            .value());
    shard_.Take(handler_);
  }
  void Ask(events::MessageRequested asked) {
    shard_.Enter(fakes::MessageArrival(std::move(asked), "a/1"));
    shard_.Run();
  }
  std::string Told() const {
    if (durable_.emitted.size() != 1) return std::to_string(durable_.emitted.size()) + " events";
    const auto& event = durable_.emitted.front();
    return event.type + ' ' + events::Read<events::MessageFailed>(event).reason;
  }

  fakes::FakeExpressions expressions_{{}};
  fakes::FakeClock clock_;
  fakes::Durable durable_;
  fakes::FakeHttpClient client_;
  std::shared_ptr<KeptMail> mail_ = std::make_shared<KeptMail>();
  std::shared_ptr<KeptTexts> texts_ = std::make_shared<KeptTexts>();
  fakes::FakeShard shard_{clock_, durable_};
  BridgeHandler handler_{Deliveries::Create({}, expressions_).value(), expressions_, client_,
                         shard_, 12};
};

TEST_F(MailAndTextsTest, AMailGoesToWhomTheChannelNames) {
  Ask({.kind = "email",
       .channel = "mail",
       .title = "Disk full",
       .text = "It is.",
       .url = "https://g.example"});
  ASSERT_EQ(mail_->sent.size(), 1U);
  const auto& call = mail_->sent[0];
  EXPECT_EQ(call.server, "mail.example.com:587");
  EXPECT_EQ(call.security, MailCall::Security::kStartTls);
  EXPECT_EQ(call.mail.id, "m1");
  EXPECT_EQ(call.mail.to, std::vector<std::string>{"ops@example.com"});
  EXPECT_EQ(call.mail.subject, "Disk full");
  EXPECT_EQ(call.mail.text, "It is.\n\nhttps://g.example");
  EXPECT_EQ(Told(), "tocsin.message.sent ");
}

TEST_F(MailAndTextsTest, AMailboxThatIsNotThereIsNotTriedAgain) {
  mail_->outcome = tl::unexpected(MailFailure{{ErrorKind::kRejected, "no such mailbox"}, 550});
  Ask({.kind = "email", .channel = "mail", .to = {"eve@example.com"}, .text = "x"});
  EXPECT_EQ(Told(),
            "tocsin.message.failed delivery 'mail' failed after 1 attempt: no such mailbox");
  EXPECT_EQ(mail_->sent[0].mail.to, std::vector<std::string>{"eve@example.com"});
}

TEST_F(MailAndTextsTest, AServerThatIsBusyIsTriedAgain) {
  mail_->outcome = tl::unexpected(MailFailure{{ErrorKind::kTransient, "come back later"}, 451});
  Ask({.kind = "email", .channel = "mail", .text = "x"});
  EXPECT_EQ(Told(), "0 events");
  mail_->outcome = {};
  clock_.Advance(std::chrono::minutes(1));
  shard_.Run();
  EXPECT_EQ(Told(), "tocsin.message.sent ");
  ASSERT_EQ(mail_->sent.size(), 2U);
  EXPECT_EQ(mail_->sent[1].mail.id, "m1");
}

TEST_F(MailAndTextsTest, AMailToNoAddressIsRefused) {
  Ask({.kind = "email", .channel = "mail", .to = {"ops@example.com\r\nBcc: eve@x"}, .text = "x"});
  EXPECT_THAT(Told(), HasSubstr("'to': must be a mail address"));
  EXPECT_TRUE(mail_->sent.empty());
}

TEST_F(MailAndTextsTest, ATextMessageSaysWhereItIsReported) {
  Ask({.kind = "sms", .channel = "sms", .to = {"+15559876543"}, .text = "Disk full"});
  ASSERT_EQ(texts_->sent.size(), 1U);
  EXPECT_EQ(texts_->sent[0].to, "+15559876543");
  EXPECT_EQ(texts_->sent[0].from, "+15551234567");
  EXPECT_EQ(texts_->sent[0].report_url,
            "https://tocsin.example.com/api/voice/webhook/sms-status?message=m1&channel=sms"
            "&subject=a%2F1&run=" +
                RunId::Derive({"run"}).ToString() + "&alert=a%2F1");
  EXPECT_EQ(Told(), "tocsin.message.sent ");
}

TEST_F(MailAndTextsTest, LimitsHoldForTextMessagesToo) {
  Ask({.kind = "sms", .channel = "sms", .to = {"+4915112345678"}, .text = "x"});
  EXPECT_THAT(Told(), HasSubstr("country is not in limits.countries"));
  durable_.emitted.clear();
  auto at_home = Sms();
  at_home.countries.clear();
  Use({at_home});
  Ask({.kind = "sms", .channel = "sms", .to = {"+4915112345678"}, .text = "x"});
  EXPECT_THAT(Told(), HasSubstr("country is not in limits.countries"));
  durable_.emitted.clear();
  auto stopped = Sms();
  stopped.kill_switch = true;
  Use({stopped});
  Ask({.kind = "sms", .channel = "sms", .to = {"+15559876543"}, .text = "x"});
  EXPECT_THAT(Told(), HasSubstr("limits.kill_switch"));
  EXPECT_TRUE(texts_->sent.empty());
}

TEST_F(MailAndTextsTest, WhatIsNoNumberIsRefusedAndNotShown) {
  Ask({.kind = "sms", .channel = "sms", .to = {"0151 12345678"}, .text = "x"});
  EXPECT_THAT(Told(), HasSubstr("'to' must be one number"));
  EXPECT_EQ(Told().find("12345678"), std::string::npos);
}

TEST_F(MailAndTextsTest, ARefusedNumberIsNotTriedAgainAndABusyCarrierIs) {
  texts_->outcome =
      tl::unexpected(TextFailure{{ErrorKind::kRejected, "400 21211 no such number"}, true, true});
  Ask({.kind = "sms", .channel = "sms", .to = {"+15559876543"}, .text = "x"});
  EXPECT_THAT(Told(), HasSubstr("after 1 attempt: 400 21211"));
  durable_.emitted.clear();
  texts_->sent.clear();
  texts_->outcome = tl::unexpected(TextFailure{{ErrorKind::kTransient, "503"}, false, false});
  Ask({.kind = "sms", .channel = "sms", .to = {"+15559876543"}, .text = "x"});
  EXPECT_EQ(Told(), "0 events");
  texts_->outcome = std::string("SM1");
  clock_.Advance(std::chrono::minutes(1));
  shard_.Run();
  EXPECT_EQ(Told(), "tocsin.message.sent ");
  EXPECT_EQ(texts_->sent.size(), 2U);
}

TEST(EmailChannel, ThePasswordNeverGoesOverAnOpenLine) {
  auto open = Mailbox();
  open.security = MailCall::Security::kNone;
  EXPECT_THAT(Channels::Create({open}).error().message, HasSubstr("email.security: "));
  open.user.clear();
  EXPECT_TRUE(Channels::Create({open}));
}

class TextReportTest : public testing::Test {
 protected:
  TextReportTest() {
    door_.Use(texts_, "https://tocsin.example.com");
    door_.AddRoutes(router_);
  }
  int Report(bool genuine = true) {
    int status = 0;
    router_.Handle({.method = "POST",
                    .path = "/api/voice/webhook/sms-status",
                    .query = {{"message", "m1"},
                              {"channel", "sms"},
                              {"subject", "a1"},
                              {"run", RunId::Derive({"run"}).ToString()},
                              {"alert", "a1"}},
                    .headers = {{"Signed", genuine ? "https://tocsin.example.com" : "nobody"}}},
                   [&](const HttpResponse& response) { status = response.status; });
    return status;
  }

  fakes::FakeBus bus_;
  fakes::FakeCourier courier_;
  fakes::FakeMetrics metrics_;
  fakes::FakeClock clock_;
  EventPublisher publisher_{bus_.GetProducer(), courier_, bus_};
  std::shared_ptr<KeptTexts> texts_ = std::make_shared<KeptTexts>();
  TextReportDoor door_{{publisher_, metrics_, clock_}};
  runtime::HttpRouter router_;
};

TEST_F(TextReportTest, AMessageThatArrivedIsToldOnce) {
  texts_->report.state = TextReport::State::kDelivered;
  EXPECT_EQ(Report(), 204);
  EXPECT_EQ(Report(), 204);
  const auto records = bus_.Produced().Records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].topic, "tocsin.calls");
  EXPECT_EQ(records[0].key, "a1");
  EXPECT_EQ(fakes::HeaderOf(records[0], "ce_type"), "tocsin.message.sent");
  EXPECT_EQ(fakes::HeaderOf(records[0], "ce_causationid"), "m1");
  EXPECT_EQ(fakes::HeaderOf(records[0], "ce_runid"), RunId::Derive({"run"}).ToString());
  EXPECT_THAT(*records[0].value, HasSubstr(R"("status":"delivered")"));
}

TEST_F(TextReportTest, AMessageThatWasLostFails) {
  texts_->report = {TextReport::State::kLost, "the carrier reports: undelivered, its error 30003"};
  EXPECT_EQ(Report(), 204);
  const auto records = bus_.Produced().Records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(fakes::HeaderOf(records[0], "ce_type"), "tocsin.message.failed");
  EXPECT_THAT(*records[0].value, HasSubstr("its error 30003"));
}

TEST_F(TextReportTest, OneOnItsWayIsNoNews) {
  EXPECT_EQ(Report(), 204);
  EXPECT_TRUE(bus_.Produced().Records().empty());
}

TEST_F(TextReportTest, AForgedReportIsRefused) {
  texts_->report.state = TextReport::State::kDelivered;
  EXPECT_EQ(Report(false), 403);
  EXPECT_TRUE(bus_.Produced().Records().empty());
  EXPECT_EQ(metrics_.Value("tocsin_text_reports_total{outcome=refused}"), 1);
}

TEST_F(TextReportTest, WithTheBusAwayTheCarrierComesBack) {
  texts_->report.state = TextReport::State::kDelivered;
  bus_.SetHealth(Fail(ErrorKind::kTransient, "away"));
  EXPECT_EQ(Report(), 503);
  bus_.SetHealth({});
  EXPECT_EQ(Report(), 204);
  EXPECT_EQ(bus_.Produced().Records().size(), 1U);
}

TEST_F(TextReportTest, WithoutAnAccountNothingIsTaken) {
  door_.Use(nullptr, "");
  EXPECT_EQ(Report(), 403);
}

}  // namespace
}  // namespace tocsin::bridge
