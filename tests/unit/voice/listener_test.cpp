// links: voice net schemas
// Boxes, devices that screen calls, and the person who comes after them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/every_source.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using enum AnsweredBy;

constexpr const char* kScreen =
    "Hi, if you record your name and reason for calling, I'll see if this person is available.";

std::string EndOf(CallScript& call) {
  call.StatusCame(CallStatus::kCompleted, 9);
  return call.Data(type::kCallEnded, "reason");
}

class ListenerTalk : public fakes::EverySource {};
INSTANTIATE_TEST_SUITE_P(On, ListenerTalk, fakes::kEverySource, fakes::NameOfSource);

TEST_P(ListenerTalk, AScreenHearsWhoCallsAndThePersonIsAskedThen) {
  for (const auto verdict : {kNotSaid, kUnknown, kMachine, kHuman}) {
    CallScript call;
    call.Live();
    call.Speak(kScreen);
    EXPECT_THAT(call.Said(), HasSubstr("calling alice because: Container stopped."));
    EXPECT_TRUE(call.last.reply->ask) << "the person is waited for";
    // A verdict that comes late is about the device.
    if (verdict != kNotSaid) call.Machine(verdict);
    EXPECT_EQ(call.Commands<EndCall>(), 0);
    call.StaySilent();
    ASSERT_TRUE(call.last.reply->ask);

    call.Speak("hello?");
    EXPECT_THAT(call.Said(), HasSubstr("To approve, press 1"));
    call.Press("1");
    call.Press("1");
    EXPECT_EQ(call.Count(type::kDecisionMade), 1);
    EXPECT_EQ(EndOf(call), "decided");
  }
}

TEST_P(ListenerTalk, AScreenThatWasTakenForAMachineIsAnsweredToo) {
  for (const auto verdict : {kUnknown, kMachine}) {
    CallScript call;
    call.Live().Machine(verdict);
    EXPECT_EQ(call.Commands<EndCall>(), 0);
    call.now += seconds(6);
    call.Speak(kScreen);
    EXPECT_THAT(call.Said(), HasSubstr("because: Container stopped."));
    call.now += seconds(20);
    call.Time();
    EXPECT_EQ(call.Commands<EndCall>(), 0);
    call.Speak("yes hello");
    EXPECT_THAT(call.Said(), HasSubstr("To approve"));
  }
}

TEST_P(ListenerTalk, WordsOfAScreenDecideNothing) {
  CallScript call(R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"none"}])");
  call.Live().Machine(kHuman);
  call.Speak(kScreen);
  call.Speak("approve");  // whoever says it has heard no question
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_THAT(call.Said(), HasSubstr("To approve"));
  call.Speak("approve");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0) << "detection heard the device, not this person";
  EXPECT_THAT(call.Said(), HasSubstr("You said approve"));
}

TEST_P(ListenerTalk, ThePersonBehindAScreenIsWaitedForSoLong) {
  CallScript call;
  call.Live().Speak(kScreen);
  const TimePoint start = call.now;
  while (call.last.reply->ask) {
    ASSERT_LT(call.now - start, seconds(120));
    call.now += seconds(7);
    call.StaySilent();
  }
  EXPECT_GE(call.now - start, call.settings.screening_wait);
  EXPECT_EQ(EndOf(call), "screened");
}

TEST_P(ListenerTalk, AScreenThatAsksForEverIsAnsweredAFewTimes) {
  CallScript call;
  call.Live();
  int told = 0;
  for (int i = 0; i < 30 && (!call.last.reply || call.last.reply->ask); ++i) {
    call.now += seconds(5);
    call.Speak(kScreen);
    told += call.Said().find("because:") != std::string::npos;
  }
  EXPECT_EQ(told, 3);
  EXPECT_EQ(EndOf(call), "screened");
}

TEST_P(ListenerTalk, AVerdictThatContradictsAKeyIsWrong) {
  CallScript call;
  call.Live().Press("1");
  call.Machine(kMachine);
  EXPECT_EQ(call.Commands<EndCall>(), 0);
  call.now += seconds(30);
  call.Time();
  EXPECT_EQ(call.Commands<EndCall>(), 0);
  call.Press("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_P(ListenerTalk, AKeyAfterTheVerdictIsAPersons) {
  CallScript call(R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"none"}])");
  call.Live().Machine(kMachine);
  call.Press("1");
  EXPECT_THAT(call.Said(), HasSubstr("You chose approve"));
  EXPECT_EQ(call.Count(type::kDecisionMade), 0) << "one key is not enough then";
  call.Press("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_P(ListenerTalk, AMachineIsLeftAfterItsWords) {
  CallScript silent;
  silent.Live().Machine(kMachine);
  EXPECT_EQ(silent.Commands<EndCall>(), 0) << "it may be a device that screens";
  const TimePoint start = silent.now;
  ASSERT_TRUE(silent.NextTimer());
  EXPECT_EQ(silent.now - start, seconds(10));
  EXPECT_EQ(silent.Commands<EndCall>(), 1);
  EXPECT_EQ(EndOf(silent), "voicemail");

  CallScript talking;
  talking.Live().Machine(kMachine);
  talking.Speak("this is alice's phone");
  EXPECT_EQ(talking.Said(), "Goodbye.");
  EXPECT_EQ(EndOf(talking), "voicemail");
}

TEST_P(ListenerTalk, ABoxGetsAMessageWhereOneIsWanted) {
  CallScript call;
  call.at.call.leave_message = true;
  call.Live().Speak("please leave a message after the tone");
  EXPECT_THAT(call.Said(), HasSubstr("This is tocsin"));
  EXPECT_THAT(call.Said(), HasSubstr("Container stopped."));
  EXPECT_FALSE(call.last.reply->ask);
  EXPECT_EQ(EndOf(call), "voicemail");

  CallScript silent;
  silent.at.call.leave_message = true;
  silent.Live().Machine(kMachine);
  ASSERT_TRUE(silent.NextTimer());
  EXPECT_EQ(silent.Commands<MoveCall>(), 1);
  EXPECT_EQ(silent.Commands<EndCall>(), 0);
  silent.Answer();
  EXPECT_THAT(silent.Said(), HasSubstr("This is tocsin"));
  EXPECT_FALSE(silent.last.reply->ask);
  EXPECT_EQ(EndOf(silent), "voicemail");

  CallScript plain;
  plain.Live().Speak("please leave a message after the tone");
  EXPECT_THAT(plain.Said(), Not(HasSubstr("This is tocsin")));
}

TEST_P(ListenerTalk, WhoAsksWhoCallsIsToldAndAskedOn) {
  CallScript call;
  call.Live().Press("0");
  call.Speak("who is this?");
  EXPECT_THAT(call.Said(), HasSubstr("because: Container stopped."));
  EXPECT_THAT(call.Said(), HasSubstr("To approve"));
}

}  // namespace
}  // namespace tocsin::voice
