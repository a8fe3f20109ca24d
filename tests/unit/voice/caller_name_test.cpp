// links: voice net schemas
// What somebody in a conversation says they are called.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/inbound_call.hpp"
#include "schemas/events/data.hpp"

namespace tocsin::voice {
namespace {

using fakes::InboundCall;
using testing::HasSubstr;
using testing::Not;

class CallerName : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    call.settings.questions = {.per_call = 3};
    if (Live()) call.settings.live_languages = {"en"};
    call.Ring();
    if (Live()) {
      call.OpenLine();
    } else {
      call.Back();
    }
    call.Converse({.instructions = "You are a receptionist."}, "Good day.");
    Words();
  }
  static bool Live() { return GetParam(); }
  voice::Leg Leg() const { return call.LegAs(CallStatus::kInProgress); }
  HeardOfUs Spoken() const {
    const auto& talk = call.at.call.talk;
    auto said = talk.last.Text();
    if (talk.last.stream != 0 && talk.asked) said += (said.empty() ? "" : " ") + talk.asked->answer;
    return {.said = said, .heard = said};
  }
  void Words() {
    if (Live())
      call.Feed(WordsWanted{.leg = Leg(), .by = WordsWanted::By::kLiveLine, .of_us = Spoken()});
    else
      call.Back();
  }
  void Says(std::string speech) {
    call.now += std::chrono::seconds(2);
    TurnHeard turn{.leg = Leg(),
                   .turn = call.at.call.talk.turn,
                   .heard = {.speech = std::move(speech), .engine = "test"}};
    if (Live()) turn.of_us = Spoken();
    call.Feed(turn);
  }
  int TimesAsked() const { return call.TimesAsked(); }
  const AskModel& Asked() const { return std::get<AskModel>(call.commands.back()); }
  void Answers(std::string answer, std::vector<LanguageToolCall> calls = {}) {
    call.Feed(QuestionAnswered{.leg = Asked().leg,
                               .number = Asked().number,
                               .answer = std::move(answer),
                               .calls = std::move(calls)});
    if (!Live()) Words();
  }
  const std::string& Name() const { return call.at.call.talk.conversation->name; }

  InboundCall call;
};

TEST_P(CallerName, IsConfirmedBeforeAnybodyUsesIt) {
  Says("my name is sarah how much is a filling");
  EXPECT_EQ(call.Said(), "Did I get that right, Sarah?");
  EXPECT_EQ(TimesAsked(), 0);
  EXPECT_EQ(Name(), "");

  Says("yes that's right");
  EXPECT_EQ(Name(), "Sarah");
  ASSERT_EQ(TimesAsked(), 1);
  EXPECT_THAT(Asked().messages[0].text, HasSubstr(R"({"name":"Sarah"})"));
  EXPECT_EQ(Asked().messages[2].text, "my name is sarah how much is a filling");
  EXPECT_EQ(Asked().messages[3].text, "Did I get that right, Sarah?");
  EXPECT_EQ(Asked().messages[4].text, "yes that's right");
  EXPECT_EQ(call.Said(), "Thank you, Sarah.") << "and the answer behind it";

  Answers("It is ten euros.");
  if (!Live()) {
    EXPECT_EQ(call.Said(), "It's ten euros.");
  }
  Says("this is sarah and thanks");
  ASSERT_EQ(TimesAsked(), 2) << "that is known";
  const auto& messages = Asked().messages;
  std::string told;
  for (std::size_t i = 5; i + 1 < messages.size(); ++i) told += messages[i].text + '|';
  EXPECT_EQ(told,
            Live() ? "Thank you, Sarah. It's ten euros.|" : "Thank you, Sarah.|It's ten euros.|")
      << "each word once";
}

TEST_P(CallerName, WhatIsDeniedIsNone) {
  Says("my name is sarah");
  Says("no that's wrong");
  EXPECT_EQ(Name(), "");
  ASSERT_EQ(TimesAsked(), 1);
  EXPECT_THAT(Asked().messages[0].text, Not(HasSubstr("Sarah")));
  EXPECT_NE(call.Said(), "Thank you, Sarah.");
}

TEST_P(CallerName, WhatIsNotAnsweredIsNone) {
  Says("Sarah here");
  Says("how much is a filling");
  EXPECT_EQ(Name(), "");
  EXPECT_EQ(TimesAsked(), 1);
  Says("yes");
  EXPECT_EQ(Name(), "") << "to something else";
}

TEST_P(CallerName, AnotherOneIsAskedForOnceMore) {
  Says("my name is sarah");
  Says("no my name is sandra");
  EXPECT_EQ(call.Said(), "Did I get that right, Sandra?");
  Says("no my name is tsarina");
  EXPECT_EQ(TimesAsked(), 1) << "the talk goes on without one";
  EXPECT_EQ(Name(), "");
}

TEST_P(CallerName, WhoSaysItAgainConfirmsIt) {
  Says("my name is sarah");
  Says("my name is sarah");
  EXPECT_EQ(Name(), "Sarah");
}

TEST_P(CallerName, IsNotHeardInWhatIsNone) {
  for (const auto* said : {"still here", "just calling to ask", "I'm fine"}) {
    const int before = TimesAsked();
    Says(said);
    EXPECT_EQ(TimesAsked(), before + 1) << said;
    Answers("Fine.");
  }
}

TEST_P(CallerName, IsToldToTheWorkflowOnceItIsConfirmed) {
  const auto name = [&] {
    for (auto event = call.events.rbegin(); event != call.events.rend(); ++event)
      if (event->type == type::kCallStepEnded)
        return events::Read<events::CallStepEnded>(*event).name.value_or("");
    return std::string("no step has ended");
  };
  Says("my name is sarah");
  Says("yes");
  Answers("Goodbye.", {{.id = "c1", .name = "end_conversation", .arguments = "{}"}});
  EXPECT_EQ(name(), "Sarah");
}

TEST_P(CallerName, DecidesNothing) {
  Says("my name is approve");
  Says("yes");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
}

INSTANTIATE_TEST_SUITE_P(On, CallerName, testing::Bool(),
                         [](const auto& live) { return live.param ? "LiveLine" : "Prompts"; });

}  // namespace
}  // namespace tocsin::voice
