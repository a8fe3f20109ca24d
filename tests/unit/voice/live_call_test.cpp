// What only a live line tells: sockets that open, close and are lost, what was heard of us, and
// speech of a recogniser that is not believed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/both_sources.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using enum LineListener::End;

/// A call whose line is open and whose greeting is being said.
class LiveCall : public testing::Test {
 protected:
  void SetUp() override { CallScript::source = CallScript::Source::kLiveLine; }
  void TearDown() override { CallScript::source = CallScript::Source::kWebhooks; }

  /// Up to the socket; nothing is open yet.
  static const Transition& Ask(CallScript& call, WordsWanted::By by = WordsWanted::By::kLiveOpen) {
    return call.Feed(WordsWanted{.leg = call.LegOf(), .by = by});
  }
  static void Ring(CallScript& call) {
    call.Time();
    call.Placed();
    call.StatusCame(CallStatus::kInProgress, 2);
  }
};

TEST_F(LiveCall, IsGivenASocketThatGetsTheFirstWords) {
  CallScript call;
  Ring(call);
  ASSERT_TRUE(Ask(call).reply);
  EXPECT_EQ(call.last.reply->connection, 1);
  EXPECT_EQ(call.at.call.talk.turn, 0);

  call.OpenLine(1);
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
  EXPECT_EQ(call.last.reply->ask->turn, 1);
}

TEST_F(LiveCall, IsLedByPromptsInALanguageThatNobodyHereSpeaks) {
  CallScript call;
  call.settings.live_languages = {"de"};
  Ring(call);
  Ask(call);
  EXPECT_FALSE(call.last.reply->connection);
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
}

TEST_F(LiveCall, IsOfALanguageHoweverItsTagIsWritten) {
  const VoiceSettings settings{.live_languages = {"de"}};
  for (const auto* tag : {"de", "de-DE", "DE", "De-at"}) EXPECT_TRUE(settings.LiveIn(tag)) << tag;
  for (const auto* tag : {"en-US", "", "d", "deu", "de_DE"})
    EXPECT_FALSE(settings.LiveIn(tag)) << tag;
}

TEST_F(LiveCall, TakesNoSecondSocketOfOneConnection) {
  CallScript call;
  call.Live();
  call.Feed(StreamOpened{.leg = call.LegOf(), .connection = 1, .stream = "MZother"});
  ASSERT_TRUE(call.last.reply);
  EXPECT_TRUE(call.last.reply->say.empty());
  EXPECT_TRUE(call.OnLine());
  // Its end is not that of the first.
  call.Feed(StreamClosed{.leg = call.LegOf(), .connection = 1, .stream = "MZother"});
  EXPECT_TRUE(call.OnLine());
  // Told twice of the same socket.
  call.OpenLine(1);
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
}

TEST_F(LiveCall, StoresWhatWasHeardAndSaysWhatWasNot) {
  CallScript call;
  call.Live();
  const std::string said = call.Said();
  call.HearOnLine({.digits = "2"}, {.said = said, .heard = said.substr(0, 40)});
  ASSERT_EQ(call.turns.size(), 2U);
  EXPECT_EQ(call.turns[0].text, said.substr(0, 40));
  EXPECT_EQ(call.Data(type::kCallTurn, "unheard"), said.substr(40));
  call.HearOnLine({.digits = "1"}, call.AllHeard());
  EXPECT_THAT(call.Data(type::kDecisionMade, "evidence"), HasSubstr(said.substr(0, 40)));
}

TEST_F(LiveCall, GoesOnWithTheSentenceThatWasCutOff) {
  CallScript call;
  call.Live();
  const std::string said = call.Said();
  const auto cut = said.find("To dismiss") + 5;
  call.CloseLine(kLost, {.said = said, .heard = said.substr(0, cut)});
  EXPECT_EQ(call.turns.back().text, said.substr(0, cut));

  Ask(call);
  EXPECT_EQ(call.last.reply->connection, 2);
  call.OpenLine(2);
  EXPECT_TRUE(call.Said().starts_with("To dismiss, press 2")) << call.Said();
  EXPECT_EQ(call.last.reply->ask->turn, 1);
}

TEST_F(LiveCall, IsLedByPromptsAfterTwoLossesInTenSeconds) {
  for (const bool told : {true, false}) {  // a process that was killed tells nobody
    CallScript call;
    call.Live();
    if (told) call.CloseLine(kLost);
    Ask(call);
    ASSERT_EQ(call.last.reply->connection, 2);
    call.OpenLine(2);
    call.now += seconds(9);
    if (told) call.CloseLine(kLost);
    Ask(call);
    EXPECT_FALSE(call.last.reply->connection);
    EXPECT_THAT(call.Said(), HasSubstr("press 1"));
    call.Press("1");
    call.Press("1");
    EXPECT_EQ(call.Count(type::kDecisionMade), 1);
  }
}

TEST_F(LiveCall, KeepsLiveSoundWhenLossesAreFarApart) {
  CallScript call;
  call.Live();
  for (int connection = 2; connection < 5; ++connection) {
    call.now += seconds(11);
    call.CloseLine(kLost);
    Ask(call);
    ASSERT_EQ(call.last.reply->connection, connection);
    call.OpenLine(connection);
  }
}

TEST_F(LiveCall, ALineOfAnotherProcessThatEndsLateChangesNothing) {
  CallScript call;
  call.Live();
  Ask(call);
  call.OpenLine(2);
  call.Feed(StreamClosed{.leg = call.LegOf(), .connection = 1, .stream = "MZ1", .cause = kLost});
  EXPECT_TRUE(call.OnLine());
  EXPECT_FALSE(call.at.call.live.off);
}

TEST_F(LiveCall, IsHungUpWhenTheFarewellWasHeard) {
  CallScript call;
  call.Live();
  call.Press("2");
  call.Press("1");
  EXPECT_FALSE(call.last.reply->ask);
  call.CloseLine(kSpoken, call.AllHeard());
  EXPECT_THAT(call.turns.back().text, HasSubstr("Dismissed"));
  Ask(call);
  EXPECT_TRUE(call.last.reply->say.empty());
  EXPECT_FALSE(call.last.reply->connection);
}

TEST_F(LiveCall, HearsItsFarewellAgainWhenThatWasCut) {
  CallScript call;
  call.Live();
  call.Press("2");
  call.Press("1");
  call.CloseLine(kLost, {.said = call.Said(), .heard = "Dis"});
  Ask(call);
  ASSERT_EQ(call.last.reply->connection, 2);
  call.OpenLine(2);
  EXPECT_THAT(call.Said(), HasSubstr("Dismissed"));
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_F(LiveCall, StoresWhatWasHeardAlsoAfterTheEnd) {
  CallScript call;
  call.Live();
  const std::string said = call.Said();
  call.Feed(LegStatus{.leg = call.LegOf(CallStatus::kCompleted), .sequence = 3});
  EXPECT_TRUE(call.turns.empty());
  call.CloseLine(kStopped, {.said = said, .heard = "Hello."});
  ASSERT_EQ(call.turns.size(), 1U);
  EXPECT_EQ(call.turns[0].text, "Hello.");
}

TEST_F(LiveCall, StoresWhatWasHeardOfALineThatWasCutByACancelOrTheTimeLimit) {
  for (const bool limit : {false, true}) {
    CallScript call;
    call.Live();
    const std::string said = call.Said();
    if (limit) {
      call.now += seconds(590);
      call.Time();
    } else {
      call.Feed(Cancelled{.reason = "cancelled"});
    }
    ASSERT_EQ(call.Commands<MoveCall>(), 1);
    call.Feed(WordsWanted{.leg = call.LegOf(),
                          .by = WordsWanted::By::kLiveLine,
                          .of_us = HeardOfUs{.said = said, .heard = said.substr(0, 40)}});
    ASSERT_EQ(call.turns.size(), 1U);
    EXPECT_EQ(call.turns[0].text, said.substr(0, 40));
    EXPECT_FALSE(call.last.reply->ask) << "goodbye";
    const std::string goodbye = call.Said();
    call.CloseLine(kSpoken, call.AllHeard());
    ASSERT_EQ(call.turns.size(), 2U);
    EXPECT_EQ(call.turns[1].text, goodbye);
  }
}

TEST_F(LiveCall, WhatIsSaidAgainSinceNothingOfItWasHeardIsStoredThen) {
  CallScript call;
  call.Live();
  const std::string said = call.Said();
  call.CloseLine(kLost, {.said = said, .heard = {}});
  EXPECT_TRUE(call.turns.empty());
  Ask(call);
  call.OpenLine(2);
  EXPECT_EQ(call.Said(), said);
  call.HearOnLine({.digits = "2"}, call.AllHeard());
  ASSERT_EQ(call.turns.size(), 2U);
  EXPECT_EQ(call.turns[0].text, said);
}

TEST_F(LiveCall, AKeyBeforeTheAlertWasToldIsReadBack) {
  CallScript call(R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"none"}])");
  call.Live();
  const std::string said = call.Said();
  call.HearOnLine({.digits = "1"}, {.said = said, .heard = {}});
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_THAT(call.Said(), HasSubstr("Press 1 to confirm"));
  call.HearOnLine({.digits = "1"}, call.AllHeard());
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_F(LiveCall, TakesTurnsAsTheStepNeedsAndTheRequestSays) {
  using std::chrono::milliseconds;
  CallScript call;
  call.Live();
  EXPECT_EQ(call.last.reply->ask->taking->end_after, milliseconds(500));
  EXPECT_EQ(call.last.reply->ask->taking->first_words, seconds(6));
  call.Press("2");
  EXPECT_EQ(call.last.reply->ask->taking->end_after, milliseconds(250));

  CallScript wished;
  wished.at.call.listen =
      events::Listen{.end_after = milliseconds(900), .first_words = {}, .barge_in = false};
  wished.Live();
  const auto taking = *wished.last.reply->ask->taking;
  EXPECT_EQ(taking.end_after, milliseconds(900));
  EXPECT_EQ(taking.first_words, seconds(6));
  EXPECT_FALSE(taking.barge_in);
  const auto stored = FromRow(ToRow(wished.at.call));
  ASSERT_TRUE(stored);
  EXPECT_FALSE(stored->talk.last.ask->taking->barge_in);
  EXPECT_EQ(stored->listen->end_after, milliseconds(900));
}

/// What an engine without trust heard.
Heard Untrusted(const std::string& speech) {
  return {.speech = speech, .trust = SpeechTrust::kNone, .engine = "tiny 1", .score = -0.25};
}

TEST_F(LiveCall, UntrustedSpeechOnlyProposes) {
  CallScript call(R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"none"},
                      {"id":"dismiss","digits":"2","phrases":["dismiss"]}])");
  Ring(call);
  Ask(call);
  call.OpenLine(1, SpeechTrust::kNone);
  call.Machine(AnsweredBy::kHuman);

  call.HearOnLine(Untrusted("approve"), call.AllHeard());
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_THAT(call.Said(), HasSubstr("Press 1 to confirm."));
  EXPECT_THAT(call.Said(), Not(HasSubstr("say yes")));

  for (const char* yes : {"yes", "confirm", "yes please", "correct"}) {
    call.HearOnLine(Untrusted(yes), call.AllHeard());
    EXPECT_EQ(call.Count(type::kDecisionMade), 0) << yes;
    EXPECT_THAT(call.Said(), HasSubstr("only by key")) << yes;
  }
  EXPECT_EQ(call.Data(type::kCallTurn, "understood"), "key_needed");

  call.HearOnLine({.digits = "1"}, call.AllHeard());
  ASSERT_EQ(call.Count(type::kDecisionMade), 1);
  const auto evidence = call.Data(type::kDecisionMade, "evidence");
  for (const char* part : {R"("heard":"approve")", R"("engine":"tiny 1")", R"("trust":"none")",
                           R"("score":)", R"("confirmed_with":"pressed 1")"})
    EXPECT_THAT(evidence, HasSubstr(part));
}

TEST_F(LiveCall, OneKeyDecidesWithoutConfirmationWhereTheChoiceSaysSo) {
  CallScript call(R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"none"}])");
  Ring(call);
  Ask(call);
  call.OpenLine(1, SpeechTrust::kNone);
  call.HearOnLine({.digits = "1"}, call.AllHeard());
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

}  // namespace
}  // namespace tocsin::voice
