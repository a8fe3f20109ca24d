// links: voice net schemas
// A conversation that is longer than what the model is told of it.
#include "workers/voice/talk/recap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/inbound_call.hpp"

namespace tocsin::voice {
namespace {

using fakes::InboundCall;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A caller who talks with a model on a live line, for long.
class Recap : public testing::Test {
 protected:
  void SetUp() override {
    call.settings.questions = {.per_call = 3};
    call.settings.live_languages = {"en"};
    call.settings.max_turns = 200;
    call.Ring();
    call.OpenLine();
    call.Converse({.instructions = "You are a receptionist.", .turns = 200}, "Good day.");
    call.Feed(WordsWanted{.leg = Leg(), .by = WordsWanted::By::kLiveLine, .of_us = Heard()});
  }
  voice::Leg Leg() const { return call.LegAs(CallStatus::kInProgress); }
  HeardOfUs Heard() const {
    const auto& talk = call.at.call.talk;
    const auto said = talk.last.stream != 0 && talk.asked ? talk.asked->answer : talk.last.Text();
    return {.said = said, .heard = said};
  }
  void Says(std::string speech, std::optional<HeardOfUs> of_us = {}) {
    call.now += std::chrono::seconds(1);
    call.Feed(TurnHeard{.leg = Leg(),
                        .turn = call.at.call.talk.turn,
                        .heard = {.speech = std::move(speech), .engine = "test"},
                        .of_us = of_us.value_or(Heard())});
  }
  void Answers(const AskModel& ask, Result<std::string> answer) {
    call.Feed(QuestionAnswered{.leg = ask.leg, .number = ask.number, .answer = std::move(answer)});
  }
  const AskModel& Newest(bool aside) const {
    for (auto command = call.commands.rbegin(); command != call.commands.rend(); ++command)
      if (const auto* ask = std::get_if<AskModel>(&*command); ask && ask->aside == aside)
        return *ask;
    static const AskModel none;
    ADD_FAILURE() << "nothing was asked";
    return none;
  }
  int Recaps() const {
    return static_cast<int>(std::ranges::count_if(call.commands, [](const auto& command) {
      const auto* ask = std::get_if<AskModel>(&command);
      return ask != nullptr && ask->aside;
    }));
  }
  void Turn(int number) {
    Says("question " + std::to_string(number));
    Answers(Newest(false), "Answer " + std::to_string(number) + " is here.");
  }
  /// As many turns as it takes until the model is asked to put the oldest in short.
  int UntilAsked(int from = 1) {
    const int recaps = Recaps();
    for (int turn = from; turn < from + 60; ++turn) {
      Turn(turn);
      if (Recaps() > recaps) return turn;
    }
    ADD_FAILURE() << "never asked";
    return 0;
  }
  const Conversation& Talk() const { return *call.at.call.talk.conversation; }

  InboundCall call;
};

TEST_F(Recap, TheOldestLinesArePutInShortBehindAnAnswerAndNothingIsLostMeanwhile) {
  const int turn = UntilAsked();
  EXPECT_GE(turn, 18);
  const auto ask = Newest(true);
  EXPECT_TRUE(ask.spoken_in.empty()) << "nobody hears it";
  EXPECT_TRUE(ask.tools.empty());
  EXPECT_THAT(ask.messages[1].text, AllOf(HasSubstr("Good day."), HasSubstr("question 1\"")));
  Turn(turn + 1);
  EXPECT_THAT(Newest(false).messages[1].text, "Good day.") << "it is not there yet";
  EXPECT_EQ(Recaps(), 1) << "one at a time";

  Answers(ask, "Sarah asked for the price of a filling.");
  EXPECT_EQ(Talk().recap, "Sarah asked for the price of a filling.");
  Says("and now");
  const auto& told = Newest(false).messages;
  EXPECT_EQ(told[1].role, LanguageMessage::Role::kSystem);
  EXPECT_THAT(told[1].text, AllOf(HasSubstr("data"), HasSubstr("Sarah asked for the price")));
  EXPECT_THAT(told[2].text, Not(HasSubstr("Good day.")));
  EXPECT_EQ(told.back().text, "and now");
  EXPECT_LE(told.size(), 32U);
}

TEST_F(Recap, TheNextOneIsMadeOfTheLastOneAndWhatWasSaidSince) {
  int turn = UntilAsked();
  Answers(Newest(true), "Sarah asked for the price.");
  turn = UntilAsked(turn + 1);
  const auto& ask = Newest(true);
  EXPECT_THAT(ask.messages[1].text,
              AllOf(HasSubstr("Sarah asked for the price."), Not(HasSubstr("question 1\""))));
  Answers(ask, "Sarah has asked much.");
  EXPECT_EQ(Talk().recap, "Sarah has asked much.");
}

TEST_F(Recap, AModelThatFailsLeavesAPlainOne) {
  UntilAsked();
  Answers(Newest(true), Fail(ErrorKind::kTransient, "away", "test"));
  EXPECT_THAT(Talk().recap, HasSubstr("Caller: question 1\nYou: Answer one is here."));
  EXPECT_LE(Talk().recap.size(), 1'500U);
  Says("and now");
  EXPECT_THAT(Newest(false).messages[1].text, HasSubstr("question 1"));
}

TEST_F(Recap, OneThatNeverComesLeavesAPlainOneAndIsAskedForAgain) {
  const int turn = UntilAsked();
  const auto lost = Newest(true);
  UntilAsked(turn + 1);
  EXPECT_THAT(Talk().recap, HasSubstr("Caller: question 1\n"));
  EXPECT_LE(Talk().said.size(), 56U);
  const auto recap = Talk().recap;
  Answers(lost, "Too late.");
  EXPECT_EQ(Talk().recap, recap);
}

TEST_F(Recap, OneThatIsLateStandsForTheLinesThatWereLeftOutMeanwhile) {
  int turn = UntilAsked();
  const auto ask = Newest(true);
  while (Talk().left_out == 0) Turn(++turn);
  Answers(ask, "Sarah asked for the price.");
  EXPECT_EQ(Talk().recap, "Sarah asked for the price.");
  EXPECT_THAT(Talk().said.front().text, Not(HasSubstr("question 1 ")));
}

TEST_F(Recap, HoldsOnlyWhatWasHeard) {
  Says("where are you");
  Answers(Newest(false), "We are in the old town. Take the secret tram.");
  Says("which", HeardOfUs{.said = "We are in the old town. Take the secret tram.",
                          .heard = "We are in the old town."});
  Answers(Newest(false), "Number six.");
  UntilAsked();
  EXPECT_THAT(Newest(true).messages[1].text,
              AllOf(HasSubstr("We are in the old town...."), Not(HasSubstr("secret"))));
  Answers(Newest(true), "");
  EXPECT_THAT(Talk().recap, Not(HasSubstr("secret")));
}

TEST_F(Recap, APlainOneKeepsItsNewestLines) {
  Conversation talk;
  for (int i = 0; i < 100; ++i)
    talk.said.push_back({.by = i % 2 == 0 ? "user" : "assistant",
                         .text = "line " + std::to_string(i) + std::string(200, 'x')});
  PutInShort(talk, 90);
  EXPECT_EQ(talk.said.size(), 10U);
  EXPECT_EQ(talk.left_out, 90);
  EXPECT_LE(talk.recap.size(), 1'500U);
  EXPECT_THAT(talk.recap, AllOf(HasSubstr("line 89"), Not(HasSubstr("line 3x"))));
  PutInShort(talk, 50);
  EXPECT_TRUE(talk.said.empty());
}

TEST_F(Recap, TheSummaryOfTheCallKnowsIt) {
  UntilAsked();
  Answers(Newest(true), "Sarah asked for the price.");
  call.Ended();
  EXPECT_THAT(Newest(false).messages[1].text, HasSubstr("Sarah asked for the price."));
}

TEST_F(Recap, WithoutMoneyItIsPlain) {
  call.settings.questions.input_price = 1'000;
  call.settings.budget.day = 1;
  Conversation& talk = *call.at.call.talk.conversation;
  for (int i = 0; i < 41; ++i) talk.said.push_back({.by = "user", .text = "question"});
  Situation at = call.at;
  TransitionBuilder d(std::move(at), call.now, call.settings);
  d.spent_known = true;
  AskRecap(d);
  EXPECT_TRUE(d.out.commands.empty());
  EXPECT_THAT(d.call().talk.conversation->recap, HasSubstr("Caller: question"));
}

}  // namespace
}  // namespace tocsin::voice
