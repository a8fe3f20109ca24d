#include <gmock/gmock.h>

#include <algorithm>

#include "exchange_probe.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;

class WebhookTest : public ExchangeTest {
 protected:
  static HttpOutcome Unsent() {
    return tl::unexpected(
        HttpFailure{{ErrorKind::kTransient, "connecting: refused", "net"}, false});
  }
  static HttpOutcome TimedOut() {
    return tl::unexpected(
        HttpFailure{{ErrorKind::kTimeout, "waiting for the answer", "net"}, true});
  }
  static HttpOutcome Answered(int status, std::string type = "text/xml",
                              std::string body = "<Response/>") {
    return HttpResponse{status, {{"Content-Type", std::move(type)}}, std::move(body)};
  }
  void SetUp() override {
    UsePerson("{answer_after: 1s}");
    worker.Twiml("/fallback", "<Say>One moment.</Say>");
  }
  static CallOrder WithFallback(const std::string& fragment = "") {
    auto order = Order();
    order.answer.url += fragment;
    order.fallback.url = "http://w/fallback?token=t";
    return order;
  }
};

TEST_F(WebhookTest, RetriesAsTheFragmentSaysWithOneIdempotencyToken) {
  worker.answers["/answer"] = [&](const auto&) {
    return worker.To("/answer").size() < 3 ? Unsent() : Answered(200);
  };

  const auto leg = Call(WithFallback("#rc=3"));
  Pass(10);

  const auto tries = worker.To("/answer");
  ASSERT_EQ(tries.size(), 3u);
  EXPECT_EQ(tries[0].call.url, "http://w/answer?token=t");
  EXPECT_EQ(HeaderValue(tries[0].call.headers, "I-Twilio-Idempotency-Token"),
            HeaderValue(tries[2].call.headers, "I-Twilio-Idempotency-Token"));
  EXPECT_TRUE(worker.To("/fallback").empty());
  const auto& kept = leg->Record().webhooks;
  const auto first = std::ranges::find(kept, "answer", &WebhookTry::kind);
  ASSERT_NE(first, kept.end());
  EXPECT_EQ(first->error, "connecting: refused");
  EXPECT_EQ(std::ranges::count(kept, "answer", &WebhookTry::kind), 3);
}

TEST_F(WebhookTest, RetriesConnectionsOnceAndServerErrorsNotUnlessTold) {
  worker.answers["/answer"] = [](const auto&) { return Unsent(); };
  Call(WithFallback());
  Pass(10);
  EXPECT_EQ(worker.To("/answer").size(), 2u);

  worker.requests.clear();
  worker.answers["/answer"] = [](const auto&) { return Answered(503); };
  Call(WithFallback());
  Pass(10);
  EXPECT_EQ(worker.To("/answer").size(), 1u);

  worker.requests.clear();
  Call(WithFallback("#rc=2&rp=all"));
  Pass(10);
  EXPECT_EQ(worker.To("/answer").size(), 3u);
}

TEST_F(WebhookTest, GoesToTheFallbackWithCodeAndUrl) {
  struct Case {
    std::function<HttpOutcome()> answer;
    std::string code;
  };
  for (const auto& [answer, code] :
       {Case{[] { return Unsent(); }, "11205"}, Case{[] { return TimedOut(); }, "11200"},
        Case{[] { return Answered(404); }, "11200"},
        Case{[] { return Answered(200, "application/json", "{}"); }, "12300"},
        Case{[] { return Answered(200, "text/xml", "<Response>"); }, "12100"}}) {
    worker.requests.clear();
    worker.answers["/answer"] = [&answer](const auto&) { return answer(); };
    const auto leg = Call(WithFallback());
    Pass(20);
    const auto fallback = worker.To("/fallback");
    ASSERT_EQ(fallback.size(), 1u) << code;
    EXPECT_EQ(FirstOf(fallback[0].params, "ErrorCode"), code);
    EXPECT_EQ(FirstOf(fallback[0].params, "ErrorUrl"), "http://w/answer?token=t");
    EXPECT_EQ(Line(*leg), "<One moment.");
    EXPECT_EQ(std::to_string(leg->Record().log.at(0).code), code);
  }
}

TEST_F(WebhookTest, ApologisesWithoutAFallbackThatWorks) {
  worker.answers["/answer"] = [](const auto&) { return Answered(500); };
  worker.answers["/fallback"] = [](const auto&) { return Answered(500); };

  for (const auto& order : {Order(), WithFallback()}) {
    const auto leg = Call(order);
    Pass(20);
    EXPECT_THAT(Line(*leg), HasSubstr("An application error has occurred"));
    EXPECT_EQ(leg->Record().state, CallState::kCompleted);
  }
}

TEST_F(WebhookTest, DuplicatedCallbacksComeTwiceAndTheSecondTwimlCounts) {
  UseScript("people: {'+15559876543': [{answer_after: 1s}]}\nfaults: {duplicate_callbacks: 1}");
  worker.answers["/answer"] = [&](const auto&) {
    return Answered(200, "text/xml",
                    worker.To("/answer").size() == 1 ? "<Response><Say>Lost.</Say></Response>"
                                                     : "<Response><Say>Kept.</Say></Response>");
  };

  const auto leg = Call();
  Pass(20);

  EXPECT_EQ(worker.Statuses(),
            "initiated initiated ringing ringing in-progress in-progress completed completed");
  EXPECT_EQ(Line(*leg), "<Kept.");
  worker.requests.clear();
  Call();
  Pass(20);
  EXPECT_EQ(worker.To("/answer").size(), 1u);
}

TEST_F(WebhookTest, ReorderedCallbacksComeInSwappedPairs) {
  UseScript(
      "people: {'+15559876543': [{answer_after: 1s}, {busy: true}]}\nfaults: {reorder_callbacks: "
      "2}");
  worker.Twiml("/answer", "<Hangup/>");

  Call();
  Pass(20);
  EXPECT_EQ(worker.Statuses(), "ringing initiated completed in-progress");
  EXPECT_EQ(FirstOf(worker.To("/status")[0].params, "SequenceNumber"), "1");

  worker.requests.clear();
  Call();
  Pass(20);
  EXPECT_EQ(worker.Statuses(), "ringing initiated busy");
}

TEST_F(WebhookTest, LateAndLostCallbacks) {
  UseScript(
      "people: {'+15559876543': [{busy: true}]}\nfaults: {late_callbacks: 5s, lost_callbacks: 1}");

  Call();
  Pass(30);
  EXPECT_EQ(worker.Statuses(), "");

  Call();
  Pass(4);
  EXPECT_EQ(worker.Statuses(), "");
  Pass(6);
  EXPECT_EQ(worker.Statuses(), "initiated ringing busy");
}

TEST_F(WebhookTest, TwimlWhileRingingIsFetchedOnceAndPlayedAtTheAnswer) {
  UseScript(
      "people: {'+15559876543': [{answer_after: 3s}, {busy: true}]}\nfaults: {twiml_while_ringing: "
      "2}");
  worker.Twiml("/answer", "<Say>Hello.</Say>");

  const auto leg = Call();
  Pass(2);
  ASSERT_EQ(worker.To("/answer").size(), 1u);
  EXPECT_EQ(FirstOf(worker.To("/answer")[0].params, "CallStatus"), "ringing");
  EXPECT_EQ(Line(*leg), "");
  Pass(10);
  EXPECT_EQ(worker.To("/answer").size(), 1u);
  EXPECT_EQ(Line(*leg), "<Hello.");

  const auto busy = Call();
  Pass(10);
  EXPECT_EQ(worker.To("/answer").size(), 2u);
  EXPECT_EQ(busy->Record().state, CallState::kBusy);
  EXPECT_EQ(Line(*busy), "");
}

TEST_F(WebhookTest, SecondSidRingsTwiceWithOneToken) {
  UseScript("people: {'+15559876543': [{answer_after: 1s}]}\nfaults: {second_sid: 1}");
  worker.Twiml("/answer", "<Hangup/>");

  const auto leg = Call();
  Pass(10);

  ASSERT_EQ(exchange.Calls().size(), 2u);
  const auto answers = worker.To("/answer");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].call.url, answers[1].call.url);
  EXPECT_NE(FirstOf(answers[0].params, "CallSid"), FirstOf(answers[1].params, "CallSid"));
  EXPECT_EQ(leg, exchange.Calls()[0]);
}

TEST_F(WebhookTest, PlacementFaultsAreUsedUpOneCallEach) {
  UseScript(
      "faults: {http_503: 1, http_429: 1, drop_response: 1, http_500_after_placing: 1, "
      "webhook_before_response: 1}");

  std::vector<Reply> replies;
  for (int i = 0; i < 6; ++i) replies.push_back(exchange.Place(Order()).reply);

  EXPECT_EQ(replies, (std::vector{Reply::kUnavailable, Reply::kTooMany, Reply::kDropped,
                                  Reply::kServerError, Reply::kAfterWebhook, Reply::kAtOnce}));
  EXPECT_EQ(exchange.Calls().size(), 4u);
}

TEST_F(WebhookTest, ALiveCallCanBeMovedAndEnded) {
  worker.Twiml("/answer", "<Gather timeout='60'/>");
  worker.Twiml("/moved", "<Gather timeout='60'><Say>Already handled.</Say></Gather>");

  const auto leg = Call();
  leg->Cancel();
  EXPECT_EQ(leg->Record().state, CallState::kCanceled);

  const auto live = Call();
  Pass(5);
  live->Cancel();
  EXPECT_EQ(live->Record().state, CallState::kInProgress);
  live->MoveTo(WebhookTarget{"http://w/moved", "POST"});
  Pass(5);
  EXPECT_EQ(Line(*live), "<Already handled.");
  live->Complete();
  Pass(1);
  EXPECT_EQ(live->Record().state, CallState::kCompleted);
  EXPECT_EQ(worker.Statuses(), "canceled initiated ringing in-progress completed");
}

}  // namespace
}  // namespace tocsin::phone
