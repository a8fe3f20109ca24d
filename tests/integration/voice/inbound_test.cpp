// Somebody rings our number: the door, what is kept, and what a workflow does in the call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "fakes/voice_world.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/led_calls.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class InboundDoor : public testing::Test {
 protected:
  static FormParameters Form(const std::string& status = "in-progress",
                             const std::string& sid = "CA7") {
    return {{"CallSid", sid},
            {"CallStatus", status},
            {"Direction", "inbound"},
            {"From", "+15559876543"},
            {"To", "+15551234567"}};
  }
  static std::string Url(const std::string& path) { return VoiceWorld::kBase + path; }
  HttpResponse RingFrom(const std::string& number, const std::string& sid) {
    auto form = Form("ringing", sid);
    form[3].second = number;
    return world.Webhook(Url("/twiml"), std::move(form));
  }
  HttpResponse Ring(const std::string& path = "/voice/twilio/inbound") {
    return world.Webhook(Url(path), Form("ringing"));
  }
  /// Where the carrier is sent on.
  static std::string RedirectOf(const HttpResponse& response) {
    const auto tag = response.body.find("<Redirect");
    if (tag == std::string::npos) return {};
    const auto begin = response.body.find('>', tag) + 1;
    std::string url = response.body.substr(begin, response.body.find('<', begin) - begin);
    for (auto at = url.find("&amp;"); at != std::string::npos; at = url.find("&amp;", at + 1))
      url.replace(at, 5, "&");
    return url;
  }
  HttpResponse Follow(const HttpResponse& response) {
    return world.Webhook(RedirectOf(response), Form());
  }
  std::string CallOf() const {
    const auto* told = world.Last(type::kCallInbound);
    return told == nullptr ? "" : events::Read<events::CallInbound>(*told).call_id;
  }
  void Wants(const std::string& more) {
    world.Publish(type::kCallStepRequested, R"({"call_id":")" + CallOf() + "\"," + more + "}",
                  "step-" + std::to_string(++steps_));
  }
  std::string LastStep() const {
    const auto* ended = world.Last(type::kCallStepEnded);
    if (ended == nullptr) return "";
    const auto data = events::Read<events::CallStepEnded>(*ended);
    return data.act + ' ' + data.outcome + ' ' + data.reason.value_or("");
  }

  VoiceWorld world;
  int steps_ = 0;
};

TEST_F(InboundDoor, EveryDoorKeepsTheCallerAndTellsTheBus) {
  for (const auto* path : {"/voice/twilio/inbound", "/twiml", "/api/voice/webhook/answer"}) {
    VoiceWorld fresh;
    const auto response = fresh.Webhook(Url(path), Form("ringing"));
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(HeaderValue(response.headers, "Content-Type"), HasSubstr("text/xml"));
    EXPECT_THAT(response.body,
                AllOf(HasSubstr("<Redirect"), HasSubstr("token="), Not(HasSubstr("<Hangup"))));
    EXPECT_EQ(fresh.Types(), (std::vector<std::string>{"call.inbound"})) << path;
  }
}

TEST_F(InboundDoor, IsShutToWhoDoesNotSign) {
  EXPECT_EQ(world.Webhook(Url("/twiml"), Form(), "").status, 403);
  EXPECT_EQ(world.Webhook(Url("/voice/twilio/inbound"), Form(), "wrong").status, 403);
  HttpRequest get;
  get.method = "GET";
  get.target = get.path = "/twiml";
  const auto refused = world.Send(std::move(get));
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(HeaderValue(refused.headers, "Allow"), "POST");
  EXPECT_TRUE(world.bus.empty());
}

TEST_F(InboundDoor, ARepeatedWebhookIsTheSameCallInEveryProcess) {
  const auto first = Ring();
  HttpResponse second;
  world.Elsewhere([&] { second = Ring(); });
  world.Restart();
  const auto third = Ring("/twiml");
  EXPECT_EQ(RedirectOf(first), RedirectOf(second));
  EXPECT_EQ(RedirectOf(first), RedirectOf(third));
  // A start publishes again what is not known as delivered, under its id.
  std::set<std::string> ids;
  for (const auto& event : world.bus)
    if (event.type == type::kCallInbound) ids.insert(event.id);
  EXPECT_EQ(ids.size(), 1U);
}

TEST_F(InboundDoor, WhoRingsForTheEleventhTimeInAMinuteIsToldSo) {
  for (int i = 0; i < 10; ++i)
    EXPECT_THAT(RingFrom("+15559876543", "CA" + std::to_string(i)).body, HasSubstr("<Redirect"));
  const auto told = world.Types().size();

  const auto refused = RingFrom("+15559876543", "CA10");

  EXPECT_EQ(refused.status, 200);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("too many calls from this number"),
                                  HasSubstr("<Hangup"), Not(HasSubstr("<Redirect"))));
  EXPECT_EQ(world.Types().size(), told) << "no workflow hears of it";
  EXPECT_THAT(RingFrom("+15559876543", "CA3").body, HasSubstr("<Redirect"))
      << "a call that was taken goes on";
  EXPECT_THAT(RingFrom("+15550001111", "CA11").body, HasSubstr("<Redirect"))
      << "others are not affected";
  for (int i = 12; i < 24; ++i)
    EXPECT_THAT(RingFrom("", "CA" + std::to_string(i)).body, HasSubstr("<Redirect"))
        << "whose number is not told is nobody in particular";
  world.clock.Advance(std::chrono::seconds(61));
  EXPECT_THAT(RingFrom("+15559876543", "CA24").body, HasSubstr("<Redirect"));
}

TEST_F(InboundDoor, WhoRingsWhenAllLinesAreBusyIsToldSo) {
  auto limits = *world.settings.Get();
  limits.concurrent_calls = 3;
  world.settings.Set(limits);
  world.PlaceWillGive("CB0");
  world.Call("alice", VoiceWorld::kAlice);  // one of the three
  world.pool.hold = true;
  std::vector<std::shared_ptr<HttpResponse>> answers;
  for (int i = 0; i < 4; ++i) {
    auto form = Form("ringing", "CA" + std::to_string(i));
    form[3].second = i == 3 ? "" : "+1555000100" + std::to_string(i);
    answers.push_back(world.Post(Url("/twiml"), std::move(form)));
  }
  world.pool.Release();

  for (int i = 0; i < 4; ++i)
    EXPECT_THAT(answers[static_cast<std::size_t>(i)]->body,
                i < 2 ? testing::Matcher<const std::string&>(HasSubstr("<Redirect"))
                      : AllOf(HasSubstr("All lines are busy"), HasSubstr("<Hangup"),
                              Not(HasSubstr("<Redirect"))))
        << i;
  EXPECT_EQ(world.Count(type::kCallInbound), 2) << "no workflow hears of the others";
  EXPECT_THAT(RingFrom("+15550001000", "CA0").body, HasSubstr("<Redirect"))
      << "a call that was taken goes on";
  world.Status(0, "CB0", "completed", 5);
  EXPECT_THAT(RingFrom("+15550001009", "CA9").body, HasSubstr("<Redirect"));
}

TEST_F(InboundDoor, OfManyThatComeAtOnceTenAreTaken) {
  world.pool.hold = true;
  std::vector<std::shared_ptr<HttpResponse>> answers;
  for (int i = 0; i < 15; ++i)
    answers.push_back(world.Post(Url("/twiml"), Form("ringing", "CA" + std::to_string(i))));
  world.pool.Release();
  const auto taken = std::ranges::count_if(answers, [](const auto& answer) {
    return answer->body.find("<Redirect") != std::string::npos;
  });
  EXPECT_EQ(taken, 10);
}

TEST_F(InboundDoor, TwoThatComeInOneCommitAreOneCall) {
  world.pool.hold = true;
  const auto one = world.Post(Url("/twiml"), Form("ringing"));
  const auto two = world.Post(Url("/twiml"), Form("ringing"));
  world.pool.Release();
  EXPECT_EQ(one->body, two->body);
  EXPECT_EQ(world.Count(type::kCallInbound), 1);
}

TEST_F(InboundDoor, StepsAreSaidAndAnswered) {
  auto at = Follow(Ring());
  EXPECT_EQ(world.Count(type::kCallAnswered), 1);
  Wants(R"("act":"answer")");
  EXPECT_EQ(LastStep(), "answer done ");
  Wants(R"("act":"say","say":"Good day.")");
  at = Follow(at);
  EXPECT_THAT(at.body, HasSubstr("Good day."));
  at = Follow(at);
  EXPECT_EQ(LastStep(), "say done ");
  const auto question = QuestionId::Derive({"q7"}).ToString();
  Wants(R"("act":"ask","say":"Shall I?","question_id":")" + question +
        R"(","choices":[{"id":"yes_please","digits":"1","confirm":"none"}])");
  at = Follow(at);
  EXPECT_THAT(at.body, AllOf(HasSubstr("Shall I?"), HasSubstr("<Gather")));
  auto form = Form();
  form.emplace_back("Digits", "1");
  at = world.Webhook(VoiceWorld::ActionOf(at), form);
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_THAT(at.body, AllOf(HasSubstr("Thank you."), HasSubstr("<Redirect")));
  at = Follow(at);
  Wants(R"("act":"hang_up","say":"Goodbye.")");
  at = Follow(at);
  EXPECT_THAT(at.body, AllOf(HasSubstr("Goodbye."), HasSubstr("<Hangup")));
  world.Webhook(Url("/api/voice/webhook/status"), Form("completed"));
  EXPECT_EQ(LastStep(), "hang_up done ");
  EXPECT_EQ(world.Count(type::kCallEnded), 1);
}

/// Who reads the call's steps has its own question alone in hand.
TEST_F(InboundDoor, AQuestionThatWasClosedWhileItWaitedIsNotAsked) {
  auto at = Ring();
  std::string asked;
  for (const auto* say : {"First?", "Second?"}) {
    asked = QuestionId::Derive({say}).ToString();
    Wants(R"("act":"ask","say":")" + std::string(say) + R"(","question_id":")" + asked +
          R"(","choices":[{"id":"yes_please","digits":"1","confirm":"none"}])");
  }
  Wants(R"("act":"say","say":"That was all.")");
  at = Follow(at);
  EXPECT_THAT(at.body, HasSubstr("First?"));
  world.Publish(type::kCallCancelRequested,
                R"({"question_id":")" + asked + R"(","reason":"resolved"})", "closes");
  auto form = Form();
  form.emplace_back("Digits", "1");
  at = world.Webhook(VoiceWorld::ActionOf(at), form);
  EXPECT_THAT(at.body, AllOf(HasSubstr("That was all."), Not(HasSubstr("Second?"))));
  EXPECT_EQ(LastStep(), "ask withdrawn resolved");
}

/// A number's status callback has no token; the end is told all the same.
TEST_F(InboundDoor, WhoHangsUpBeforeTheWorkflowAnswersEndsItsSteps) {
  Ring();
  world.Webhook(Url("/api/voice/webhook/status"), Form("completed"));
  EXPECT_EQ(world.Count(type::kCallEnded), 1);
  Wants(R"("act":"say","say":"Good day.")");
  EXPECT_EQ(LastStep(), "say call_over call_over");
}

TEST_F(InboundDoor, ACallThatNobodyTakesIsToldSo) {
  auto at = Ring();
  for (int i = 0; i < 40 && at.body.find("<Hangup") == std::string::npos; ++i) {
    world.Advance(std::chrono::seconds(1));
    at = Follow(at);
  }
  EXPECT_THAT(at.body, AllOf(HasSubstr("does not take calls"), HasSubstr("<Hangup")));
  world.Webhook(Url("/api/voice/webhook/status"), Form("completed"));
  const auto ended = events::Read<events::CallProgress>(*world.Last(type::kCallEnded));
  EXPECT_EQ(ended.reason, "not_taken");
}

TEST_F(InboundDoor, AStepOfACallThatIsNotThereIsAnswered) {
  world.Publish(
      type::kCallStepRequested,
      R"({"call_id":")" + CallId::Derive({"none"}).ToString() + R"(","act":"say","say":"Hello?"})",
      "step-x");
  EXPECT_EQ(LastStep(), "say call_over unknown");
}

TEST_F(InboundDoor, AStepThatCannotBeReadIsRefused) {
  Ring();
  Wants(R"("act":"dance")");
  EXPECT_THAT(LastStep(), HasSubstr("refused"));
}

/// Who rings us often must not keep alerts from being phoned.
TEST_F(InboundDoor, CountsForNoLimitAndHoldsNoLine) {
  for (int i = 0; i < 700; ++i)
    world.Webhook(Url("/twiml"), Form("ringing", "CA" + std::to_string(1000 + i)));
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  EXPECT_EQ(world.Dials(), 1);
}

}  // namespace
}  // namespace tocsin
