#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/telephony/twilio/signature.hpp"
#include "adapters/telephony/twilio/text_messages.hpp"
#include "fakes/scripted_http_client.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

class TwilioMessagesTest : public testing::Test {
 protected:
  TextOutcome Send(TextMessage message) {
    TextOutcome got = tl::unexpected(TextFailure{});
    texts_->Send(std::move(message), [&](TextOutcome outcome) { got = std::move(outcome); });
    return got;
  }
  Result<TextReport> Report(
      const std::string& body, const std::string& token = "s3cret",
      const std::string& target = "/api/voice/webhook/sms-status?message=m1") {
    const std::string base = "https://tocsin.example.com";
    return texts_->ParseReport(
        {.method = "POST",
         .target = target,
         .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"X-Twilio-Signature",
                      SignTwilio(token, base + "/api/voice/webhook/sms-status?message=m1",
                                 ParseForm(body))}},
         .body = body},
        base);
  }

  fakes::ScriptedHttpClient http_;
  std::unique_ptr<TextMessages> texts_ = MakeTwilioMessages({.account_sid = "AC1",
                                                             .auth_token = "s3cret",
                                                             .auth_token_previous = "older",
                                                             .from = "+15551234567",
                                                             .api_url = "http://127.0.0.1:9003/"},
                                                            http_);
};

TEST_F(TwilioMessagesTest, SendsAMessage) {
  http_.Answer(201, R"({"sid":"SM1","status":"queued"})");
  const auto outcome = Send({.to = "+15559876543",
                             .text = "Disk full & rising",
                             .report_url = "https://t.example/report?m=1"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(*outcome, "SM1");
  ASSERT_EQ(http_.sent.size(), 1U);
  EXPECT_EQ(http_.sent[0].url, "http://127.0.0.1:9003/2010-04-01/Accounts/AC1/Messages.json");
  EXPECT_EQ(HeaderValue(http_.sent[0].headers, "Authorization"), "Basic QUMxOnMzY3JldA==");
  EXPECT_EQ(ParseForm(http_.sent[0].body),
            (FormParameters{{"To", "+15559876543"},
                            {"From", "+15551234567"},
                            {"Body", "Disk full & rising"},
                            {"StatusCallback", "https://t.example/report?m=1"}}));
}

TEST_F(TwilioMessagesTest, TellsWhatMayBeTriedAgain) {
  http_.Answer(400, R"({"code":21211,"message":"The 'To' number +15559876543 is not valid."})");
  auto outcome = Send({.to = "+15559876543", .text = "x"});
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().refused);
  EXPECT_THAT(outcome.error().error.message, HasSubstr("21211"));
  EXPECT_THAT(outcome.error().error.message, Not(HasSubstr("5559876")));
  for (const int status : {429, 500, 503}) {
    http_.Answer(status);
    outcome = Send({.to = "+15559876543", .text = "x"});
    ASSERT_FALSE(outcome);
    EXPECT_FALSE(outcome.error().refused) << status;
    EXPECT_FALSE(outcome.error().reached) << status;
  }
  http_.Break(ErrorKind::kTransient, true);
  outcome = Send({.to = "+15559876543", .text = "x"});
  ASSERT_FALSE(outcome);
  EXPECT_FALSE(outcome.error().refused);
  EXPECT_THAT(outcome.error().error.message, Not(HasSubstr("5559876")));
}

TEST_F(TwilioMessagesTest, ReadsReports) {
  EXPECT_EQ(Report("AccountSid=AC1&MessageSid=SM1&MessageStatus=delivered")->state,
            TextReport::State::kDelivered);
  EXPECT_EQ(Report("MessageSid=SM1&MessageStatus=sent", "older")->state,
            TextReport::State::kUnderWay);
  const auto lost = Report("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->state, TextReport::State::kLost);
  EXPECT_EQ(lost->reason, "the carrier reports: undelivered, its error 30003");
  EXPECT_EQ(Report("MessageSid=SM1").error().kind, ErrorKind::kInvalid);
}

TEST_F(TwilioMessagesTest, TheSignatureHoldsForTheAddressToo) {
  const std::string body = "MessageSid=SM1&MessageStatus=delivered";
  EXPECT_EQ(Report(body, "wrong").error().kind, ErrorKind::kRejected);
  EXPECT_EQ(Report(body, "s3cret", "/api/voice/webhook/sms-status?message=m2").error().kind,
            ErrorKind::kRejected);
  EXPECT_EQ(Report("AccountSid=AC2&MessageStatus=delivered").error().kind, ErrorKind::kRejected);
}

}  // namespace
}  // namespace tocsin
