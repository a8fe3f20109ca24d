// links: voice net schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/every_source.hpp"
#include "workers/voice/talk/pin.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPin = "47110";
constexpr const char* kChoices =
    R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"pin"},
        {"id":"dismiss","digits":"2","phrases":["dismiss"]}])";

class PinTalk : public fakes::EverySource {
 protected:
  CallScript Live() {
    CallScript call(kChoices);
    call.settings.pins.emplace("alice", kPin);
    call.Live();
    return call;
  }
};
INSTANTIATE_TEST_SUITE_P(On, PinTalk, fakes::kEverySource, fakes::NameOfSource);

/// All that leaves the call or is stored of it.
std::string Everything(const CallScript& call) {
  std::string all;
  for (const auto& event : call.events) all += json::serialize(EventData(event).value());
  for (const auto& turn : call.turns) all += turn.text;
  return all + ToRow(call.at.call).state;
}

TEST_P(PinTalk, ConfirmsWithThePinAndTellsItToNobody) {
  auto call = Live();
  call.Press("1");
  EXPECT_THAT(call.Said(), HasSubstr("To confirm, enter your PIN."));
  EXPECT_EQ(call.last.reply->ask->digits, 5) << "all keys of it make one turn";
  call.Press(kPin);

  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "approve");
  EXPECT_THAT(call.Data(type::kDecisionMade, "evidence"), HasSubstr(R"("confirmed_with":"PIN")"));
  EXPECT_EQ(call.Data(type::kCallTurn, "heard"), "pressed a PIN");
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_THAT(Everything(call), Not(HasSubstr(kPin)));
}

TEST_P(PinTalk, NothingElseConfirms) {
  for (const char* keys : {"1", "4711", "00000", "471100"}) {
    auto call = Live();
    call.Press("1");
    call.Press(keys);
    EXPECT_EQ(call.Count(type::kDecisionMade), 0) << keys;
    EXPECT_TRUE(call.at.question.Open()) << keys;
  }
  for (const char* words : {"yes", "confirm", "approve", "four seven one one zero", "47110"}) {
    auto call = Live();
    call.Speak("approve");
    call.Speak(words);
    EXPECT_EQ(call.Count(type::kDecisionMade), 0) << words;
    EXPECT_EQ(call.at.call.talk.step, Step::kConfirm) << words;
    call.StatusCame(CallStatus::kCompleted, 3);
    EXPECT_THAT(Everything(call), Not(HasSubstr("seven one one"))) << "said, and told on";
    EXPECT_THAT(Everything(call), Not(HasSubstr(kPin))) << "said, and told on";
  }
}

TEST_P(PinTalk, EndsAfterThreeWrongOnes) {
  auto call = Live();
  call.Press("1");
  call.Press("11111");
  EXPECT_THAT(call.Said(), HasSubstr("That is not your PIN."));
  EXPECT_EQ(call.Data(type::kCallTurn, "understood"), "wrong_pin");
  call.Press("22222");
  EXPECT_TRUE(call.last.reply->ask.has_value());
  call.Press("33333");
  EXPECT_THAT(call.Said(), HasSubstr("nothing has been decided"));
  EXPECT_FALSE(call.last.reply->ask.has_value());
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "wrong_pin");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_THAT(Everything(call), Not(HasSubstr("11111")));
}

TEST_P(PinTalk, AChoiceMayBeTakenBackInsteadAndTriesStayCounted) {
  auto call = Live();
  call.Press("1");
  call.Press("11111");
  call.Press("2");
  EXPECT_EQ(call.at.call.talk.step, Step::kChoose);
  call.Press("1");
  call.Speak("no");
  EXPECT_EQ(call.at.call.talk.step, Step::kChoose);
  call.Press("1");
  call.Press("22222");
  call.Press("33333");
  EXPECT_FALSE(call.last.reply->ask.has_value()) << "the third wrong one of the call";
}

TEST_P(PinTalk, OtherChoicesAreConfirmedAsEver) {
  auto call = Live();
  call.Press("2");
  call.Press("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "dismiss");
}

TEST_P(PinTalk, WhoHasNoneCannotChooseIt) {
  CallScript call(kChoices);
  call.settings.pins.emplace("bob", kPin);
  call.Live().Press("1");
  EXPECT_THAT(call.Said(), HasSubstr("That needs a PIN, and none is set up for you."));
  EXPECT_EQ(call.at.call.talk.step, Step::kChoose);
  call.Press("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
}

TEST_P(PinTalk, APinKeyedTooEarlyIsNotToldEither) {
  auto call = Live();
  call.Press(kPin);
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_THAT(Everything(call), Not(HasSubstr(kPin)));
}

TEST_P(PinTalk, AWordAfterAPinIsNotPutToAModel) {
  CallScript call(kChoices);
  call.settings.pins.emplace("alice", kPin);
  call.settings.questions.per_call = 3;
  call.Live().Press("1");
  call.Speak("it is four seven one one zero");
  EXPECT_FALSE(call.at.call.talk.asked.has_value());
}

}  // namespace
}  // namespace tocsin::voice
