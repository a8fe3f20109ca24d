#include "fakes/media_world.hpp"

// Tasks whose words are still being written while the first of them are said.

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;

class OpenTask : public MediaWorld {
 protected:
  void Open(std::vector<std::string> fillers = {}, bool follows = false) {
    line_->Perform({.say = {},
                    .listen = Listening{.turn = ++turn_, .phrases = {}},
                    .open = true,
                    .fillers = std::move(fillers),
                    .follows = follows});
    loop_.Work();
  }
  void Append(const std::string& sentence, bool last = false) {
    line_->Append(sentence, last);
    loop_.Work();
  }
};

TEST_F(OpenTask, SaysEachSentenceAsItComesAndListensBehindTheLast) {
  Open();
  Live(500ms);
  EXPECT_TRUE(voice_.asked.empty());
  Append("Yes.");
  EXPECT_EQ(voice_.asked, std::vector<std::string>{"Yes."}) << "at once";
  Live(3s);
  EXPECT_TRUE(keeper_->turns.empty());
  Append("It is on Monday.", true);
  Live(2s);
  Live(6100ms);
  ASSERT_EQ(keeper_->turns.size(), 1U) << "then silence is a turn";
  EXPECT_EQ(keeper_->turns[0].of_us.said, "Yes. It is on Monday.");
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "Yes. It is on Monday.");
}

TEST_F(OpenTask, AnAnswerInAnotherLanguageIsSaidByThatLanguagesVoice) {
  voice_.mute_in = "es";
  Open();
  Append("Der Termin ist am Montag um drei Uhr.");
  Live(6s);
  Append("La cita es el lunes por la tarde.");
  Live(6s);
  Append("We have the appointment on Monday.", true);
  Live(6s);
  EXPECT_EQ(voice_.languages, (std::vector<std::string>{"de-DE", "en-US", "en-US"}))
      << "where there is one";
  line_->Perform({.say = {"Der Termin ist am Montag um drei Uhr."},
                  .listen = Listening{.turn = 9, .phrases = {}}});
  loop_.Work();
  EXPECT_EQ(voice_.languages.back(), "en-US") << "a workflow's words are of the call's language";
}

TEST_F(OpenTask, NobodysSilenceIsATurnWhileItIsWritten) {
  Open();
  Live(12s);
  EXPECT_TRUE(keeper_->turns.empty());
  Append("", true);
  Live(6100ms);
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

TEST_F(OpenTask, SentencesHaveABreathBetweenThem) {
  Open();
  Append("One.");
  Append("Two.", true);
  Live(3s);
  EXPECT_EQ(side_->heard.size(), LengthOf("One.|Two.") + 800);
}

TEST_F(OpenTask, WhoInterruptsEndsItAndWhatComesLaterIsNotSaid) {
  ears_.WillHear("and on Tuesday");
  Open();
  Append("It is open on Monday.");
  Live(1s);
  Live(600ms, kLoud);
  Live(800ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "and on Tuesday");
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "It is") << "whole words";
  const auto asked = voice_.asked.size();
  Append("And on Friday.", true);
  Live(2s);
  EXPECT_EQ(voice_.asked.size(), asked);
}

TEST_F(OpenTask, AWaitIsBridgedTwiceAtMostAndToldApart) {
  Open({"One moment.", "Still looking."});
  Live(700ms);
  EXPECT_TRUE(voice_.asked.empty());
  Live(200ms);
  EXPECT_EQ(voice_.asked, std::vector<std::string>{"One moment."});
  Live(4s);
  EXPECT_EQ(voice_.asked.size(), 2U);
  Live(10s);
  EXPECT_EQ(voice_.asked.size(), 2U);
  Append("It is ten.", true);
  Live(7500ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  const auto& of_us = keeper_->turns[0].of_us;
  EXPECT_EQ(of_us.said.substr(of_us.filler), " It is ten.");
}

TEST_F(OpenTask, AFillerIsNeverSaidBehindTheAnswersBeginning) {
  Open({"One moment."});
  Append("It is ten.");
  Live(6s);
  EXPECT_EQ(voice_.asked, std::vector<std::string>{"It is ten."});
}

TEST_F(OpenTask, WhatFollowsLetsTheWordsBeforeBeHeard) {
  Open();
  Append("Let me look that up.", true);
  Live(500ms);
  Open({}, true);
  Append("It is ten.", true);
  Live(4s);
  EXPECT_TRUE(side_->cleared_at.empty());
  EXPECT_EQ(voice_.asked, (std::vector<std::string>{"Let me look that up.", "It is ten."}));
  Live(6100ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].turn, 2);
  EXPECT_EQ(keeper_->turns[0].of_us.said, "It is ten.") << "what went before is told before";
}

TEST_F(OpenTask, WhoSpeaksAsTheNextWordsComeIsHeardFirst) {
  ears_.WillHear("and how long does it take");
  Open();
  Append("Let me look.", true);
  Live(2s);
  Live(600ms, kLoud);
  Open({}, true);
  Append("It is ten.", true);
  Live(200ms, kLoud);
  const auto heard = side_->heard.size();
  Live(800ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].turn, 2);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "and how long does it take");
  ASSERT_EQ(ears_.asked.size(), 1U);
  EXPECT_GT(ears_.asked[0].sound.size(), 6'000U) << "from the beginning of what was said";
  EXPECT_EQ(side_->heard.size(), heard) << "nothing was said into it";
}

TEST_F(OpenTask, WhatFollowsBehindWordsThatWereHeardIsSaidThoughNobodyMakesASound) {
  Open();
  Append("Let me look.", true);
  Live(3s);
  Open({}, true);
  Append("At nine.", true);
  Live(2s);
  EXPECT_EQ(voice_.asked.back(), "At nine.");
  EXPECT_EQ(side_->heard.size() / 800, 12U + 8U);
}

TEST_F(OpenTask, AGoodbyeFollowsAndClosesTheLine) {
  Open();
  Append("Thank you for calling.", true);
  Live(500ms);
  line_->Perform({.say = {"Goodbye."}, .follows = true});
  Live(5s);
  EXPECT_EQ(keeper_->ended, LineListener::End::kSpoken);
  EXPECT_EQ(voice_.asked, (std::vector<std::string>{"Thank you for calling.", "Goodbye."}));
}

}  // namespace
}  // namespace tocsin::voice
