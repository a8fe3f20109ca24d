// What only a live line tells: sockets that open, close and are lost, what was heard of us, and
// speech of a recogniser that is not believed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/every_source.hpp"

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

TEST_F(LiveCall, ALostLineBehindWhichNothingComesWasNotHungUp) {
  for (const auto cause : {kLost, kStopped}) {
    CallScript call;
    call.Live();
    call.CloseLine(cause);
    EXPECT_EQ(*call.at.call.timer, call.now + seconds(10)) << "a lost callback";
    call.StatusCame(CallStatus::kCompleted, 3);
    EXPECT_EQ(call.Data(type::kCallEnded, "reason"), cause == kLost ? "line_lost" : "hung_up");
  }
  CallScript back;
  back.Live();
  back.CloseLine(kLost);
  Ask(back);
  back.OpenLine(2);
  back.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(back.Data(type::kCallEnded, "reason"), "hung_up");
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

TEST_F(LiveCall, WhatATurnTookStandsInTheCallsLog) {
  CallScript call;
  call.Live();
  call.HearOnLine({.speech = "what is it",
                   .engine = "moonshine",
                   .ended_ago = Duration(700),
                   .recognised_for = Duration(200)},
                  call.AllHeard());
  auto of_us = call.AllHeard();
  of_us.first_sound =
      FirstSound{.ago = Duration(3'000), .waited = Duration(900), .voice = Duration(150)};
  call.CloseLine(kStopped, std::move(of_us));
  std::vector<std::string> told;
  for (const auto& entry : call.at.call.log) {
    const auto& object = entry.as_object();
    const auto what = StringAt(object, "what");
    if (what == "turn")
      told.push_back(JsonText(
          json::array{object.at("ended_ago_ms"), object.at("recognised_ms"), object.at("engine")}));
    if (what == "first_sound")
      told.push_back(JsonText(
          json::array{object.at("ago_ms"), object.at("waited_ms"), object.at("voice_ms")}));
  }
  EXPECT_THAT(told, testing::ElementsAre(R"([700,200,"moonshine"])", "[3000,900,150]"));
  EXPECT_EQ(call.Data(type::kCallTurn, "engine"), "") << "it is no part of the event";
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

/// A call whose line is open, and of which nobody knows who listens.
struct UnprovenCall : CallScript {
  explicit UnprovenCall(bool leave_message = false) {
    settings.person_first = true;
    at.call.leave_message = leave_message;
    Ring(*this);
    Ask(*this);
    OpenLine(1, SpeechTrust::kNone);
  }
  static void Ring(CallScript& call) {
    call.Time();
    call.Placed();
    call.StatusCame(CallStatus::kInProgress, 2);
  }
  static void Ask(CallScript& call) {
    call.Feed(WordsWanted{.leg = call.LegOf(), .by = WordsWanted::By::kLiveOpen});
  }
  const Transition& Hear(Heard heard) {
    if (heard.engine.empty()) heard.engine = "tiny 1";
    heard.trust = SpeechTrust::kNone;
    return HearOnLine(std::move(heard), AllHeard());
  }
  bool Told() const { return Said().find("nginx") != std::string::npos; }
};

TEST_F(LiveCall, NothingOfTheAlertIsToldBeforeAPersonWasHeard) {
  using std::chrono::milliseconds;
  const std::vector<Heard> proofs = {{.speech = "Hello?", .length = milliseconds(600)},
                                     {.speech = "yes", .length = milliseconds(300)},
                                     {.digits = "1"}};
  for (const auto& proof : proofs) {
    UnprovenCall call;
    EXPECT_FALSE(call.Told()) << call.Said();
    EXPECT_TRUE(call.last.reply->ask->unproven);
    const auto stored = FromRow(ToRow(call.at.call));
    ASSERT_TRUE(stored && stored->talk.unproven && stored->talk.last.ask->unproven);
    call.Hear(proof);
    EXPECT_TRUE(call.Told()) << proof.digits << proof.speech;
    EXPECT_FALSE(call.last.reply->ask->unproven);
    EXPECT_EQ(call.at.call.talk.step, Step::kChoose) << "what was said before chooses nothing";
    call.Hear({.digits = "2"});
    call.Hear({.digits = "1"});
    EXPECT_EQ(call.Count(type::kDecisionMade), 1);
  }
}

TEST_F(LiveCall, WhoSaysNothingIsAskedAgainAndThenLeft) {
  UnprovenCall call;
  for (int i = 1; i < call.settings.max_silences; ++i) {
    call.Hear({});
    EXPECT_FALSE(call.Told());
    EXPECT_TRUE(call.last.reply->ask);
  }
  call.Hear({});
  EXPECT_FALSE(call.Told());
  EXPECT_FALSE(call.last.reply->ask);
  call.CloseLine(kSpoken, call.AllHeard());
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "no_input");
}

TEST_F(LiveCall, APersonToTheCarrierIsToldAtOnce) {
  UnprovenCall call;
  call.Machine(AnsweredBy::kHuman);
  ASSERT_EQ(call.Commands<MoveCall>(), 1);
  EXPECT_TRUE(std::get<MoveCall>(call.commands.back()).gently);
  call.Feed(WordsWanted{.leg = call.LegOf(), .by = WordsWanted::By::kLiveLine});
  EXPECT_TRUE(call.Told());
  EXPECT_EQ(call.last.reply->ask->turn, 2);

  // The line was elsewhere: its silence tells.
  UnprovenCall away;
  away.Machine(AnsweredBy::kHuman);
  away.Hear({});
  EXPECT_TRUE(away.Told());

  // The verdict was there first.
  CallScript before;
  before.settings.person_first = true;
  UnprovenCall::Ring(before);
  before.Machine(AnsweredBy::kHuman);
  UnprovenCall::Ask(before);
  before.OpenLine(1);
  EXPECT_THAT(before.Said(), HasSubstr("nginx"));
}

TEST_F(LiveCall, ALongGreetingABeepAndAMachinesWordsAreABox) {
  using std::chrono::milliseconds;
  const std::vector<Heard> boxes = {
      {.speech = "Hi this is Bob I cannot come to the phone", .length = milliseconds(2'600)},
      {.speech = "approve", .length = milliseconds(2'600)},
      {.speech = "Please leave a message after the tone.", .length = milliseconds(1'500)},
      {.beep = true}};
  for (const auto& box : boxes) {
    UnprovenCall call;
    call.Hear(box);
    EXPECT_FALSE(call.Told()) << call.Said();
    EXPECT_FALSE(call.last.reply->ask) << box.speech;
    call.CloseLine(kSpoken, call.AllHeard());
    call.StatusCame(CallStatus::kCompleted, 3);
    EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "voicemail");
    EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  }
}

TEST_F(LiveCall, AMessageIsLeftAfterTheBeep) {
  using std::chrono::milliseconds;
  const Heard greeting{.speech = "Hi this is Bob", .length = milliseconds(4'000)};
  {
    UnprovenCall call(true);
    call.Hear(greeting);
    ASSERT_TRUE(call.last.reply->ask && call.last.reply->say.empty()) << "the box still speaks";
    call.Hear({.beep = true});
    EXPECT_THAT(call.Said(), HasSubstr("Please look at your alerts"));
    EXPECT_FALSE(call.last.reply->ask);
  }
  {
    UnprovenCall call(true);
    call.Hear(greeting);
    call.Hear({});
    EXPECT_FALSE(call.last.reply->ask) << "no beep came";
  }
  {
    UnprovenCall call(true);
    call.Hear(greeting);
    call.Hear({.digits = "5"});
    EXPECT_TRUE(call.Told()) << "no box presses keys";
  }
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
