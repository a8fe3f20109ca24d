#include <gmock/gmock.h>

#include "exchange_probe.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;

constexpr const char* kAsk =
    "<Gather input='dtmf speech' action='/gather?turn=1' numDigits='1' timeout='6' "
    "speechTimeout='auto'>"
    "<Say>Container nginx on pve1 has stopped.</Say><Say>Say approve or press 1.</Say></Gather>"
    "<Say>Goodbye.</Say>";

class CallTest : public ExchangeTest {};

TEST_F(CallTest, GoesThroughItsStatesWithSignedCallbacks) {
  UsePerson("{answer_after: 2s}");
  worker.Twiml("/answer", "<Say>Hello.</Say><Pause/>");

  const auto leg = Call();
  Pass(10);

  EXPECT_EQ(leg->Record().state, CallState::kCompleted);
  EXPECT_EQ(worker.Statuses(), "initiated ringing in-progress completed");
  int sequence = 0;
  for (const auto& request : worker.To("/status")) {
    EXPECT_EQ(FirstOf(request.params, "SequenceNumber"), std::to_string(sequence++));
    EXPECT_EQ(FirstOf(request.params, "CallbackSource"), "call-progress-events");
    EXPECT_THAT(std::string(FirstOf(request.params, "Timestamp")), HasSubstr(" 2026 "));
    EXPECT_EQ(HeaderValue(request.call.headers, "X-Twilio-Signature"),
              Sign("12345", "http://w/status?token=t", request.params));
  }
  EXPECT_EQ(FirstOf(worker.To("/status").back().params, "CallDuration"), "1");
  const auto answer = worker.To("/answer").at(0);
  EXPECT_EQ(FirstOf(answer.params, "CallStatus"), "in-progress");
  EXPECT_EQ(FirstOf(answer.params, "Direction"), "outbound-api");
  EXPECT_EQ(FirstOf(answer.params, "CallSid"), leg->Record().sid);
  EXPECT_EQ(Line(*leg), "<Hello.");
}

TEST_F(CallTest, SendsOnlyTheEventsAskedFor) {
  UsePerson("{answer_after: 1s}");
  worker.Twiml("/answer", "<Hangup/>");
  auto order = Order();
  order.events = {StatusEvent::kCompleted};

  Call(order);
  Pass(10);

  EXPECT_EQ(worker.Statuses(), "completed");
  EXPECT_EQ(FirstOf(worker.To("/status")[0].params, "SequenceNumber"), "0");
}

TEST_F(CallTest, EndsAsBusyNoAnswerFailedOrDeclined) {
  UsePerson("{busy: true}, {no_answer: true}, {failed: true}, {reject: true}");

  for (const auto& [state, statuses, sip] :
       {std::tuple(CallState::kBusy, "initiated ringing busy", "486"),
        std::tuple(CallState::kNoAnswer, "initiated ringing no-answer", "487"),
        std::tuple(CallState::kFailed, "initiated failed", "404"),
        std::tuple(CallState::kBusy, "initiated ringing busy", "603")}) {
    worker.requests.clear();
    const auto leg = Call();
    Pass(70);
    EXPECT_EQ(leg->Record().state, state);
    EXPECT_EQ(worker.Statuses(), statuses);
    EXPECT_EQ(FirstOf(worker.To("/status").back().params, "SipResponseCode"), sip);
    EXPECT_TRUE(worker.To("/answer").empty());
  }
}

TEST_F(CallTest, UnknownNumbersDoNotAnswerAndTimeoutIsKept) {
  auto order = Order();
  order.ring_timeout = std::chrono::seconds(20);

  const auto leg = Call(order);
  Pass(20);
  EXPECT_EQ(leg->Record().state, CallState::kRinging);
  Pass(1);
  EXPECT_EQ(leg->Record().state, CallState::kNoAnswer);
}

TEST_F(CallTest, TakesOneBehaviourPerCallAndRepeatsTheLast) {
  UsePerson("{busy: true}, {answer_after: 1s}");
  worker.Twiml("/answer", "<Hangup/>");

  std::vector<CallState> states;
  for (int i = 0; i < 3; ++i) {
    const auto leg = Call();
    Pass(10);
    states.push_back(leg->Record().state);
  }

  EXPECT_EQ(states, (std::vector{CallState::kBusy, CallState::kCompleted, CallState::kCompleted}));
}

TEST_F(CallTest, AnswersAndQuestionsByKeyInterruptThePrompt) {
  UsePerson("{answer_after: 1s, turns: [{hear: 'NGINX.*pve1', press: '1'}]}");
  worker.Twiml("/answer", kAsk);
  worker.Twiml("/gather", "<Say>Approved.</Say><Hangup/>");

  const auto leg = Call();
  Pass(30);

  const auto gather = worker.To("/gather").at(0);
  EXPECT_EQ(FirstOf(gather.params, "Digits"), "1");
  EXPECT_FALSE(Has(gather.params, "SpeechResult"));
  EXPECT_EQ(HeaderValue(gather.call.headers, "X-Twilio-Signature"),
            Sign("12345", "http://w/gather?turn=1", gather.params));
  EXPECT_EQ(Line(*leg),
            "<Container nginx on pve1 has stopped. | <Say approve... | #1 | <Approved.");
}

TEST_F(CallTest, BringsWordsWithTheirConfidence) {
  UsePerson(
      "{turns: [{hear: 'press', say: approve it, confidence: 0.75}, {hear: 'confirm', press: "
      "'1'}]}");
  worker.Twiml("/answer", kAsk);
  worker.Twiml("/gather",
               "<Gather action='/confirm' numDigits='1'><Say>You said approve. Press 1 to "
               "confirm.</Say></Gather>");
  worker.Twiml("/confirm", "<Say>Approved.</Say>");

  const auto leg = Call();
  Pass(60);

  const auto gather = worker.To("/gather").at(0);
  EXPECT_EQ(FirstOf(gather.params, "SpeechResult"), "approve it");
  EXPECT_EQ(FirstOf(gather.params, "Confidence"), "0.75");
  EXPECT_EQ(FirstOf(worker.To("/confirm").at(0).params, "Digits"), "1");
  EXPECT_THAT(Line(*leg),
              HasSubstr(">approve it | <You said approve. Press 1 to confirm. | #1 | <Approved."));
}

TEST_F(CallTest, SilenceFallsThroughUnlessTheResultIsWanted) {
  UsePerson("{answer_after: 1s}");
  worker.Twiml("/answer", kAsk);

  auto leg = Call();
  Pass(60);
  EXPECT_TRUE(worker.To("/gather").empty());
  EXPECT_THAT(Line(*leg), HasSubstr("<Goodbye."));

  worker.Twiml("/answer", "<Gather action='/gather' actionOnEmptyResult='true' timeout='3'/>");
  worker.Twiml("/gather", "<Hangup/>");
  Call();
  Pass(60);
  EXPECT_EQ(FirstOf(worker.To("/gather").at(0).params, "Digits"), "");
}

TEST_F(CallTest, ASilentTurnLetsTheQuestionPass) {
  UsePerson("{turns: [{silent: 8s}, {hear: press, press: '1'}]}");
  worker.Twiml("/answer", std::string(kAsk) + kAsk);
  worker.Twiml("/gather", "<Hangup/>");

  const auto leg = Call();
  Pass(60);

  EXPECT_EQ(worker.To("/gather").size(), 1u);
  EXPECT_THAT(Line(*leg), HasSubstr("<Goodbye."));
}

TEST_F(CallTest, WithoutBargeInWordsWaitForTheEndOfThePrompt) {
  UsePerson("{turns: [{hear: nginx, say: approve}]}");
  worker.Twiml("/answer",
               "<Gather input='speech' bargeIn='false' action='/gather' speechTimeout='1'><Say>It "
               "is nginx.</Say>"
               "<Say>Say approve.</Say></Gather>");
  worker.Twiml("/gather", "<Hangup/>");

  const auto leg = Call();
  Pass(30);

  EXPECT_EQ(Line(*leg), "<It is nginx. | <Say approve. | >approve");
  EXPECT_EQ(FirstOf(worker.To("/gather").at(0).params, "SpeechResult"), "approve");
}

TEST_F(CallTest, KeysEndWithTheFinishKeyOrAfterAPause) {
  UsePerson("{turns: [{press: '12#'}]}, {turns: [{press: '34'}]}");
  worker.Twiml("/answer", "<Gather action='/gather' timeout='3'><Say>Your PIN.</Say></Gather>");
  worker.Twiml("/gather", "<Hangup/>");

  Call();
  Pass(30);
  Call();
  Pass(30);

  const auto gathers = worker.To("/gather");
  ASSERT_EQ(gathers.size(), 2u);
  EXPECT_EQ(FirstOf(gathers[0].params, "Digits"), "12");
  EXPECT_EQ(FirstOf(gathers[0].params, "FinishedOnKey"), "#");
  EXPECT_EQ(FirstOf(gathers[1].params, "Digits"), "34");
  EXPECT_FALSE(Has(gathers[1].params, "FinishedOnKey"));
}

TEST_F(CallTest, APersonMayHangUpByTurnOrByTime) {
  UsePerson("{turns: [{hear: confirm, hang_up: true}]}, {hang_up_after: 3s}");
  worker.Twiml("/answer", "<Gather timeout='30'><Say>Press 1 to confirm.</Say></Gather>");

  const auto by_turn = Call();
  Pass(4);
  EXPECT_EQ(by_turn->Record().state, CallState::kCompleted);
  EXPECT_EQ(by_turn->Record().end_reason, "the person hung up");

  const auto by_time = Call();
  Pass(4);
  EXPECT_EQ(by_time->Record().state, CallState::kInProgress);
  Pass(1);
  EXPECT_EQ(by_time->Record().state, CallState::kCompleted);
}

TEST_F(CallTest, AVoicemailGreetingIsHeardAsSpeech) {
  UsePerson("{voicemail: {after: 3s, greeting: You have reached Bob. Press one or say approve.}}");
  worker.Twiml("/answer", kAsk);
  worker.Twiml("/gather", "<Hangup/>");

  const auto leg = Call();
  Pass(30);

  EXPECT_EQ(FirstOf(worker.To("/gather").at(0).params, "SpeechResult"),
            "You have reached Bob. Press one or say approve.");
  EXPECT_EQ(Line(*leg), ">You have reached Bob. Press one or say approve.");
}

TEST_F(CallTest, OnlyTheRestOfAGreetingIsHeardByWhoListensLate) {
  UsePerson("{voicemail: {after: 3s, greeting: You have reached Bob. Press one or say approve.}}");
  worker.Twiml("/answer", "<Pause length='2'/>" + std::string(kAsk));
  worker.Twiml("/gather", "<Hangup/>");

  Call();
  Pass(30);

  EXPECT_EQ(FirstOf(worker.To("/gather").at(0).params, "SpeechResult"), "or say approve.");
}

TEST_F(CallTest, DetectsMachinesBeforeOrBesideTheConversation) {
  UsePerson(
      "{voicemail: {after: 1s, greeting: Please leave a message after the tone.}}, {answer_after: "
      "1s}");
  worker.Twiml("/answer", "<Pause length='20'/>");
  auto order = Order();
  order.detection = CallOrder::MachineDetection::kDetectMessageEnd;

  const auto blocking = Call(order);
  Pass(3);
  EXPECT_TRUE(worker.To("/answer").empty());
  Pass(3);
  EXPECT_EQ(FirstOf(worker.To("/answer").at(0).params, "AnsweredBy"), "machine_end_beep");
  EXPECT_EQ(blocking->Record().answered_by, "machine_end_beep");

  worker.requests.clear();
  order.detection_mode = CallOrder::DetectionMode::kAsync;
  order.detection_callback.url = "http://w/amd?token=t";
  Call(order);
  Pass(3);
  EXPECT_FALSE(Has(worker.To("/answer").at(0).params, "AnsweredBy"));
  const auto amd = worker.To("/amd").at(0);
  EXPECT_EQ(FirstOf(amd.params, "AnsweredBy"), "human");
  EXPECT_EQ(FirstOf(amd.params, "MachineDetectionDuration"), "1000");
  EXPECT_EQ(HeaderValue(amd.call.headers, "X-Twilio-Signature"),
            Sign("12345", "http://w/amd?token=t", amd.params));
}

TEST_F(CallTest, FollowsRedirectsAndResolvesThem) {
  UsePerson("{answer_after: 1s}");
  worker.Twiml("/answer", "<Pause length='1'/><Redirect method='GET'>/next?turn=2</Redirect>");
  worker.Twiml("/next", "<Say>Here.</Say>");

  const auto leg = Call();
  Pass(10);

  const auto next = worker.To("/next").at(0);
  EXPECT_EQ(next.call.method, "GET");
  EXPECT_THAT(next.call.url, HasSubstr("http://w/next?turn=2&CallSid=CA"));
  EXPECT_EQ(HeaderValue(next.call.headers, "X-Twilio-Signature"), Sign("12345", next.call.url));
  EXPECT_EQ(Line(*leg), "<Here.");
}

TEST_F(CallTest, ACallThatGoesInCirclesIsEnded) {
  UsePerson("{answer_after: 1s}");
  worker.Twiml("/answer", "<Redirect>/answer</Redirect>");

  const auto leg = Call();
  Pass(60);

  EXPECT_EQ(leg->Record().state, CallState::kCompleted);
  EXPECT_EQ(leg->Record().end_reason, "the call went in circles");
  EXPECT_LE(leg->Record().webhooks.size(), CallRecord::kMaxEntries);
}

TEST_F(CallTest, EndsAtItsTimeLimit) {
  UsePerson("{answer_after: 1s}");
  worker.Twiml("/answer", "<Say loop='0'>Please hold.</Say>");
  auto order = Order();
  order.time_limit = std::chrono::seconds(10);

  const auto leg = Call(order);
  Pass(15);

  EXPECT_EQ(leg->Record().state, CallState::kCompleted);
  EXPECT_EQ(FirstOf(worker.To("/status").back().params, "CallDuration"), "10");
}

TEST_F(CallTest, InboundCallsAreAnsweredByTheirDocumentOrRejected) {
  UsePerson("{turns: [{hear: pin, press: '7'}]}");
  worker.Twiml("/answer", "<Gather action='/gather' numDigits='1'><Say>Your PIN.</Say></Gather>");
  worker.Twiml("/gather", "<Hangup/>");
  auto order = Order();
  std::swap(order.to, order.from);

  const auto leg = exchange.Receive(order);
  Pass(20);
  EXPECT_EQ(FirstOf(worker.To("/answer").at(0).params, "Direction"), "inbound");
  EXPECT_EQ(FirstOf(worker.To("/answer").at(0).params, "CallStatus"), "ringing");
  EXPECT_EQ(FirstOf(worker.To("/gather").at(0).params, "CallStatus"), "in-progress");
  EXPECT_EQ(Line(*leg), "<Your PIN. | #7");

  worker.Twiml("/answer", "<Reject reason='busy'/>");
  const auto rejected = exchange.Receive(order);
  Pass(5);
  EXPECT_EQ(rejected->Record().state, CallState::kBusy);
  EXPECT_FALSE(rejected->Record().answered);
}

TEST_F(CallTest, QueuesBeyondItsRate) {
  Exchange slow(loop, worker, {"AC1", "12345"}, {1, 100});

  std::vector<std::shared_ptr<Leg>> legs;
  for (int i = 0; i < 3; ++i) legs.push_back(slow.Place(Order()).leg);
  Pass(0);

  EXPECT_EQ(legs[0]->Record().state, CallState::kInitiated);
  EXPECT_EQ(legs[2]->Record().state, CallState::kQueued);
  EXPECT_EQ(legs[2]->Record().queue_time, std::chrono::seconds(2));
  Pass(3);
  EXPECT_EQ(legs[2]->Record().state, CallState::kRinging);
}

TEST_F(CallTest, KeepsTheLastCallsOnly) {
  UsePerson("{busy: true}");
  for (int i = 0; i < 130; ++i) {
    Call();
    Pass(2);
  }
  EXPECT_EQ(exchange.Calls().size(), 100u);

  UsePerson("{no_answer: true}");
  for (int i = 0; i < 100; ++i) Call();
  EXPECT_EQ(exchange.Place(Order()).reply, Reply::kTooMany);
}

TEST_F(CallTest, IsToldToWhoeverWatches) {
  std::vector<std::string> told;
  Exchange watched{loop,
                   worker,
                   {"AC0000000000000000000000000000aaaa", "12345"},
                   {0, 100, [&](const std::string& line) { told.push_back(line); }}};
  auto script = ReadScript(
      "people: {'+15559876543': [{answer_after: 2s, turns: [{hear: nginx, say: \"what\\n\\e[2J\"}, "
      "{hear: press, press: '1'}]}, {busy: true}]}",
      "people.yaml");
  ASSERT_TRUE(script);
  watched.Replace(std::move(*script));
  worker.Twiml("/answer", kAsk);
  worker.Twiml("/gather", kAsk);

  watched.Place(Order());
  Pass(60);
  watched.Place(Order());
  Pass(10);

  ASSERT_GE(told.size(), 9U);
  EXPECT_EQ(told[0], "+15559876543 is dialled");
  EXPECT_EQ(told[1], "+15559876543 rings");
  EXPECT_EQ(told[2], "+15559876543 answers");
  EXPECT_EQ(told[3], R"(+15559876543 hears "Container nginx on pve1 has stopped.")");
  EXPECT_THAT(told, testing::Contains(R"(+15559876543 says "what\n\u001b[2J")"));
  EXPECT_THAT(told, testing::Contains("+15559876543 presses 1"));
  EXPECT_THAT(told, testing::Contains(testing::StartsWith("+15559876543 call over, completed: ")));
  EXPECT_EQ(told.back(), "+15559876543 call over, busy: the line is busy");
}

}  // namespace
}  // namespace tocsin::phone
