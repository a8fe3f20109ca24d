// links: voice net schemas
// How long a call may last: 600 s with a warning at 480 s, as the settings have it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/every_source.hpp"
#include "workers/voice/leg/call_length.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Moves the clock to so long after the answer.
void At(CallScript& call, Duration after) { call.now = *call.at.call.answered_at + after; }

class CallLengthTalk : public fakes::EverySource {};
INSTANTIATE_TEST_SUITE_P(On, CallLengthTalk, fakes::kEverySource, fakes::NameOfSource);

TEST_P(CallLengthTalk, IsWarnedOfOnceAtTheFirstTurnThereafter) {
  CallScript call;
  call.Live();
  At(call, seconds(479));
  call.Speak("repeat");
  EXPECT_THAT(call.Said(), Not(HasSubstr("will end")));
  At(call, seconds(481));
  call.Speak("repeat");
  EXPECT_THAT(call.Said(), StartsWith("This call will end in about 2 minutes. "));
  EXPECT_THAT(call.Said(), HasSubstr("nginx"));
  call.Speak("repeat");
  EXPECT_THAT(call.Said(), Not(HasSubstr("will end")));
  EXPECT_TRUE(call.last.reply->ask);
}

TEST_P(CallLengthTalk, ADecisionAfterTheWarningCounts) {
  CallScript call;
  call.Live();
  At(call, seconds(500));
  call.Speak("approve");
  EXPECT_THAT(call.Said(), HasSubstr("will end in about 2 minutes. You said approve"));
  At(call, seconds(595));
  call.Press("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "approve");
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "decided");
}

TEST_P(CallLengthTalk, ThereIsNoQuestionThatCouldNotBeAnswered) {
  for (const auto* speech : {"approve", "repeat", "what happened", "nonsense", ""}) {
    CallScript call;
    call.Live();
    At(call, seconds(585));
    call.Speak(speech);
    EXPECT_THAT(call.Said(), HasSubstr("time of this call is over, so nothing has been decided"))
        << speech;
    EXPECT_FALSE(call.last.reply->ask);
    call.Press("1");
    EXPECT_EQ(call.Count(type::kDecisionMade), 0) << speech;
    call.StatusCame(CallStatus::kCompleted, 3);
    EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "time_limit");
    EXPECT_EQ(call.at.call.status, "not_reached");
    EXPECT_TRUE(call.at.question.Open());
  }
}

TEST_P(CallLengthTalk, GoodbyeIsSaidInTheMiddleOfASentenceToo) {
  CallScript call;
  call.Live();
  while (call.at.call.timer && call.Commands<MoveCall>() == 0) {
    ASSERT_TRUE(call.NextTimer());
    if (call.last.commands.size() == 1 && std::holds_alternative<ReadCall>(call.last.commands[0]))
      call.Feed(CallRead{.provider_call_id = CallScript::kSid,
                         .call = call.InList(CallStatus::kInProgress)});
  }
  EXPECT_EQ(call.now - *call.at.call.answered_at, seconds(585));
  const auto& move = std::get<MoveCall>(call.last.commands.at(0));
  EXPECT_EQ(move.provider_call_id, CallScript::kSid);
  EXPECT_EQ(move.token_hash, CallScript::kToken);

  call.Answer();
  EXPECT_THAT(call.Said(), HasSubstr("time of this call is over"));
  EXPECT_FALSE(call.last.reply->ask);
  for (int i = 0; i < 3; ++i) call.NextTimer();
  EXPECT_EQ(call.Commands<MoveCall>(), 1);
}

TEST_P(CallLengthTalk, AMoveThatCrossesADecisionRepeatsWhatWasDecided) {
  CallScript call;
  call.Live();
  At(call, seconds(584));
  call.Speak("approve");
  At(call, seconds(585));
  call.Time();
  EXPECT_EQ(call.Commands<MoveCall>(), 1);
  call.Press("1");
  call.Answer();
  EXPECT_THAT(call.Said(), HasSubstr("Approved."));
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_P(CallLengthTalk, ACallCutOffByTheCarrierSaysSo) {
  const auto reason = [](Duration now, std::optional<int> spoken) {
    CallScript call;
    call.Live();
    At(call, now);
    auto hook = call.Hook(CallWebhook::Kind::kStatus, CallStatus::kCompleted);
    hook.sequence = 3;
    hook.duration_seconds = spoken;
    call.Came(hook);
    return call.Data(type::kCallEnded, "reason");
  };
  EXPECT_EQ(reason(seconds(600), 600), "time_limit");
  EXPECT_EQ(reason(seconds(601), 599), "time_limit");
  EXPECT_EQ(reason(seconds(600), std::nullopt), "time_limit");
  EXPECT_EQ(reason(seconds(100), 100), "hung_up");
  EXPECT_EQ(reason(seconds(700), 100), "hung_up");  // a late callback
}

TEST_P(CallLengthTalk, SilenceOfTheCarrierEndsItAllTheSame) {
  CallScript call;
  call.Live();
  while (call.at.call.phase != Phase::kOver) {
    ASSERT_TRUE(call.NextTimer());
    if (call.at.call.phase == Phase::kOver) break;
    call.Feed(
        CallRead{.provider_call_id = CallScript::kSid, .call = Fail(ErrorKind::kTransient, "503")});
  }
  EXPECT_EQ(call.now - *call.at.call.answered_at, seconds(660));
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "time_limit");
  EXPECT_EQ(call.Data(type::kCallEnded, "duration_seconds"), "660");
  EXPECT_GE(call.Commands<EndCall>(), 1);
  EXPECT_FALSE(call.at.call.timer);
  EXPECT_TRUE(call.at.question.Open());
}

TEST_P(CallLengthTalk, ACarrierThatLetsItLiveOnIsNotWaitedFor) {
  CallScript call;
  call.Live();
  for (int i = 0; i < 100 && call.NextTimer(); ++i)
    call.Feed(CallRead{.provider_call_id = CallScript::kSid,
                       .call = call.InList(CallStatus::kInProgress)});
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "time_limit");
}

TEST_P(CallLengthTalk, ACallNobodyHeardOfAgainFails) {
  CallScript call;
  call.Time();
  call.Placed();
  const TimePoint placed = call.now;
  for (int i = 0; i < 100 && call.NextTimer(); ++i)
    call.Feed(
        CallRead{.provider_call_id = CallScript::kSid, .call = Fail(ErrorKind::kRejected, "401")});
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "carrier_unreachable");
  EXPECT_EQ(call.now - placed, seconds(30 + 600 + 60));
}

TEST_P(CallLengthTalk, IsThatOfTheDial) {
  CallScript call;
  call.settings.time_limit = seconds(100);
  call.settings.warn_after = seconds(50);
  call.Live();
  call.settings = {};
  // All of it stands in the row: another process goes on.
  call.at.call = FromRow(ToRow(call.at.call)).value();
  At(call, seconds(51));
  call.Speak("repeat");
  EXPECT_THAT(call.Said(), StartsWith("This call will end in less than a minute."));
  call.at.call = FromRow(ToRow(call.at.call)).value();
  call.Speak("repeat");
  EXPECT_THAT(call.Said(), Not(HasSubstr("will end")));
  At(call, seconds(86));
  call.Speak("repeat");
  EXPECT_FALSE(call.last.reply->ask);
}

TEST_P(CallLengthTalk, OfARowOfAFormerReleaseIsThatOfTheSettings) {
  CallScript call;
  call.Live();
  call.at.call.limit = {};
  call.at.call.warn_after = {};
  const auto length = LengthOf(call.at.call, call.settings);
  ASSERT_TRUE(length);
  EXPECT_EQ(length->warning - *call.at.call.answered_at, seconds(480));
  EXPECT_EQ(length->closing - *call.at.call.answered_at, seconds(585));
  EXPECT_EQ(length->end - *call.at.call.answered_at, seconds(600));
}

TEST_P(CallLengthTalk, AShortOneKeepsTimeForAnAnswer) {
  CallScript call;
  call.settings.time_limit = seconds(12);
  call.settings.warn_after = seconds(8);
  call.Live();
  const auto length = LengthOf(call.at.call, call.settings);
  EXPECT_EQ(length->closing - *call.at.call.answered_at, seconds(10));
}

}  // namespace
}  // namespace tocsin::voice
