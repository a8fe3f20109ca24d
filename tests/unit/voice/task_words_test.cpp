#include "workers/voice/media/task_words.hpp"

#include <gtest/gtest.h>

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;

class TaskWordsTest : public testing::Test {
 protected:
  static LineTask Open(std::vector<std::string> say = {}) {
    return {.say = std::move(say), .open = true, .fillers = {"One moment.", "Still looking."}};
  }
  std::vector<std::string> Sentences() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < words_.Sentences(); ++i) out.emplace_back(words_.Sentence(i));
    return out;
  }

  TaskWords words_;
  SteadyTime now_{};
};

TEST_F(TaskWordsTest, ATasksLinesAreSentencesOfOneText) {
  words_.Begin({.say = {"A disk is full. It is pve-01's.", "", "Press 1."}}, now_);
  EXPECT_EQ(Sentences(),
            (std::vector<std::string>{"A disk is full.", "It is pve-01's.", "Press 1."}));
  EXPECT_FALSE(words_.Open());
  EXPECT_EQ(words_.Heard(15).said, "A disk is full. It is pve-01's. Press 1.");
  EXPECT_EQ(words_.Heard(15).heard, "A disk is full.");
  EXPECT_EQ(words_.Heard(0).heard, "");
  EXPECT_EQ(words_.Heard(words_.Size()).heard, words_.Heard(0).said);
}

TEST_F(TaskWordsTest, AnOpenTaskGrowsUntilItsLastSentence) {
  words_.Begin(Open(), now_);
  EXPECT_EQ(words_.Sentences(), 0U);
  words_.Append("Yes.", false, now_);
  EXPECT_TRUE(words_.Open());
  words_.Append("It is on Monday.", true, now_);
  EXPECT_FALSE(words_.Open());
  EXPECT_EQ(words_.Heard(4).said, "Yes. It is on Monday.");
  EXPECT_EQ(words_.Heard(4).heard, "Yes.");
}

TEST_F(TaskWordsTest, TheLastSentenceMayBeEmpty) {
  words_.Begin(Open(), now_);
  words_.Append("Yes.", false, now_);
  words_.Append("", true, now_);
  EXPECT_FALSE(words_.Open());
  EXPECT_EQ(words_.Heard(4).said, "Yes.");
}

TEST_F(TaskWordsTest, AnotherTaskForgetsTheOneBefore) {
  words_.Begin(Open(), now_);
  EXPECT_TRUE(words_.Bridge(now_ + 1s));
  words_.Begin({.say = {"Goodbye."}}, now_ + 2s);
  EXPECT_EQ(words_.Heard(8).said, "Goodbye.");
  EXPECT_EQ(words_.Heard(8).filler, 0U);
  EXPECT_EQ(words_.FirstOfAnswer(), 0U);
}

TEST_F(TaskWordsTest, WhatFollowsTellsOnlyItsOwnWords) {
  words_.Begin(Open(), now_);
  words_.Append("Let me look.", true, now_);
  words_.Follow(Open(), now_);
  EXPECT_EQ(words_.FirstOfAnswer(), 1U);
  EXPECT_TRUE(words_.OnlyBridges());
  EXPECT_EQ(words_.Heard(12).said, "");
  words_.Append("It is ten.", true, now_);
  EXPECT_FALSE(words_.OnlyBridges());
  EXPECT_EQ(words_.Heard(12).said, "It is ten.");
  EXPECT_EQ(words_.Heard(12).heard, "");
  EXPECT_EQ(words_.Heard(18).heard, "It is");
}

TEST_F(TaskWordsTest, WhatFollowsNothingIsATaskOfItsOwn) {
  words_.Begin({}, now_);
  words_.Follow({.say = {"It is ten."}}, now_);
  EXPECT_EQ(words_.Heard(5).heard, "It is");
}

TEST_F(TaskWordsTest, AWaitIsBridgedAfterASilenceAndAfterALongerOneAgain) {
  words_.Begin(Open(), now_);
  EXPECT_FALSE(words_.Bridge(now_ + 799ms));
  ASSERT_TRUE(words_.Bridge(now_ + 800ms));
  EXPECT_EQ(Sentences(), std::vector<std::string>{"One moment."});
  EXPECT_TRUE(words_.OnlyBridges());
  EXPECT_EQ(words_.FirstOfAnswer(), 1U);
  EXPECT_FALSE(words_.Bridge(now_ + 4799ms));
  EXPECT_TRUE(words_.Bridge(now_ + 4800ms));
  EXPECT_FALSE(words_.Bridge(now_ + 60s)) << "there are two";
  words_.Append("It is ten.", true, now_ + 61s);
  const auto of_us = words_.Heard(words_.Size());
  EXPECT_EQ(of_us.said.substr(of_us.filler), " It is ten.");
}

TEST_F(TaskWordsTest, NothingIsBridgedBehindAnAnswersBeginningOrItsEnd) {
  words_.Begin(Open(), now_);
  words_.Append("It is ten.", false, now_);
  EXPECT_FALSE(words_.Bridge(now_ + 60s));
  words_.Begin(Open({"Hello."}), now_);
  EXPECT_FALSE(words_.Bridge(now_ + 60s)) << "there are words";
  words_.Begin(Open(), now_);
  words_.Append("", true, now_);
  EXPECT_FALSE(words_.Bridge(now_ + 60s)) << "nothing will come";
}

TEST_F(TaskWordsTest, AnEmptySentenceBeginsTheWaitAnew) {
  words_.Begin(Open(), now_);
  words_.Append("", false, now_ + 700ms);
  EXPECT_FALSE(words_.Bridge(now_ + 1400ms));
  EXPECT_TRUE(words_.Bridge(now_ + 1500ms));
}

TEST_F(TaskWordsTest, GoesOnFromTheFirstWordThatWasNotHeard) {
  words_.Begin({.say = {"A disk is full. Press 1."}}, now_);
  EXPECT_EQ(words_.GoOnFrom(6), 0U);
  EXPECT_EQ(Sentences(), (std::vector<std::string>{"is full.", "Press 1."}));
  EXPECT_EQ(words_.GoOnFrom(15), 1U);
  EXPECT_EQ(words_.Sentence(1), "Press 1.");
  EXPECT_EQ(words_.GoOnFrom(words_.Size()), 2U) << "all was heard";
}

}  // namespace
}  // namespace tocsin::voice
