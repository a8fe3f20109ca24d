// links: voice net schemas
// A conversation that a service on the live line leads: what it is asked and told, and who else is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/inbound_call.hpp"

namespace tocsin::voice {
namespace {

using fakes::InboundCall;
using testing::ElementsAre;
using testing::IsEmpty;

class LineConversing : public testing::Test {
 protected:
  void SetUp() override {
    call.settings.questions = {.per_call = 3};
    call.settings.realtime = QuestionLimits{.per_call = 1};
    call.settings.live_languages = {"en"};
    call.Ring();
    call.OpenLine();
  }
  voice::Leg Leg() const { return call.LegAs(CallStatus::kInProgress); }
  void Converse(events::Converse converse, std::string say = {}) {
    call.Converse(std::move(converse), std::move(say));
    call.Feed(WordsWanted{.leg = Leg(), .by = WordsWanted::By::kLiveLine, .of_us = HeardOfUs{}});
  }
  static events::Converse Told() { return {.instructions = "You are a receptionist."}; }
  void Hears(Heard heard, const std::string& said = {}) {
    call.now += std::chrono::seconds(2);
    call.Feed(TurnHeard{.leg = Leg(),
                        .turn = call.at.call.talk.turn,
                        .heard = std::move(heard),
                        .of_us = HeardOfUs{.said = said, .heard = said}});
  }
  void Answers(std::string answer, std::vector<LanguageToolCall> calls = {}) {
    call.Feed(QuestionAnswered{.leg = Leg(),
                               .number = Asked().number,
                               .answer = std::move(answer),
                               .calls = std::move(calls),
                               .engine = "realtime",
                               .by_line = true});
  }
  const AskModel& Asked() const {
    static const AskModel kNone;
    const auto* ask = call.Asked();
    EXPECT_NE(ask, nullptr) << "nothing was asked";
    return ask == nullptr ? kNone : *ask;
  }
  std::vector<std::string> News() const {
    std::vector<std::string> news;
    for (const auto& message : Asked().line->news) news.push_back(message.text);
    return news;
  }
  InboundCall call;
};

TEST_F(LineConversing, TheServiceIsAskedToBeginAndAnswersWhatItHears) {
  Converse(Told());
  ASSERT_TRUE(Asked().line);
  EXPECT_FALSE(Asked().line->heard);
  EXPECT_TRUE(call.last.reply->ask->converses);
  EXPECT_EQ(call.last.reply->stream, 1);
  Answers("Good day.");
  Hears({.speech = "how much is it", .answered = true}, "Good day.");
  EXPECT_EQ(Asked().number, 2);
  EXPECT_TRUE(Asked().line->heard) << "it answers already";
  EXPECT_THAT(News(), IsEmpty());
  EXPECT_EQ(Asked().messages.back().text, "how much is it") << "for who else may have to answer";
  EXPECT_EQ(call.last.reply->stream, 2);
}

TEST_F(LineConversing, TheWorkflowsOwnWordsComeFirstAndItListensToTheAnswer) {
  Converse(Told(), "This call is recorded.");
  EXPECT_EQ(call.Said(), "This call is recorded.");
  ASSERT_TRUE(Asked().line);
  EXPECT_TRUE(Asked().line->silently);
  EXPECT_TRUE(call.last.reply->ask->converses);
  EXPECT_EQ(call.last.reply->stream, 0);
  Hears({.speech = "fine", .answered = true}, "This call is recorded.");
  EXPECT_FALSE(Asked().line->silently);
  EXPECT_TRUE(Asked().line->heard);
}

TEST_F(LineConversing, ItIsToldWhatItCannotHaveHeard) {
  Converse(Told());
  Answers("Press a key or speak.");
  Hears({.digits = "5"}, "Press a key or speak.");
  EXPECT_FALSE(Asked().line->heard);
  EXPECT_THAT(News(), ElementsAre("pressed 5"));
  Answers("Five it is.");
  Hears({.speech = "who heard me was not you"}, "Five it is.");
  EXPECT_THAT(News(), ElementsAre("who heard me was not you")) << "and nothing twice";
}

TEST_F(LineConversing, AToolIsTheWorkflowsAndItsResultGoesBack) {
  auto told = Told();
  told.tools = {{.name = "look", .description = "", .parameters = {}}};
  Converse(told);
  Answers("Let me look.", {{.id = "c1", .name = "look", .arguments = "{}"}});
  ASSERT_TRUE(call.at.call.talk.conversation->tool);
  told.result = json::value("nine");
  told.has_result = true;
  Converse(told);
  EXPECT_THAT(News(), ElementsAre("nine"));
  EXPECT_FALSE(Asked().line->heard);
}

TEST_F(LineConversing, AStepMayWishForNone) {
  auto told = Told();
  told.realtime = false;
  Converse(told);
  EXPECT_FALSE(Asked().line);
  EXPECT_FALSE(call.last.reply->ask->converses);
}

TEST_F(LineConversing, WhereNoneIsSetUpTheModelIsAsked) {
  call.settings.realtime.reset();
  Converse(Told());
  EXPECT_FALSE(Asked().line);
}

TEST_F(LineConversing, ItsAnswersCostWhatItsPricesSay) {
  call.settings.questions.output_price = 1'000;
  call.settings.realtime->output_price = 20'000;
  Converse(Told());
  call.Feed(QuestionAnswered{.leg = Leg(),
                             .number = 1,
                             .answer = std::string("Good day."),
                             .usage = LanguageUsage{.input_tokens = 0, .output_tokens = 1'000},
                             .by_line = true});
  EXPECT_DOUBLE_EQ(call.at.call.talk.conversation->spent.value_or(0), 0.02);
}

TEST_F(LineConversing, WhatAnswersTookThatNobodyHeardIsCounted) {
  call.settings.budget.day = 100'000'000;
  call.settings.realtime->output_price = 20'000;
  Converse(Told());
  ASSERT_EQ(call.last.spend.size(), 1U);
  const auto held = call.last.spend[0].attempt;
  Heard heard{.speech = "wait", .answered = true};
  const auto cut = [&](int tokens) {
    call.Feed(TurnHeard{.leg = Leg(),
                        .turn = call.at.call.talk.turn,
                        .heard = heard,
                        .of_us = HeardOfUs{.tokens = LanguageUsage{.output_tokens = tokens}}});
  };
  cut(1'000);
  const auto settled = std::ranges::find(call.last.spend, true, &SpendRow::settled);
  ASSERT_NE(settled, call.last.spend.end());
  EXPECT_EQ(settled->attempt, held) << "the question that was given up with it";
  EXPECT_EQ(settled->micros, 20'000);
  Answers("Good day.");
  cut(500);
  EXPECT_EQ(std::ranges::count(call.last.spend, true, &SpendRow::settled), 0)
      << "that question is settled";
  call.Feed(QuestionAnswered{.leg = Leg(),
                             .number = Asked().number,
                             .answer = std::string("Ten euros."),
                             .usage = LanguageUsage{.output_tokens = 1'000},
                             .by_line = true});
  ASSERT_EQ(call.last.spend.size(), 1U);
  EXPECT_EQ(call.last.spend[0].micros, 30'000) << "with the next one";
  EXPECT_DOUBLE_EQ(call.at.call.talk.conversation->spent.value_or(0), 0.05);
}

TEST_F(LineConversing, ALanguageThatIsAskedForIsSpokenByTheServiceAndKeptForOurOwnWords) {
  call.settings.live_languages = {"en", "de"};
  Converse(Told());
  EXPECT_THAT(Asked().line->rules, testing::HasSubstr("asks for another language"));
  Answers("Good day.");
  Hears({.speech = "auf Deutsch bitte", .answered = true}, "Good day.");
  EXPECT_EQ(Asked().line->language, "de");
  EXPECT_EQ(call.at.call.language, "de-DE");
  EXPECT_EQ(call.last.reply->language, "de-DE");
  EXPECT_THAT(Asked().messages[0].text, testing::HasSubstr("the tag de-DE"));
}

TEST_F(LineConversing, ALanguageThatOnlyTheServiceSpeaksIsNotRefused) {
  Converse(Told());
  Answers("Good day.");
  Hears({.speech = "auf Deutsch bitte", .answered = true}, "Good day.");
  EXPECT_EQ(call.last.reply->Text(), "") << "the service answers in it already";
  EXPECT_EQ(Asked().line->language, "de") << "it is written down in that one";
  EXPECT_EQ(call.at.call.language, "en-US") << "what is ours is said as before";
}

TEST_F(LineConversing, ANameIsUsedOnceTheServiceHasAskedAndThePersonHasSaidYes) {
  Converse(Told());
  Answers("Good day.");
  Hears({.speech = "my name is Sarah", .answered = true}, "Good day.");
  EXPECT_EQ(call.last.reply->Text(), "") << "it is the service's to ask";
  Answers("Sarah, is that right?");
  Hears({.speech = "yes", .answered = true}, "Sarah, is that right?");
  EXPECT_EQ(call.at.call.talk.conversation->name, "Sarah");
  EXPECT_THAT(Asked().messages[0].text, testing::HasSubstr("Sarah"));
}

TEST_F(LineConversing, AYesToAnotherQuestionConfirmsNoName) {
  Converse(Told());
  Answers("Good day.");
  Hears({.speech = "my name is Sarah", .answered = true}, "Good day.");
  Answers("Is Tuesday fine?");
  Hears({.speech = "yes", .answered = true}, "Is Tuesday fine?");
  EXPECT_EQ(call.at.call.talk.conversation->name, "");
}

TEST_F(LineConversing, AQuestionOfTheWorkflowsIsHeardByOurOwnEars) {
  Converse(Told());
  Answers("Good day.");
  call.Wants(events::kStepAsk, "Shall I book it?");
  call.Feed(WordsWanted{.leg = Leg(), .by = WordsWanted::By::kLiveLine, .of_us = HeardOfUs{}});
  ASSERT_TRUE(call.last.reply->ask);
  EXPECT_FALSE(call.last.reply->ask->converses) << "what it says decides nothing";
}

}  // namespace
}  // namespace tocsin::voice
