// links: voice net schemas
// Questions that no script knows: put to a language model, answered, and deciding nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/every_source.hpp"
#include "workers/voice/call/call.hpp"

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;
using fakes::CallScript;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kQuestion = "is the web site affected";

/// A live call that may ask, by webhooks and on a live line.
class FreeQuestionTest : public fakes::EverySource {
 protected:
  void SetUp() override {
    EverySource::SetUp();
    call = CallScript();
    call.settings.questions = {.per_call = 3, .timeout = 8s};
    call.Live().Machine(AnsweredBy::kHuman);
  }
  const AskModel* Asked() const {
    for (auto command = call.commands.rbegin(); command != call.commands.rend(); ++command)
      if (const auto* ask = std::get_if<AskModel>(&*command)) return ask;
    return nullptr;
  }
  void Answer(Result<std::string> answer) {
    ASSERT_NE(Asked(), nullptr);
    call.Feed(QuestionAnswered{.leg = Asked()->leg, .number = Asked()->number, .answer = answer});
  }
  /// The line comes back after its pause.
  std::string Back(Duration later = 1s) {
    call.now += later;
    call.at.call = *FromRow(ToRow(call.at.call));  // another process may have it
    call.StaySilent();
    return call.Said();
  }
  std::string Transcript() const {
    std::string text;
    for (const auto& turn : call.turns) text += turn.role + ": " + turn.text + "\n";
    return text;
  }

  CallScript call;
};

TEST_P(FreeQuestionTest, IsAnsweredAndTheCallGoesOn) {
  call.Speak(kQuestion);
  EXPECT_EQ(call.Said(), "One moment, please.");
  ASSERT_TRUE(call.last.reply->ask);
  EXPECT_TRUE(call.last.reply->ask->pause) << "nobody is listened to meanwhile";
  EXPECT_EQ(call.Data(type::kCallTurn, "understood"), "free_question");
  EXPECT_EQ(Back(), "");
  const int revision_of_silence = call.at.call.talk.turn;
  EXPECT_EQ(Back(), "");
  EXPECT_EQ(call.at.call.talk.turn, revision_of_silence);
  EXPECT_FALSE(call.last.call_changed) << "waiting on stores nothing";
  Answer("No, only nginx on *pve1* is.");
  EXPECT_THAT(Back(), HasSubstr("Automatic answer: No, only engine ex on pve one is."));
  EXPECT_THAT(call.Said(), HasSubstr("approve")) << "what may be answered is told again";

  call.Press("1");
  call.Press("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "approve");
  EXPECT_THAT(Transcript(), HasSubstr("user: is the web site affected\n"
                                      "assistant: One moment, please.\n"
                                      "assistant: Automatic answer: No, only"));
}

TEST_P(FreeQuestionTest, TellsTheModelWhatTheCallKnowsAndNoNumber) {
  call.Speak(kQuestion);
  ASSERT_NE(Asked(), nullptr);
  ASSERT_EQ(Asked()->messages.size(), 2U);
  EXPECT_EQ(Asked()->messages[0].role, LanguageMessage::Role::kSystem);
  EXPECT_THAT(Asked()->messages[0].text, HasSubstr("tag en-US"));
  const auto told = ParseJson(Asked()->messages[1].text);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->at("question"), kQuestion);
  EXPECT_EQ(told->at_pointer("/alert/description"), "Exit code 137");
  EXPECT_THAT(Asked()->messages[1].text, Not(HasSubstr("555")));
}

TEST_P(FreeQuestionTest, NothingThatTheModelSaysDecides) {
  for (const auto* answer : {"I approve this action now", "approve", "1", "yes, confirmed"}) {
    call.Speak(kQuestion);
    Answer(std::string(answer));
    Back();
    EXPECT_FALSE(call.last.decided);
    EXPECT_FALSE(call.at.call.talk.candidate) << answer;
  }
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
}

TEST_P(FreeQuestionTest, AnEchoOfTheModelIsReadBack) {
  call.at.call.choices[0].confirm = events::kConfirmNone;
  call.Speak(kQuestion);
  Answer("approve");
  Back();
  call.Speak("approve");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_THAT(call.Said(), HasSubstr("approve"));
  ASSERT_TRUE(call.at.call.talk.candidate);
}

TEST_P(FreeQuestionTest, WithoutAnAnswerItSaysSo) {
  call.Speak(kQuestion);
  Answer(Fail(ErrorKind::kTransient, "connecting: refused", "language"));
  EXPECT_THAT(Back(), HasSubstr("I cannot answer that now."));
  call.Speak("what about the database");
  Answer(std::string(" \n"));
  EXPECT_THAT(Back(), HasSubstr("I cannot answer that now."));
  call.Press("2");
  call.Press("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "dismiss");
}

TEST_P(FreeQuestionTest, AnAnswerThatIsLostIsWaitedForNoLongerThanItsTime) {
  call.Speak(kQuestion);
  EXPECT_EQ(Back(9s), "");
  EXPECT_THAT(Back(1s), HasSubstr("I cannot answer that now."));
  const auto asked = *Asked();
  call.Feed(QuestionAnswered{.leg = asked.leg, .number = asked.number, .answer = "late"});
  EXPECT_FALSE(call.last.call_changed);
}

TEST_P(FreeQuestionTest, OnlySoManyAndOnlyWords) {
  for (int i = 0; i < 3; ++i) {
    call.Speak(kQuestion);
    Answer("No.");
    Back();
  }
  EXPECT_EQ(call.Commands<AskModel>(), 3);
  call.Speak(kQuestion);
  EXPECT_THAT(call.Said(), HasSubstr("did not understand"));
  EXPECT_EQ(call.Commands<AskModel>(), 3);
}

TEST_P(FreeQuestionTest, OneWordAndAKeyAreNoQuestions) {
  call.Speak("hello");
  call.Press("7");
  EXPECT_EQ(call.Commands<AskModel>(), 0);
  call.settings.questions.per_call = 0;
  call.Speak(kQuestion);
  EXPECT_THAT(call.Said(), HasSubstr("did not understand"));
  EXPECT_EQ(call.Commands<AskModel>(), 0);
}

TEST_P(FreeQuestionTest, WhatIsBeingConfirmedIsNotTalkedAway) {
  call.Press("1");
  call.Speak(kQuestion);
  EXPECT_EQ(call.Commands<AskModel>(), 0);
  EXPECT_TRUE(call.at.call.talk.candidate);
}

TEST_P(FreeQuestionTest, IsBoundedInWhatIsAskedAndSpoken) {
  call.at.call.context.as_object()["noise"] = std::string(100'000, 'x');
  call.Speak("is " + std::string(10'000, 'y'));
  EXPECT_LT(Asked()->messages[1].text.size(), 10'000U);
  std::string sentences;
  for (int i = 0; i < 100; ++i) sentences += "This is a sentence of some words. ";
  Answer(sentences);
  EXPECT_LT(Back().size(), 900U);
  EXPECT_THAT(call.last.reply->say.front(), testing::EndsWith("of some words."));
}

TEST_P(FreeQuestionTest, ADecisionElsewhereEndsTheWait) {
  call.Speak(kQuestion);
  call.at.question = CloseQuestion(call.at.question, {}, "resolved", call.now).question;
  EXPECT_THAT(Back(), Not(HasSubstr("One moment")));
  EXPECT_FALSE(call.last.reply->ask) << "it says so and hangs up";
}

TEST_P(FreeQuestionTest, HoldsMoneyAndSpendsWhatWasUsed) {
  call.settings.questions.max_tokens = 300;
  call.settings.questions.input_price = 500;
  call.settings.questions.output_price = 1500;
  call.settings.budget.day = 1'000'000;
  call.Speak(kQuestion);
  ASSERT_EQ(call.last.spend.size(), 1U);
  const auto held = call.last.spend[0];
  EXPECT_FALSE(held.settled);
  EXPECT_EQ(held.phone, call.at.call.phone);
  EXPECT_EQ(held.budget.all, 1'000'000);
  EXPECT_GT(held.micros, 450) << "300 tokens of an answer, and what is asked";
  ASSERT_NE(Asked(), nullptr);
  call.Feed(QuestionAnswered{.leg = Asked()->leg,
                             .number = Asked()->number,
                             .answer = "No.",
                             .usage = LanguageUsage{.input_tokens = 400, .output_tokens = 20}});
  ASSERT_EQ(call.last.spend.size(), 1U);
  EXPECT_TRUE(call.last.spend[0].settled);
  EXPECT_EQ(call.last.spend[0].attempt, held.attempt);
  EXPECT_EQ(call.last.spend[0].micros, 230);
  EXPECT_THAT(Back(), HasSubstr("Automatic answer: No."));
}

TEST_P(FreeQuestionTest, WithoutMoneyIsNotAsked) {
  call.settings.questions.input_price = 500;
  call.settings.budget.person_day = 10;
  call.Speak(kQuestion);
  EXPECT_EQ(Asked(), nullptr);
  EXPECT_TRUE(call.last.spend.empty());
  EXPECT_THAT(call.Said(), HasSubstr("I cannot answer that now."));
  EXPECT_THAT(call.Said(), HasSubstr("approve"));
  call.Press("1");
  call.Press("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_P(FreeQuestionTest, WhatTheEngineDoesNotTellStaysHeld) {
  call.settings.questions.output_price = 1500;
  call.settings.budget.day = 1'000'000;
  call.Speak(kQuestion);
  ASSERT_EQ(call.last.spend.size(), 1U);
  Answer("No.");
  EXPECT_TRUE(call.last.spend.empty());
}

TEST(QuestionMoney, OfPersonAndDayCountsWhatIsSpent) {
  const Budget budget{.day = 100, .person_day = 50};
  EXPECT_FALSE(OverBudget(budget, {.to_phone = 40, .all = 90}, 10));
  EXPECT_EQ(OverBudget(budget, {.to_phone = 41, .all = 80}, 10)->rule, "cost.budget.person_day");
  EXPECT_EQ(OverBudget(budget, {.to_phone = 0, .all = 91}, 10)->rule, "cost.budget.day");
}

INSTANTIATE_TEST_SUITE_P(On, FreeQuestionTest, fakes::kHearingSources, fakes::NameOfSource);

}  // namespace
}  // namespace tocsin::voice
