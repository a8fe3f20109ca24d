// links: voice net schemas
// Calls that come in: welcomed, kept, led step by step by a workflow, and over.
#include <gtest/gtest.h>

#include "fakes/inbound_call.hpp"

namespace tocsin::voice {
namespace {

using events::kStepAnswer;
using events::kStepAsk;
using events::kStepHangUp;
using events::kStepSay;
using fakes::InboundCall;

TEST(InboundCalls, IsToldAndKept) {
  InboundCall call;
  call.Ring();
  EXPECT_TRUE(call.Holds());
  ASSERT_EQ(call.Count(type::kCallInbound), 1);
  const auto told = events::Read<tocsin::events::CallInbound>(call.events.front());
  EXPECT_EQ(told.from, InboundCall::kCaller);
  EXPECT_EQ(call.events.front().subject, call.at.call.id_text);
  ASSERT_EQ(call.at.attempts.size(), 1U);
  EXPECT_FALSE(call.at.attempts.front().unresolved) << "it would hold the caller's line";
  call.Back();
  EXPECT_TRUE(call.Holds());
  EXPECT_EQ(call.Count(type::kCallAnswered), 1);
  call.Back();
  EXPECT_FALSE(call.last.call_changed) << "the same silence again is stored each second";
}

TEST(InboundCalls, AContactIsSpokenToInTheirLanguageFromTheFirstStepOn) {
  const auto say = [](InboundCall& call, std::string theirs, std::string wanted = {}) {
    CallStep step{.act = std::string(kStepSay), .say = "Hello."};
    step.language = std::move(wanted);
    step.caller_language = std::move(theirs);
    step.origin.command = "command-" + std::to_string(++call.asked);
    call.Feed(Commanded{.step = std::move(step)});
    call.Back();
    return call.at.call.language;
  };
  InboundCall call;
  call.Ring();
  EXPECT_EQ(say(call, "de-DE"), "de-DE");
  EXPECT_EQ(say(call, ""), "de-DE") << "as before";
  EXPECT_EQ(say(call, "es-ES"), "de-DE") << "it was the language of the first";
  InboundCall other;
  other.Ring();
  EXPECT_EQ(say(other, "de-DE", "es-ES"), "es-ES") << "a step's words are in its own language";
  EXPECT_EQ(say(other, "de-DE"), "es-ES");
}

TEST(InboundCalls, ALineThatLacksTheContactsLanguageGoesOnInItsOwn) {
  InboundCall call;
  call.settings.live_languages = {"en"};
  call.Ring();
  call.OpenLine();
  CallStep step{.act = std::string(kStepSay), .say = "Hello."};
  step.caller_language = "de-DE";
  call.Feed(Commanded{.step = std::move(step)});
  EXPECT_EQ(call.at.call.language, "en-US");
}

TEST(InboundCalls, AWebhookThatIsRepeatedIsTheSameCall) {
  InboundCall call;
  call.Ring();
  call.Ring();
  EXPECT_TRUE(call.Holds());
  EXPECT_EQ(call.Count(type::kCallInbound), 1);
  EXPECT_EQ(call.at.attempts.size(), 1U);
}

TEST(InboundCalls, NobodyTakesIt) {
  InboundCall call;
  call.Ring();
  for (int i = 0; i < 20 && call.Holds(); ++i) call.Back();
  call.Back();
  EXPECT_NE(call.Said().find("does not take calls"), std::string::npos) << call.Said();
  EXPECT_FALSE(call.last.reply->ask);
  call.Ended();
  EXPECT_EQ(call.at.call.log.empty(), false);
  EXPECT_EQ(call.Count(type::kCallEnded), 1);
  EXPECT_NE(std::string(call.events.back().data.Text()).find("not_taken"), std::string::npos);
}

TEST(InboundCalls, IsKeptAsLongAsTheSettingsSay) {
  const auto waits = [](bool taken) {
    InboundCall call;
    call.settings.wait_for_workflow = std::chrono::seconds(3);
    call.settings.wait_for_step = std::chrono::seconds(7);
    call.Ring();
    if (taken) call.Wants(kStepAnswer);
    call.Back();
    const auto begun = call.now;
    while (call.Holds()) call.Back();
    EXPECT_FALSE(call.last.reply->ask) << "goodbye";
    return call.now - begun;
  };
  EXPECT_LE(waits(false), std::chrono::seconds(3));
  EXPECT_EQ(waits(true), std::chrono::seconds(7));
}

TEST(InboundCalls, StepsFollowEachOther) {
  InboundCall call;
  call.Ring();
  call.Wants(kStepAnswer);
  EXPECT_TRUE(call.Steps().empty()) << "nobody is on the line yet";
  call.Back();
  EXPECT_EQ(call.Steps(), (std::vector<std::string>{"answer done "}));
  call.Wants(kStepSay, "Good day.");
  call.Wants(kStepSay, "How are you?");
  call.Back();
  EXPECT_EQ(call.Said(), "Good day.");
  EXPECT_EQ(call.Steps().size(), 1U) << "it is being said";
  call.Back();
  EXPECT_EQ(call.Said(), "How are you?");
  EXPECT_EQ(call.Steps().size(), 2U);
  call.Back();
  EXPECT_TRUE(call.Holds());
  EXPECT_EQ(call.Steps().size(), 3U);
  for (const auto& event : call.events)
    if (event.type == type::kCallStepEnded) {
      EXPECT_TRUE(event.Extension("causationid").starts_with("command-"));
    }
}

TEST(InboundCalls, AnAnswerIsADecisionAndTheCallGoesOn) {
  InboundCall call;
  call.Ring();
  call.Back();
  call.Wants(kStepAsk, "Shall I?");
  call.Back();
  EXPECT_NE(call.Said().find("Shall I?"), std::string::npos);
  EXPECT_NE(call.Said().find("press 1"), std::string::npos);
  call.Back({.digits = "1"});
  call.Back({.digits = "1"});
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
  EXPECT_EQ(call.Said(), "Thank you.");
  ASSERT_TRUE(call.last.reply->ask && call.last.reply->ask->pause);
  EXPECT_TRUE(call.at.call.question.IsNil());
  EXPECT_TRUE(call.last.question_changed) << "the decision is not stored";
  call.Back();
  EXPECT_TRUE(call.Holds());
  call.Wants(kStepHangUp, "Goodbye.");
  call.Back();
  EXPECT_EQ(call.Said(), "Goodbye.");
  EXPECT_FALSE(call.last.reply->ask);
  call.Ended();
  EXPECT_EQ(call.Steps().back(), "hang_up done ");
}

TEST(InboundCalls, WhoHangsUpEndsWhatIsWaitedFor) {
  InboundCall call;
  call.Ring();
  call.Back();
  call.Wants(kStepAsk, "Shall I?");
  call.Back();
  call.Wants(kStepSay, "Later.");
  call.Ended();
  EXPECT_EQ(call.Steps(),
            (std::vector<std::string>{"ask call_over hung_up", "say call_over hung_up"}));
  call.Wants(kStepSay, "Too late.");
  EXPECT_EQ(call.Steps().back(), "say call_over call_over");
  call.Wants(kStepHangUp);
  EXPECT_EQ(call.Steps().back(), "hang_up done ");
}

TEST(InboundCalls, AClosedQuestionIsLeftAndTheCallGoesOn) {
  InboundCall call;
  call.Ring();
  call.Back();
  call.Wants(kStepAsk, "Shall I?");
  call.Back();
  call.at.question.status = Question::Status::kClosed;
  call.at.question.closed_because = "expired";
  call.Feed(TimeCame{});
  EXPECT_EQ(call.Steps(), (std::vector<std::string>{"ask withdrawn expired"}));
  ASSERT_FALSE(call.commands.empty());
  EXPECT_TRUE(std::holds_alternative<MoveCall>(call.commands.back()));
  call.Feed(WordsWanted{.leg = call.LegAs(CallStatus::kInProgress)});
  EXPECT_TRUE(call.Holds());
  EXPECT_EQ(call.at.call.phase, Phase::kLive);
}

TEST(InboundCalls, AQuestionThatWasClosedWhileItWaitedIsNotAsked) {
  InboundCall call;
  call.Ring();
  call.Back();
  call.Wants(kStepAsk, "Shall I?");
  call.Wants(kStepAsk, "And this?");
  call.Wants(kStepSay, "That was all.");
  call.Back();
  EXPECT_NE(call.Said().find("Shall I?"), std::string::npos) << call.Said();
  Question closed;
  closed.id = *QuestionId::Parse(call.at.call.steps.front().question);
  closed.status = Question::Status::kClosed;
  closed.closed_because = "resolved";
  call.at.to_come = {closed};
  call.Back({.digits = "1"});
  call.Back({.digits = "1"});
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
  EXPECT_NE(call.Said().find("That was all."), std::string::npos) << call.Said();
  EXPECT_EQ(call.Said().find("And this?"), std::string::npos) << call.Said();
  EXPECT_EQ(call.Steps(), (std::vector<std::string>{"ask withdrawn resolved"}));
  EXPECT_TRUE(call.last.reply->ask);
}

TEST(InboundCalls, HangUpWithoutAWordIsAtOnce) {
  InboundCall call;
  call.Ring();
  call.Back();
  call.Wants(kStepHangUp);
  ASSERT_FALSE(call.commands.empty());
  EXPECT_TRUE(std::holds_alternative<EndCall>(call.commands.back()));
  call.Ended();
  EXPECT_EQ(call.Steps(), (std::vector<std::string>{"hang_up done "}));
}

TEST(InboundCalls, TooManyStepsAreRefused) {
  InboundCall call;
  call.Ring();
  for (std::size_t i = 0; i <= kMostSteps; ++i) call.Wants(kStepSay, "Again.");
  EXPECT_EQ(call.Steps(), (std::vector<std::string>{"say refused too many steps wait"}));
}

TEST(InboundCalls, IsLedOverALiveLineWhereThereIsOne) {
  InboundCall call;
  call.settings.live_languages = {"en"};
  CameIn came{.leg = call.LegAs(CallStatus::kRinging),
              .call = call.at.call.id,
              .attempt = AttemptId::Derive({"in", "1"}),
              .from = InboundCall::kCaller,
              .to = "+15551234567",
              .by = WordsWanted::By::kLiveOpen};
  call.Feed(came);
  ASSERT_TRUE(call.last.reply && call.last.reply->connection);
  EXPECT_EQ(call.Count(type::kCallInbound), 1);
  call.Feed(StreamOpened{.leg = call.LegAs(CallStatus::kInProgress), .stream = "MZ1"});
  EXPECT_TRUE(call.Holds());
  call.Wants(kStepSay, "Good day.");
  ASSERT_FALSE(call.commands.empty()) << "a live line is reached at once";
  call.Feed(
      WordsWanted{.leg = call.LegAs(CallStatus::kInProgress), .by = WordsWanted::By::kLiveLine});
  EXPECT_EQ(call.Said(), "Good day.");
}

}  // namespace
}  // namespace tocsin::voice
