#include <gmock/gmock.h>

#include "fakes/media_world.hpp"
#include "fakes/scripted_realtime.hpp"

// A line whose conversation is a service's: it hears the person, answers and speaks by itself.

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class LineSessionTest : public MediaWorld {
 protected:
  LineEngines Engines() override {
    auto engines = MediaWorld::Engines();
    engines.realtime = &service_;
    return engines;
  }
  /// What the owner does with a turn, or at the beginning.
  void Perform(std::vector<std::string> say = {}, bool open = true) {
    line_->Perform({.say = std::move(say),
                    .listen = Listening{.turn = ++turn_, .free_speech = true, .converses = true},
                    .open = open,
                    .fillers = {"One moment."}});
    loop_.Work();
  }
  bool Converse(int number, LineAsk ask = {}) {
    ask.number = number;
    if (ask.messages.empty())
      ask.messages = {{.role = LanguageMessage::Role::kSystem, .text = "You are a clinic."}};
    const bool taken = line_->Converse(std::move(ask));
    loop_.Work();
    return taken;
  }
  /// The conversation begins with an answer of the service's.
  void Begin() {
    Perform();
    ASSERT_TRUE(Converse(1));
    service_.to->OnReady();
  }
  void TheOwnerTakes(int number) {
    Perform();
    ASSERT_TRUE(Converse(number, {.heard = true}));
  }
  fakes::ScriptedRealtime service_;
};

TEST_F(LineSessionTest, GreetsHearsAndAnswers) {
  Begin();
  EXPECT_EQ(service_.asked, 1) << "as soon as it is ready";
  EXPECT_EQ(service_.opened[0].messages[0].text, "You are a clinic.");
  EXPECT_EQ(service_.opened[0].end_after, 500ms);
  service_.Answer("a1", "Good day.");
  ASSERT_EQ(keeper_->answers.size(), 1U);
  EXPECT_EQ(keeper_->answers[0].number, 1);
  EXPECT_EQ(keeper_->answers[0].answer->text, "Good day.");
  EXPECT_EQ(keeper_->answers[0].engine, "scripted realtime");
  Live(2s);
  EXPECT_EQ(side_->heard.size(), 7'200U) << "all of it, once";
  EXPECT_GT(service_.heard, 15'000U) << "silence too";

  service_.Turn("t1", "What does it cost?");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].turn, 1);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "What does it cost?");
  EXPECT_TRUE(keeper_->turns[0].heard.answered);
  EXPECT_EQ(keeper_->turns[0].of_us.said, "Good day.");
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "Good day.");
  service_.Answer("a2", "Ten euros.");
  EXPECT_EQ(keeper_->answers.size(), 1U) << "the owner has not asked yet";
  TheOwnerTakes(2);
  ASSERT_EQ(keeper_->answers.size(), 2U);
  EXPECT_EQ(keeper_->answers[1].number, 2);
  EXPECT_EQ(keeper_->answers[1].answer->text, "Ten euros.");
  EXPECT_EQ(service_.asked, 1) << "it answers by itself";
  Live(2s);
  EXPECT_EQ(side_->heard.size(), 15'200U);
  EXPECT_TRUE(voice_.asked.empty()) << "our own voice says nothing";
  EXPECT_EQ(service_.opened.size(), 1U);
}

TEST_F(LineSessionTest, WhoSpeaksIntoAnAnswerCutsItWhereItWasHeard) {
  Begin();
  service_.Answer("a1", "We are open on Monday and on Friday.");
  Live(1s);
  service_.to->OnPersonBegins();
  ASSERT_EQ(service_.cuts.size(), 1U);
  EXPECT_EQ(service_.cuts[0].item, "a1");
  EXPECT_NEAR(static_cast<double>(service_.cuts[0].heard.count()), 1'000, 40);
  EXPECT_FALSE(side_->cleared_at.empty());
  const auto heard = side_->heard.size();
  service_.to->OnAnswerSound("a1", Sound(8'000, 1'000));
  Live(1s);
  EXPECT_EQ(side_->heard.size(), heard) << "what comes late is not played";
  service_.to->OnPersonEnds("t1");
  service_.to->OnPersonSaid("t1", "And on Tuesday?");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "We are") << "whole words";
  EXPECT_EQ(keeper_->turns[0].of_us.said, "We are open on Monday and on Friday.");
}

TEST_F(LineSessionTest, OurEarStopsAtOnceAndGoesOnWhereTheServiceHeardNobody) {
  Begin();
  service_.Answer("a1", "We are open on Monday and on Friday.");
  Live(1s);
  Live(400ms, kLoud);
  EXPECT_FALSE(side_->cleared_at.empty()) << "before the service says anything";
  EXPECT_THAT(service_.cuts, IsEmpty());
  Live(6s);
  EXPECT_EQ(side_->heard.size() / 800, 36U) << "to its end, at the exact sample";
  EXPECT_TRUE(ears_.asked.empty());
  EXPECT_TRUE(keeper_->turns.empty());
}

TEST_F(LineSessionTest, WordsThatComeBehindTheAnswerAreToldBeforeIt) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.to->OnPersonBegins();
  service_.to->OnPersonEnds("t1");
  service_.Answer("a2", "Ten euros.");
  EXPECT_TRUE(keeper_->turns.empty());
  service_.to->OnPersonSaid("t1", "How much?");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  TheOwnerTakes(2);
  ASSERT_EQ(keeper_->answers.size(), 2U);
}

TEST_F(LineSessionTest, WordsThatNeverComeAreNotWaitedForForEver) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.to->OnPersonBegins();
  service_.to->OnPersonEnds("t1");
  service_.Answer("a2", "Pardon?");
  Live(3'100ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "(words that were not understood)");
}

TEST_F(LineSessionTest, AToolsResultGoesOnInTheSameSession) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  ASSERT_EQ(keeper_->answers.size(), 1U);
  EXPECT_EQ(keeper_->answers[0].answer->calls[0].name, "find_times");
  Live(2s);
  Perform();
  ASSERT_TRUE(Converse(
      2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine", .call_id = "call_1"}}}));
  ASSERT_EQ(service_.told.size(), 1U);
  EXPECT_EQ(service_.told[0].text, "nine");
  EXPECT_EQ(service_.asked, 2);
  service_.Answer("a2", "At nine.");
  EXPECT_EQ(keeper_->answers.size(), 2U);
  EXPECT_EQ(service_.opened.size(), 1U);
}

TEST_F(LineSessionTest, OtherRulesAreForTheNextAnswerOfTheSameSession) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  Live(2s);
  Perform();
  const LanguageMessage rules{.role = LanguageMessage::Role::kSystem, .text = "You are a hotel."};
  const LanguageMessage said{.role = LanguageMessage::Role::kUser, .text = "Hello."};
  ASSERT_TRUE(Converse(2, {.messages = {rules, said}, .news = {said}}));
  EXPECT_EQ(service_.opened.size(), 1U);
  ASSERT_EQ(service_.changed.size(), 1U);
  EXPECT_EQ(service_.changed[0].messages[0].text, "You are a hotel.");
  EXPECT_EQ(service_.told.size(), 1U);
  EXPECT_EQ(service_.asked, 2);
  service_.Answer("a2", "The hotel.");
  service_.Turn("t1", "Thanks.");
  Perform();
  ASSERT_TRUE(Converse(3, {.messages = {rules}, .heard = true}));
  EXPECT_EQ(service_.changed.size(), 1U) << "these it has";
}

TEST_F(LineSessionTest, TheLanguageThatThePersonAskedForIsToldToTheSession) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.Turn("t1", "auf Deutsch bitte");
  Perform();
  ASSERT_TRUE(Converse(2, {.language = "de", .heard = true}));
  ASSERT_EQ(service_.changed.size(), 1U);
  EXPECT_EQ(service_.changed[0].language, "de");
  service_.Answer("a2", "Gern.");
  service_.Turn("t2", "danke");
  Perform();
  ASSERT_TRUE(Converse(3, {.heard = true}));
  EXPECT_EQ(service_.changed.size(), 1U) << "it stays";
}

TEST_F(LineSessionTest, WhoSpeaksAsAToolsResultComesIsAnsweredAndHearsTheResult) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  Live(2s);
  service_.Turn("t1", "Or on Monday?");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  service_.to->OnAnswerBegins();
  // The owner had asked for an answer to the result before it was told of the turn.
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine"}}}));
  EXPECT_EQ(service_.told.size(), 1U);
  EXPECT_EQ(service_.asked, 2) << "to the result, beside the one to the turn";
  service_.Piece("a2", "Monday is full.");
  service_.to->OnAnswerEnds({.text = "Monday is full."});
  EXPECT_EQ(keeper_->answers.size(), 1U) << "nothing of it belongs to the result";
  TheOwnerTakes(3);
  EXPECT_EQ(keeper_->answers.size(), 1U);
  service_.Answer("a3", "Tuesday at nine.");
  ASSERT_EQ(keeper_->answers.size(), 2U);
  EXPECT_EQ(keeper_->answers[1].number, 3);
  EXPECT_EQ(keeper_->answers[1].answer->text, "Monday is full. Tuesday at nine.");
  EXPECT_EQ(service_.opened.size(), 1U);
}

TEST_F(LineSessionTest, AResultThatComesBeforeTheWordsOfATurnIsAnsweredWithIt) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  Live(2s);
  service_.to->OnPersonBegins();
  service_.to->OnPersonEnds("t1");
  Perform();
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine"}}}));
  service_.Answer("a2", "Monday is full.");
  service_.to->OnPersonSaid("t1", "Or on Monday?");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  TheOwnerTakes(3);
  service_.Answer("a3", "Tuesday at nine.");
  ASSERT_EQ(keeper_->answers.size(), 2U);
  EXPECT_EQ(keeper_->answers[1].number, 3);
  EXPECT_EQ(keeper_->answers[1].answer->text, "Monday is full. Tuesday at nine.");
}

TEST_F(LineSessionTest, WhatAnswersTookThatNobodyIsToldOfIsToldWithTheTurn) {
  Begin();
  service_.to->OnPersonBegins();
  service_.to->OnAnswerBegins();
  service_.to->OnAnswerEnds(
      {.usage = LanguageUsage{.input_tokens = 100, .output_tokens = 7}, .cut = true});
  service_.to->OnPersonEnds("t1");
  service_.to->OnPersonSaid("t1", "Wait.");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  ASSERT_TRUE(keeper_->turns[0].of_us.tokens);
  EXPECT_EQ(keeper_->turns[0].of_us.tokens->output_tokens, 7);
  TheOwnerTakes(2);
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.Turn("t2", "Yes.");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_FALSE(keeper_->turns[1].of_us.tokens) << "all of them were told";
}

TEST_F(LineSessionTest, WhatTheLastAnswersTookIsToldAtTheEnd) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.to->OnAnswerBegins();
  service_.to->OnAnswerEnds({.text = "And?", .usage = LanguageUsage{.output_tokens = 9}});
  line_->OnEnd({});
  ASSERT_TRUE(keeper_->at_end.tokens);
  EXPECT_EQ(keeper_->at_end.tokens->output_tokens, 9);
}

TEST_F(LineSessionTest, LostFramesAreSilenceToTheService) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  const auto heard = service_.heard;
  loop_.Advance(100ms);
  side_->timestamp += 100ms;
  Live(20ms);
  EXPECT_EQ(service_.heard, heard + 120 * 8) << "its clock is the line's";
  loop_.Advance(100ms);
  Live(20ms);
  EXPECT_EQ(service_.heard, heard + 140 * 8) << "what only comes late is not lost";
}

TEST_F(LineSessionTest, AnOldSessionIsReplacedWhenNobodySpeaks) {
  Begin();
  service_.Answer("a1", "We are open on Monday and on Friday.");
  service_.to->OnRealtimeOld();
  Live(1s);
  EXPECT_EQ(service_.opened.size(), 1U) << "not in the midst of an answer";
  service_.Turn("t1", "And on Tuesday?");
  service_.Answer("a2", "No.");
  TheOwnerTakes(2);
  Live(1s);
  ASSERT_EQ(service_.opened.size(), 2U);
  std::vector<std::string> told;
  for (const auto& message : service_.opened[1].messages) told.push_back(message.text);
  EXPECT_THAT(told, ElementsAre("You are a clinic.", "No."));
  service_.to->OnReady();
  EXPECT_EQ(service_.asked, 1) << "it only listens";
  service_.Turn("t2", "Thanks.");
  TheOwnerTakes(3);
  service_.Answer("b1", "Goodbye.");
  ASSERT_EQ(keeper_->answers.size(), 3U);
  EXPECT_EQ(service_.opened.size(), 2U);
}

TEST_F(LineSessionTest, AnOldSessionWaitsForTheToolThatItHasCalled) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  service_.to->OnRealtimeOld();
  Live(3s);
  EXPECT_EQ(service_.opened.size(), 1U);
  Perform();
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine"}}}));
  service_.Answer("a2", "At nine.");
  Live(2s);
  EXPECT_EQ(service_.opened.size(), 2U);
}

TEST_F(LineSessionTest, KeysAreATurnThatTheServiceIsToldOf) {
  Begin();
  service_.Answer("a1", "We are open on Monday and on Friday.");
  Live(1s);
  Tell("key 5");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "5");
  EXPECT_FALSE(keeper_->turns[0].heard.answered);
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "We are");
  EXPECT_EQ(service_.cuts.size(), 1U);
  Perform();
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kUser, .text = "pressed 5"}}}));
  EXPECT_EQ(service_.told[0].text, "pressed 5");
  EXPECT_EQ(service_.asked, 2);
}

TEST_F(LineSessionTest, SilenceIsATurnAndOurVoiceAsksIntoIt) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  Live(6'100ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(keeper_->turns[0].heard.Silent());
  Perform({"Are you there?"}, false);
  Live(3s);
  EXPECT_THAT(voice_.asked, ElementsAre("Are you there?"));
  EXPECT_TRUE(service_.open) << "who speaks now is heard by it";
  service_.Turn("t1", "Yes.");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_EQ(keeper_->turns[1].of_us.said, "Are you there?");
}

TEST_F(LineSessionTest, AServiceThatIsNotReadyInTimeIsGivenUp) {
  Perform();
  ASSERT_TRUE(Converse(1));
  Live(1'600ms);
  ASSERT_EQ(keeper_->answers.size(), 1U);
  EXPECT_FALSE(keeper_->answers[0].answer) << "somebody else is to answer";
  EXPECT_EQ(metrics_.Value("tocsin_provider_errors_total{provider=scripted,part=realtime}"), 1);
  EXPECT_FALSE(service_.open);
  line_->Append("Good day.", true);
  Live(2s);
  EXPECT_EQ(voice_.asked.back(), "Good day.");
  ears_.WillHear("hello");
  Live(600ms, kLoud);
  Live(800ms);
  ASSERT_EQ(keeper_->turns.size(), 1U) << "ears of our own hear from here on";
  EXPECT_EQ(keeper_->turns[0].heard.speech, "hello");
  Perform();
  EXPECT_FALSE(Converse(2)) << "for this call";
}

TEST_F(LineSessionTest, ALostSessionIsOpenedOnceMoreAndToldWhatWasSaid) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(6s);
  service_.Turn("t1", "How much?");
  TheOwnerTakes(2);
  service_.to->OnRealtimeEnd({ErrorKind::kTransient, "cut off", "realtime"});
  ASSERT_EQ(service_.opened.size(), 2U);
  service_.to->OnReady();
  EXPECT_EQ(service_.asked, 2) << "what was asked is asked there";
  service_.Answer("b1", "Ten euros.");
  ASSERT_EQ(keeper_->answers.size(), 2U);
  EXPECT_EQ(keeper_->answers[1].number, 2);
  service_.to->OnRealtimeEnd({ErrorKind::kTransient, "cut off", "realtime"});
  EXPECT_EQ(service_.opened.size(), 2U) << "one that is so young ends again";
}

TEST_F(LineSessionTest, AnAnswerThatHasBegunIsHeardToItsEndWhenTheSessionIsLost) {
  Begin();
  service_.to->OnAnswerBegins();
  service_.Piece("a1", "We are open");
  service_.to->OnRealtimeEnd({ErrorKind::kTransient, "cut off", "realtime"});
  ASSERT_EQ(keeper_->answers.size(), 1U);
  EXPECT_EQ(keeper_->answers[0].answer->text, "We are open");
  Live(3s);
  EXPECT_EQ(side_->heard.size(), 8'800U);
  Live(6s);
  EXPECT_EQ(keeper_->turns.size(), 1U) << "silence";
}

TEST_F(LineSessionTest, AnAnswerWithoutWordsIsNone) {
  Begin();
  service_.to->OnAnswerBegins();
  service_.to->OnAnswerEnds({});
  ASSERT_EQ(keeper_->answers.size(), 1U);
  EXPECT_FALSE(keeper_->answers[0].answer) << "somebody else is to answer";
}

TEST_F(LineSessionTest, AKeyWhileThePersonSpeaksIsATurnBeforeTheirs) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.to->OnPersonBegins();
  Tell("key 5");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  service_.to->OnPersonEnds("t1");
  service_.to->OnPersonSaid("t1", "five");
  Perform();
  ASSERT_TRUE(Converse(2));
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_EQ(keeper_->turns[1].heard.speech, "five");
  EXPECT_EQ(keeper_->turns[1].of_us.said, "") << "that was told with the key";
}

TEST_F(LineSessionTest, WhatTheServiceTookForNoSpeechIsNoAnswerToAQuestion) {
  Begin();
  service_.Answer("a1", "We are open on Monday and on Friday.");
  Live(1s);
  Live(400ms, kLoud);
  Live(1s);
  line_->Perform({.say = {"Shall I?"},
                  .listen = Listening{.turn = ++turn_, .phrases = {"approve"}},
                  .follows = true});
  ears_.WillHear("approve");
  Live(60ms, kLoud);
  Live(6s);
  EXPECT_TRUE(ears_.asked.empty()) << "a noise fades, and what was said before is forgotten";
}

TEST_F(LineSessionTest, WhatBeginsWhileSomebodySpeaksIsCutAndNotTold) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  Live(2s);
  service_.to->OnPersonBegins();
  Perform();
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine"}}}));
  service_.to->OnAnswerBegins();
  EXPECT_FALSE(service_.cuts.empty());
  service_.to->OnAnswerEnds({.cut = true});
  service_.to->OnPersonEnds("t1");
  service_.to->OnPersonSaid("t1", "Hello?");
  EXPECT_EQ(keeper_->answers.size(), 1U);
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

TEST_F(LineSessionTest, ASessionOpenedAgainToListenIsOpenedWithAllThatIsAsked) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  Live(6s);
  service_.to->OnRealtimeEnd({ErrorKind::kTransient, "cut off", "realtime"});
  ASSERT_EQ(service_.opened.size(), 2U);
  service_.to->OnReady();
  Perform();
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine"}}}));
  EXPECT_EQ(service_.opened.size(), 3U) << "the one between knows of no tool";
  service_.to->OnReady();
  EXPECT_EQ(service_.asked, 2);
}

TEST_F(LineSessionTest, ANoiseAtTheEndOfAnAnswerSilencesNothingBehindIt) {
  Begin();
  service_.Answer("a1", "Let me look.", {{.id = "c9", .name = "find_times", .arguments = "{}"}});
  Live(1180ms);
  Live(40ms, kMaybe);
  Live(2s);
  Perform();
  ASSERT_TRUE(Converse(2, {.news = {{.role = LanguageMessage::Role::kTool, .text = "nine"}}}));
  const auto heard = side_->heard.size();
  service_.Answer("a2", "At nine.");
  Live(2s);
  EXPECT_EQ(side_->heard.size(), heard + 6'400);
}

TEST_F(LineSessionTest, BehindItsGoodbyeItHearsNothingMore) {
  Begin();
  service_.Answer("a1", "Goodbye.", {{.id = "c1", .name = "end_conversation", .arguments = "{}"}});
  Live(40ms);
  const auto heard = service_.heard;
  Live(2s);
  EXPECT_EQ(service_.heard, heard);
  EXPECT_FALSE(service_.open) << "when all was heard";
  EXPECT_EQ(side_->heard.size(), 6'400U);
}

TEST_F(LineSessionTest, AnotherConversationBehindAGoodbyeHasASessionOfItsOwn) {
  Begin();
  service_.Answer("a1", "Goodbye.", {{.id = "c1", .name = "end_conversation", .arguments = "{}"}});
  Live(40ms);
  Perform();
  ASSERT_TRUE(Converse(2));
  ASSERT_EQ(service_.opened.size(), 2U) << "the first one waits for what came of its goodbye";
  service_.to->OnReady();
  service_.Answer("b1", "Welcome.");
  ASSERT_EQ(keeper_->answers.size(), 2U);
  EXPECT_EQ(keeper_->answers[1].number, 2);
  Live(3s);
  const auto heard = service_.heard;
  Live(1s);
  EXPECT_GT(service_.heard, heard) << "it hears the caller";
}

TEST_F(LineSessionTest, WhoIsSaidToSpeakAndIsNotHeardIsNotWaitedForForEver) {
  Begin();
  service_.Answer("a1", "Hello.");
  Live(1s);
  service_.to->OnPersonBegins();
  Live(13s);
  ASSERT_EQ(keeper_->turns.size(), 1U) << "then silence is a turn";
}

TEST_F(LineSessionTest, AnotherTaskEndsTheSession) {
  Begin();
  service_.Answer("a1", "Goodbye.");
  line_->Perform({.say = {"Thank you."}, .follows = true});
  EXPECT_FALSE(service_.open);
  Live(4s);
  ASSERT_TRUE(keeper_->ended);
  EXPECT_EQ(keeper_->at_end.said, "Thank you.");
  EXPECT_EQ(side_->heard.size(), 6'400U + LengthOf("Thank you.")) << "both to their end";
}

TEST_F(LineSessionTest, WhoMayNotInterruptIsNotHeardMeanwhile) {
  line_->Perform({.listen = Listening{.turn = ++turn_,
                                      .free_speech = true,
                                      .converses = true,
                                      .taking = {.barge_in = false}},
                  .open = true});
  ASSERT_TRUE(Converse(1));
  service_.to->OnReady();
  service_.Answer("a1", "This call is recorded.");
  Live(1s);
  const auto heard = service_.heard;
  service_.to->OnPersonBegins();
  EXPECT_THAT(service_.cuts, IsEmpty());
  EXPECT_EQ(heard, service_.heard);
  Live(3s);
  EXPECT_GT(service_.heard, heard) << "behind it they are";
}

TEST_F(LineSessionTest, OneThatOnlyListensIsReadyForWhatThePersonSays) {
  Perform({"Good day."}, false);
  ASSERT_TRUE(Converse(0, {.silently = true}));
  service_.to->OnReady();
  EXPECT_EQ(service_.asked, 0);
  Live(3s);
  EXPECT_THAT(voice_.asked, ElementsAre("Good day."));
  service_.Turn("t1", "Hello.");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "Good day.");
}

}  // namespace
}  // namespace tocsin::voice
