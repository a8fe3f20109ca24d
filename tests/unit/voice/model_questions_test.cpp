// What the model is asked, also before it is known that it will be.
#include "workers/voice/worker/model_questions.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_clock.hpp"
#include "fakes/held_engines.hpp"

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;

class ModelQuestionsTest : public testing::Test {
 protected:
  static AskModel Asked(std::string words, int number = 1) {
    return {.number = number,
            .leg = {.token_hash = "leg", .provider_call_id = "CA1"},
            .messages = {{.text = std::move(words)}},
            .spoken_in = "en-US",
            .conversation = true};
  }
  static AskModel Ahead(std::string words, int number = 1) {
    auto ask = Asked(std::move(words), number);
    ask.ahead = true;
    return ask;
  }
  void Ask(const AskModel& ask) {
    questions_.Ask(
        ask,
        [this](const std::string& sentence, bool last) {
          spoken_ += sentence + (last ? "|" : " ");
        },
        [this](Input input) { answers_.push_back(std::get<QuestionAnswered>(std::move(input))); });
  }
  void Writes(const std::string& text, std::size_t question = 0) {
    model_.asked.at(question).to.text(text);
  }
  void Ends(const std::string& text, std::size_t question = 0) {
    model_.asked.at(question).to.end(LanguageAnswer{.text = text});
  }

  fakes::FakeClock clock_;
  fakes::HeldModel model_;
  ModelQuestions questions_{model_, clock_, 60};
  std::string spoken_;
  std::vector<QuestionAnswered> answers_;
};

TEST_F(ModelQuestionsTest, SpeaksAsItIsWrittenAndIsAskedOnce) {
  Ask(Asked("how much"));
  Ask(Asked("how much"));
  ASSERT_EQ(model_.asked.size(), 1U);
  Writes("Ten euros. And ");
  EXPECT_EQ(spoken_, "Ten euros. ");
  Ends("Ten euros. And no more.");
  EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(ModelQuestionsTest, WhatIsAskedAheadIsHeldBackUntilItIsAsked) {
  Ask(Ahead("how much"));
  ASSERT_EQ(model_.asked.size(), 1U);
  clock_.Advance(300ms);
  Writes("Ten euros. And ");
  EXPECT_EQ(spoken_, "");
  Ask(Asked("how much"));
  EXPECT_EQ(model_.asked.size(), 1U) << "once";
  EXPECT_EQ(spoken_, "Ten euros. ") << "at once";
  Writes("no more. ");
  EXPECT_EQ(spoken_, "Ten euros. And no more. ");
  Ends("Ten euros. And no more.");
  EXPECT_EQ(spoken_, "Ten euros. And no more. |");
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0].first_text, 1ms) << "nobody has waited for it";
  Ask(Asked("how much"));
  EXPECT_EQ(model_.asked.size(), 1U) << "told again after its commit";
}

TEST_F(ModelQuestionsTest, AnAnswerThatIsWholeIsToldWhenItIsAsked) {
  Ask(Ahead("how much"));
  Writes("Ten euros. ");
  Ends("Ten euros.");
  EXPECT_TRUE(answers_.empty());
  Ask(Asked("how much"));
  EXPECT_EQ(spoken_, "Ten euros. |");
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(*answers_[0].answer, "Ten euros.");
}

TEST_F(ModelQuestionsTest, WhatIsWaitedForBehindItsQuestionIsMeasuredFromThere) {
  Ask(Ahead("how much"));
  clock_.Advance(300ms);
  Ask(Asked("how much"));
  clock_.Advance(50ms);
  Writes("Ten euros. ");
  Ends("Ten euros.");
  EXPECT_EQ(answers_.at(0).first_text, 50ms);
}

TEST_F(ModelQuestionsTest, OtherWordsAreAnotherQuestion) {
  Ask(Ahead("how much"));
  Writes("Ten euros. ");
  Ask(Asked("how much is it on monday"));
  ASSERT_EQ(model_.asked.size(), 2U);
  EXPECT_EQ(model_.dropped, 1) << "the first costs nothing more";
  Ends("Ten euros.");
  EXPECT_EQ(spoken_, "");
  EXPECT_TRUE(answers_.empty());
  Writes("Twelve. ", 1);
  Ends("Twelve.", 1);
  EXPECT_EQ(spoken_, "Twelve. |");
  EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(ModelQuestionsTest, WhatIsGivenUpIsCancelledAndNeverHeard) {
  Ask(Ahead("how much"));
  Writes("Ten euros. ");
  questions_.GiveUpAhead("leg");
  EXPECT_EQ(model_.dropped, 1);
  Ends("Ten euros.");
  questions_.GiveUpAhead("leg");
  Ask(Asked("how much"));
  ASSERT_EQ(model_.asked.size(), 2U) << "asked anew";
  EXPECT_EQ(spoken_, "");
  EXPECT_TRUE(answers_.empty());
}

TEST_F(ModelQuestionsTest, WhatWasAskedIndeedIsNotGivenUp) {
  Ask(Ahead("how much"));
  Ask(Asked("how much"));
  questions_.GiveUpAhead("leg");
  EXPECT_EQ(model_.dropped, 0);
  Ends("Ten euros.");
  EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(ModelQuestionsTest, AQuestionAheadLetsTheOneBeforeBeAnswered) {
  Ask(Asked("how much"));
  Ask(Ahead("uh", 2));
  questions_.GiveUpAhead("leg");
  Writes("Ten euros. ");
  Ends("Ten euros.");
  EXPECT_EQ(spoken_, "Ten euros. |");
  EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(ModelQuestionsTest, AQuestionAsideGivesNoneUpAndNoneGivesItUp) {
  Ask(Asked("how much"));
  auto aside = Asked("in short", 2);
  aside.aside = true;
  aside.spoken_in.clear();
  Ask(aside);
  Ask(aside);
  ASSERT_EQ(model_.asked.size(), 2U) << "once";
  Writes("Ten euros. ");
  Ends("Ten euros.");
  Ask(Asked("and now", 3));
  Ends("In short.", 1);
  Writes("Now. ", 2);
  Ends("Now.", 2);
  ASSERT_EQ(answers_.size(), 3U);
  EXPECT_EQ(*answers_[1].answer, "In short.");
  EXPECT_EQ(spoken_, "Ten euros. |Now. |");
}

TEST_F(ModelQuestionsTest, WhatHasFailedAheadIsAskedAnew) {
  Ask(Ahead("how much"));
  model_.asked[0].to.end(Fail(ErrorKind::kTransient, "away", "test"));
  EXPECT_TRUE(answers_.empty());
  Ask(Asked("how much"));
  ASSERT_EQ(model_.asked.size(), 2U);
  Ends("Ten euros.", 1);
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_TRUE(answers_[0].answer);
}

}  // namespace
}  // namespace tocsin::voice
