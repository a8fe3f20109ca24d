// links: voice net schemas
// Calls that come in: welcomed, kept, led step by step by a workflow, and over.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fakes/described_event.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/worker/webhook_inputs.hpp"

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;
using events::kStepAnswer;
using events::kStepAsk;
using events::kStepHangUp;
using events::kStepSay;

constexpr const char* kCaller = "+15559876543";
constexpr const char* kInboundSid = "CA7";
constexpr const char* kInboundToken = "inbound-token-hash";

/// A call that came in, in virtual time; what followed is kept.
struct InboundCall {
  TimePoint now{std::chrono::hours(500000)};
  VoiceSettings settings;
  Situation at;
  Transition last;
  std::vector<Event> events;
  std::vector<Command> commands;
  int asked = 0;

  InboundCall() {
    at.call.id = CallId::Derive({"in"});
    at.call.id_text = at.call.id.ToString();
  }

  const Transition& Feed(const Input& input) {
    // As it is stored and loaded again.
    auto stored = FromRow(ToRow(at.call));
    EXPECT_TRUE(stored.has_value());
    at.call = *stored;
    last = DecideCall(at, input, now, settings);
    at = last.next;
    // A question that is asked no more is not loaded.
    if (at.call.question.IsNil()) at.question = NewQuestion(at.call);
    if (!at.call.question.IsNil() && at.question.id != at.call.question) {
      at.question = NewQuestion(at.call);
      at.question.id = at.call.question;
    }
    for (const auto& event : last.events) {
      fakes::ExpectDescribed(event);
      events.push_back(event);
    }
    for (const auto& command : last.commands) commands.push_back(command);
    return last;
  }
  Leg LegAs(CallStatus status) const {
    return {.token_hash = kInboundToken,
            .provider_call_id = kInboundSid,
            .status = status,
            .at = {.carrier = "twilio", .account = "AC1"}};
  }
  const Transition& Ring() {
    return Feed(CameIn{.leg = LegAs(CallStatus::kRinging),
                       .call = at.call.id,
                       .attempt = AttemptId::Derive({"in", "1"}),
                       .from = kCaller,
                       .to = "+15551234567"});
  }
  /// The carrier comes back for what follows.
  const Transition& Back(Heard heard = {}) {
    now += 1s;
    return Feed(TurnHeard{.leg = LegAs(CallStatus::kInProgress),
                          .turn = at.call.talk.last.ask ? at.call.talk.last.ask->turn : 0,
                          .heard = std::move(heard)});
  }
  const Transition& Ended() {
    return Feed(LegStatus{.leg = LegAs(CallStatus::kCompleted), .sequence = {}, .seconds = 3});
  }
  const Transition& Wants(std::string_view act, std::string say = {}) {
    CallStep step{.act = std::string(act), .say = std::move(say)};
    step.origin.command = "command-" + std::to_string(++asked);
    step.origin.run = RunId::Derive({"run"}).ToString();
    if (act == kStepAsk) {
      step.question = QuestionId::Derive({"q", std::to_string(asked)}).ToString();
      step.choices = {{.id = "yes_please", .digits = "1", .phrases = {"yes please"}},
                      {.id = "no_thanks", .digits = "2", .phrases = {"no thanks"}}};
    }
    return Feed(Commanded{.step = std::move(step)});
  }
  bool Holds() const {
    return last.reply && last.reply->say.empty() && last.reply->ask && last.reply->ask->pause;
  }
  std::string Said() const { return last.reply ? last.reply->Text() : std::string(); }
  int Count(std::string_view event_type) const {
    return static_cast<int>(std::ranges::count(events, event_type, &Event::type));
  }
  /// "act outcome reason" of the steps that are over, in order.
  std::vector<std::string> Steps() const {
    std::vector<std::string> steps;
    for (const auto& event : events) {
      if (event.type != type::kCallStepEnded) continue;
      const auto ended = events::Read<tocsin::events::CallStepEnded>(event);
      steps.push_back(ended.act + ' ' + ended.outcome + ' ' + ended.reason.value_or(""));
    }
    return steps;
  }
};

TEST(InboundCalls, IsToldAndKept) {
  InboundCall call;
  call.Ring();
  EXPECT_TRUE(call.Holds());
  ASSERT_EQ(call.Count(type::kCallInbound), 1);
  const auto told = events::Read<tocsin::events::CallInbound>(call.events.front());
  EXPECT_EQ(told.from, kCaller);
  EXPECT_EQ(call.events.front().subject, call.at.call.id_text);
  ASSERT_EQ(call.at.attempts.size(), 1U);
  EXPECT_FALSE(call.at.attempts.front().unresolved) << "it would hold the caller's line";
  call.Back();
  EXPECT_TRUE(call.Holds());
  EXPECT_EQ(call.Count(type::kCallAnswered), 1);
  call.Back();
  EXPECT_FALSE(call.last.call_changed) << "the same silence again is stored each second";
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
              .from = kCaller,
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
