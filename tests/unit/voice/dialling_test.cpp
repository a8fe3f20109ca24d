// links: voice net schemas
// The table of core 7, row by row.
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using std::chrono::minutes;
using std::chrono::seconds;
using Types = std::vector<std::string>;

TEST(Dialling, IsClaimedBeforeAnythingIsSent) {
  CallScript call;

  call.Time();

  EXPECT_EQ(call.at.call.phase, Phase::kDialling);
  EXPECT_EQ(call.Commands<Dial>(), 1);
  ASSERT_EQ(call.last.attempts.size(), 1U);
  EXPECT_TRUE(call.last.attempts[0].unresolved);
  EXPECT_EQ(call.last.attempts[0].token_hash, "token-hash-1");
  EXPECT_TRUE(call.events.empty());
}

TEST(Dialling, AnsweredIsPlacedAndBound) {
  CallScript call;
  call.Time();

  call.Placed();

  EXPECT_EQ(call.at.call.phase, Phase::kPlaced);
  EXPECT_EQ(call.at.call.provider_call_id, CallScript::kSid);
  EXPECT_TRUE(call.at.attempts[0].unresolved) << "it holds the number's line until it has ended";
  EXPECT_EQ(call.Types(), Types{"call.initiated"});
}

TEST(Dialling, RefusedIsDefinite) {
  CallScript call;
  call.Time();

  call.Placed(PlaceOutcome::kRefused);

  EXPECT_EQ(call.at.call.phase, Phase::kOver);
  EXPECT_FALSE(call.at.attempts[0].unresolved);
  EXPECT_EQ(call.Types(), Types{"call.failed"});
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "refused");
  EXPECT_EQ(call.at.call.status, "failed");
}

TEST(Dialling, ByHandTheQuestionEndsWithItsCall) {
  for (const bool by_hand : {true, false}) {
    CallScript call;
    call.at.call.by_hand = by_hand;
    call.Time();

    call.Placed(PlaceOutcome::kRefused);

    EXPECT_EQ(call.at.question.Open(), !by_hand);
    EXPECT_EQ(call.last.question_changed, by_hand);
    if (by_hand) EXPECT_EQ(ToRow(call.at.question).status, "unanswered");
  }
}

TEST(Questions, AreClosedAsTheirEndSays) {
  const std::pair<const char*, const char*> cases[] = {{"unanswered", "unanswered"},
                                                       {"expired", "expired"},
                                                       {"resolved", "closed"},
                                                       {"open", "closed"},
                                                       {"decided", "closed"}};
  for (const auto& [reason, status] : cases) {
    const auto closing = CloseQuestion(Question{}, {}, reason, {});
    EXPECT_TRUE(closing.changed);
    const auto row = ToRow(closing.question);
    EXPECT_EQ(row.status, status);
    EXPECT_EQ(ToRow(FromRow(row).value()).status, status) << "read back";
    EXPECT_FALSE(FromRow(row)->Open());
    EXPECT_FALSE(CloseQuestion(closing.question, {}, "cancelled", {}).changed) << "the first stays";
  }
}

TEST(Dialling, NotSentIsPlannedAgainWithBackoff) {
  CallScript call;
  call.Time();
  const TimePoint start = call.now;

  call.Placed(PlaceOutcome::kNotSent);
  EXPECT_EQ(call.at.call.phase, Phase::kPlanned);
  EXPECT_EQ(*call.at.call.timer, start + seconds(1));
  call.NextTimer();
  EXPECT_EQ(call.Commands<Dial>(), 2);
  call.Placed(PlaceOutcome::kNotSent);
  EXPECT_EQ(*call.at.call.timer, call.now + seconds(2));
  call.NextTimer();
  call.Placed();

  EXPECT_EQ(call.at.attempts.size(), 1U);
  EXPECT_EQ(call.at.attempts[0].number, 1);
  EXPECT_EQ(call.Types(), Types{"call.initiated"});
}

TEST(Dialling, GivesUpWhenTheCarrierStaysAway) {
  CallScript call;
  call.Time();
  for (int i = 0; i < 100 && call.at.call.phase != Phase::kOver; ++i) {
    call.Placed(PlaceOutcome::kNotSent);
    call.NextTimer();
  }
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "carrier_unreachable");
  EXPECT_FALSE(call.at.attempts[0].unresolved);
}

TEST(Dialling, TimeoutIsUnknownAndNeverRepeated) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  ASSERT_EQ(call.at.call.phase, Phase::kUnknown);

  for (int i = 0; i < 50; ++i) call.NextTimer();

  EXPECT_EQ(call.Commands<Dial>(), 1);
  EXPECT_TRUE(call.at.attempts[0].unresolved);
}

TEST(Dialling, FoundAfterARestartIsUnknown) {
  CallScript call;
  call.Time();

  call.NextTimer(/*in_flight=*/true);
  EXPECT_EQ(call.at.call.phase, Phase::kDialling);
  call.NextTimer(/*in_flight=*/false);

  EXPECT_EQ(call.at.call.phase, Phase::kUnknown);
  EXPECT_EQ(call.Commands<Dial>(), 1);
}

TEST(Dialling, AWebhookMayComeBeforeTheAnswer) {
  CallScript call;
  call.Time();

  call.StatusCame(CallStatus::kRinging, 1);
  EXPECT_EQ(call.at.call.phase, Phase::kPlaced);
  EXPECT_EQ(call.at.call.provider_call_id, CallScript::kSid);
  call.Placed();

  EXPECT_EQ(call.Types(), (Types{"call.initiated", "call.ringing"}));
  EXPECT_EQ(call.Commands<EndCall>(), 0);
}

TEST(Dialling, AWebhookResolvesTheUnknownAtItsState) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);

  call.Answer();

  EXPECT_EQ(call.at.call.phase, Phase::kLive);
  EXPECT_TRUE(call.at.attempts[0].unresolved);

  EXPECT_EQ(call.Types(), (Types{"call.initiated", "call.ringing", "call.answered"}));
  EXPECT_NE(call.Said().find("nginx"), std::string::npos);
  call.StatusCame(CallStatus::kCompleted, 9);
  EXPECT_FALSE(call.at.attempts[0].unresolved);
}

TEST(Dialling, LateErrorsDoNotUndoAWebhook) {
  for (const auto outcome :
       {PlaceOutcome::kRefused, PlaceOutcome::kNotSent, PlaceOutcome::kUnknown}) {
    CallScript call;
    call.Time();
    call.StatusCame(CallStatus::kRinging, 1);

    call.Placed(outcome);

    EXPECT_EQ(call.at.call.phase, Phase::kPlaced);
    EXPECT_EQ(call.Commands<Dial>(), 1);
  }
}

TEST(Dialling, TheListIsAskedAtFiveTwentyAndSixtySeconds) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  const TimePoint start = call.now;
  std::vector<long> asked;
  while (call.at.call.phase == Phase::kUnknown) {
    call.NextTimer();
    if (call.last.commands.empty()) continue;
    asked.push_back(std::chrono::duration_cast<seconds>(call.now - start).count());
    call.Listed({});
  }

  EXPECT_EQ(asked, (std::vector<long>{5, 20, 60}));
  EXPECT_FALSE(call.at.attempts[0].unresolved);
}

TEST(Dialling, TheWorkflowHearsOfTheUnknownAfterTwentySeconds) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  const TimePoint start = call.now;
  while (call.events.empty()) {
    ASSERT_TRUE(call.NextTimer());
    if (!call.last.commands.empty()) call.Listed({});
  }

  EXPECT_EQ(call.now - start, seconds(20));
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "outcome_unknown");
  EXPECT_TRUE(call.at.attempts[0].unresolved);
  // Later the number is freed, whoever waited until it was known hears that nobody was rung, and
  // the call is not dialled again.
  while (call.at.call.timer) {
    call.NextTimer();
    if (!call.last.commands.empty()) call.Listed({});
  }
  EXPECT_EQ(call.now - start, seconds(60));
  EXPECT_EQ(call.at.call.phase, Phase::kOver);
  EXPECT_EQ(call.Types(), (Types{"call.failed", "call.failed"}));
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "lost");
  EXPECT_NE(call.events[0].id, call.events[1].id);
  EXPECT_EQ(call.Commands<Dial>(), 1);
}

TEST(Dialling, AListThatCannotBeHadIsNotAbsence) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  for (int i = 0; i < 60; ++i) {
    call.NextTimer();
    if (!call.last.commands.empty())
      call.Feed(CallsListed{.attempt = 1, .calls = Fail(ErrorKind::kTransient, "503")});
  }

  EXPECT_EQ(call.at.call.phase, Phase::kUnknown);
  EXPECT_TRUE(call.at.attempts[0].unresolved);
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "outcome_unknown");
}

TEST(Dialling, OfAWithdrawnCallTheListIsAskedNoMoreOftenThanOfAnother) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  call.at.question.status = Question::Status::kClosed;
  const TimePoint start = call.now;
  int looks = 0;
  for (; looks < 100 && call.NextTimer(); ++looks)
    if (!call.last.commands.empty()) call.Listed({});

  EXPECT_LE(looks, 5);
  EXPECT_EQ(call.now - start, seconds(60));
  EXPECT_EQ(call.Types(), Types{"call.ended"});
}

TEST(Dialling, AListThatNeverAnswersDoesNotKeepTheWorkflowWaiting) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  const TimePoint start = call.now;
  while (call.events.empty()) ASSERT_TRUE(call.NextTimer());
  EXPECT_LE(call.now - start, seconds(26));
}

TEST(Dialling, TheListFindsTheCall) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  call.NextTimer();

  call.Listed({call.InList()});

  EXPECT_EQ(call.at.call.phase, Phase::kPlaced);
  EXPECT_EQ(call.at.call.provider_call_id, CallScript::kSid);
  EXPECT_EQ(call.Types(), (Types{"call.initiated", "call.ringing"}));
}

TEST(Dialling, AListedCallMustFit) {
  const auto spoiled = [](auto spoil) {
    CallScript call;
    call.Time();
    call.Placed(PlaceOutcome::kUnknown);
    call.NextTimer();
    auto listed = call.InList();
    spoil(listed, *call.at.call.dialled_at);
    call.Listed({listed});
    return call.at.call.phase;
  };
  EXPECT_EQ(spoiled([](auto& call, auto) { call.to = "+15550000000"; }), Phase::kUnknown);
  EXPECT_EQ(spoiled([](auto& call, auto) { call.from = "+15550000000"; }), Phase::kUnknown);
  EXPECT_EQ(spoiled([](auto& call, auto) { call.outbound_by_api = false; }), Phase::kUnknown);
  EXPECT_EQ(spoiled([](auto& call, auto at) { call.created = at - seconds(6); }), Phase::kUnknown);
  EXPECT_EQ(spoiled([](auto& call, auto at) { call.created = at + seconds(91); }), Phase::kUnknown);
  EXPECT_EQ(spoiled([](auto& call, auto at) { call.created = at - seconds(5); }), Phase::kPlaced);
  EXPECT_EQ(spoiled([](auto& call, auto at) { call.created = at + seconds(90); }), Phase::kPlaced);
}

TEST(Dialling, AListedCallOfAnotherAttemptIsNotOurs) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  call.NextTimer();

  call.Feed(CallsListed{.attempt = 1,
                        .calls = std::vector<ListedCall>{call.InList()},
                        .bound_elsewhere = {CallScript::kSid}});

  EXPECT_EQ(call.at.call.phase, Phase::kUnknown);
}

TEST(Dialling, ALostAttemptAllowsTheNext) {
  CallScript call;
  call.settings.tell_unknown_after = minutes(5);
  call.Time();
  call.Placed(PlaceOutcome::kUnknown);
  while (call.at.call.phase == Phase::kUnknown) {
    call.NextTimer();
    if (!call.last.commands.empty()) call.Listed({});
  }
  ASSERT_EQ(call.at.call.phase, Phase::kPlanned);

  call.NextTimer();

  EXPECT_EQ(call.at.call.attempt, 2);
  EXPECT_EQ(call.at.attempts.size(), 2U);
  EXPECT_FALSE(call.at.attempts[0].unresolved);
  EXPECT_TRUE(call.at.attempts[1].unresolved);
  EXPECT_EQ(call.Commands<Dial>(), 2);
  // The lost one comes up after all: it is a stray leg.
  call.Answer();
  EXPECT_TRUE(call.last.stray);
  EXPECT_FALSE(call.last.reply->ask);
  EXPECT_EQ(call.Commands<EndCall>(), 1);
  EXPECT_EQ(call.at.call.phase, Phase::kDialling);
}

TEST(Dialling, ASecondIdForOneTokenIsAStrayLeg) {
  CallScript call;
  call.Live();
  auto hook = call.Hook(CallWebhook::Kind::kAnswer, CallStatus::kInProgress);
  hook.provider_call_id = "CA2";

  call.Came(hook);

  EXPECT_TRUE(call.last.stray);
  ASSERT_EQ(call.last.commands.size(), 1U);
  EXPECT_EQ(std::get<EndCall>(call.last.commands[0]).provider_call_id, "CA2");
  EXPECT_TRUE(call.last.reply && !call.last.reply->ask);
  EXPECT_TRUE(call.last.events.empty());
  EXPECT_EQ(call.at.call.provider_call_id, CallScript::kSid);
}

TEST(Dialling, AnAnswerWithAnotherIdIsAStrayLeg) {
  CallScript call;
  call.Time();
  call.StatusCame(CallStatus::kRinging, 1);

  call.Placed(PlaceOutcome::kPlaced, "CA2");

  ASSERT_EQ(call.last.commands.size(), 1U);
  EXPECT_EQ(std::get<EndCall>(call.last.commands[0]).provider_call_id, "CA2");
  EXPECT_EQ(call.at.call.provider_call_id, CallScript::kSid);
}

TEST(Dialling, AForeignTokenChangesNothing) {
  CallScript call;
  call.Live();

  call.Came(call.Hook(CallWebhook::Kind::kAnswer, CallStatus::kInProgress), 0, "other-hash");

  EXPECT_FALSE(call.last.call_changed);
  EXPECT_TRUE(call.last.events.empty());
  EXPECT_TRUE(call.last.reply && !call.last.reply->ask);
}

TEST(Dialling, WaitsForItsSlotAndForTheNumber) {
  CallScript call;
  call.facts.slot = call.now + seconds(3);
  call.Time();
  EXPECT_EQ(call.at.call.phase, Phase::kPlanned);
  EXPECT_TRUE(call.at.attempts.empty());
  EXPECT_EQ(*call.at.call.timer, call.now + seconds(3));
  call.facts.number_busy = true;
  call.NextTimer();
  EXPECT_EQ(call.at.call.phase, Phase::kPlanned);
  EXPECT_EQ(*call.at.call.timer, call.now + seconds(2));
  call.facts.number_busy = false;

  call.NextTimer();

  EXPECT_EQ(call.at.call.phase, Phase::kDialling);
}

TEST(Dialling, WaitsItsTurnForTheNumber) {
  CallScript call;
  call.facts.before = 4;
  call.Time();
  EXPECT_EQ(call.at.call.phase, Phase::kPlanned);
  EXPECT_EQ(*call.at.call.timer, call.now + seconds(8)) << "looked at less often from far behind";
  call.facts.before = 0;
  call.NextTimer();
  EXPECT_EQ(call.at.call.phase, Phase::kDialling);
}

TEST(Dialling, ALineThatIsNeverFreeWasBusy) {
  CallScript call;
  call.facts.before = 1;
  call.Time();
  const TimePoint start = call.now;
  while (call.at.call.phase == Phase::kPlanned) ASSERT_TRUE(call.NextTimer());

  EXPECT_EQ(call.now - start, call.settings.wait_for_line);
  EXPECT_EQ(call.Types(), Types{"call.ended"});
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "busy");
  EXPECT_EQ(call.Commands<Dial>(), 0);
}

TEST(Dialling, AnAttemptThatLostItsLineIsNotMadeAgain) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kNotSent);
  call.at.attempts[0].unresolved = false;

  call.NextTimer();
  call.NextTimer();

  EXPECT_EQ(call.at.call.attempt, 2);
  EXPECT_TRUE(call.at.attempts[1].unresolved);
}

TEST(Dialling, AChangedTokenSecretTakesTheNextAttempt) {
  CallScript call;
  call.Time();
  call.Placed(PlaceOutcome::kNotSent);
  call.at.attempts[0].token_hash = "made with another secret";

  call.NextTimer();
  EXPECT_EQ(call.at.call.phase, Phase::kPlanned);
  call.NextTimer();

  EXPECT_EQ(call.at.call.phase, Phase::kDialling);
  EXPECT_EQ(call.at.call.attempt, 2);
  EXPECT_FALSE(call.at.attempts[0].unresolved);
}

struct GuardCase {
  const char* reason;
  std::function<void(CallScript&)> set;
};

TEST(Guards, RefuseWithTheirReason) {
  const std::vector<GuardCase> cases = {
      {"kill_switch", [](CallScript& c) { c.settings.kill_switch = true; }},
      {"country",
       [](CallScript& c) {
         c.settings.country_prefixes = {"+49", "0044"};
       }},
      {"country", [](CallScript& c) { c.facts.from = "+4930123456"; }},
      {"no_carrier", [](CallScript& c) { c.facts.from = ""; }},
      {"invalid_number", [](CallScript& c) { c.at.call.phone = "12"; }},
      {"invalid_number", [](CallScript& c) { c.at.call.phone = "+01234567"; }},
      {"invalid_number", [](CallScript& c) { c.at.call.phone = "+1555 987654"; }},
      {"limit", [](CallScript& c) { c.facts.dialled.to_phone_lately = 10; }},
      {"limit", [](CallScript& c) { c.facts.dialled.to_phone = 30; }},
      {"limit", [](CallScript& c) { c.facts.dialled.total = 600; }},
  };
  for (const auto& [reason, set] : cases) {
    CallScript call;
    set(call);
    call.Time();
    EXPECT_EQ(call.Types(), Types{"call.failed"}) << reason;
    EXPECT_EQ(call.Data(type::kCallFailed, "reason"), reason);
    EXPECT_EQ(call.Commands<Dial>(), 0);
    EXPECT_FALSE(call.at.call.timer);
  }
}

TEST(Guards, NameTheLimit) {
  const std::pair<AttemptCounts, const char*> cases[] = {
      {{.to_phone = 30, .to_phone_lately = 10}, "limits.calls_per_number_minute is 10"},
      {{.to_phone = 30, .to_phone_lately = 9}, "limits.calls_per_number_hour is 30"},
      {{.total = 600}, "limits.calls_per_hour is 600"}};
  for (const auto& [dialled, detail] : cases) {
    CallScript call;
    call.facts.dialled = dialled;
    call.Time();
    EXPECT_EQ(call.Data(type::kCallFailed, "detail"), detail);
  }
}

TEST(Guards, APersonsThrottleCountsTheDialsOfTheirNumber) {
  CallScript call;
  call.at.call.calls_per_hour = 3;
  call.facts.dialled = {.to_phone = 3, .to_phone_lately = 1, .total = 3};
  call.Time();
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "limit");
  EXPECT_EQ(call.Data(type::kCallFailed, "detail"), "throttle: calls_per_hour is 3");

  CallScript fewer;
  fewer.at.call.calls_per_hour = 3;
  fewer.facts.dialled = {.to_phone = 2, .to_phone_lately = 2, .total = 200};
  fewer.Time();
  EXPECT_EQ(fewer.Commands<Dial>(), 1);
}

TEST(Guards, LetThroughWhatIsAllowed) {
  CallScript call;
  call.settings.country_prefixes = {"+49", "1555"};
  call.facts.dialled = {.to_phone = 29, .to_phone_lately = 9, .total = 599};
  call.Time();
  EXPECT_EQ(call.Commands<Dial>(), 1);
}

TEST(Carrier, EventsComeInOrderWhateverTheCallbacksDo) {
  CallScript call;
  call.Time();
  call.Placed();

  call.StatusCame(CallStatus::kInProgress, 2);
  call.StatusCame(CallStatus::kRinging, 1);
  call.StatusCame(CallStatus::kInProgress, 2);
  call.Answer();
  call.StatusCame(CallStatus::kCompleted, 3);
  call.StatusCame(CallStatus::kCompleted, 3);
  call.StatusCame(CallStatus::kRinging, 1);

  EXPECT_EQ(call.Types(), (Types{"call.initiated", "call.ringing", "call.answered", "call.ended"}));
}

struct EndCase {
  CallStatus status;
  const char* type;
  const char* reason;
  const char* row;
};

TEST(Carrier, TellsWhyACallWasNotReached) {
  for (const auto& [status, ended, reason, row] :
       {EndCase{CallStatus::kBusy, "call.ended", "busy", "not_reached"},
        {CallStatus::kNoAnswer, "call.ended", "no-answer", "not_reached"},
        {CallStatus::kCanceled, "call.ended", "canceled", "not_reached"},
        {CallStatus::kFailed, "call.failed", "failed", "failed"}}) {
    CallScript call;
    call.Time();
    call.Placed();
    call.StatusCame(CallStatus::kRinging, 1);
    call.StatusCame(status, 2);
    EXPECT_EQ(call.Types(), (Types{"call.initiated", "call.ringing", ended})) << reason;
    EXPECT_EQ(call.Data("tocsin." + std::string(ended), "reason"), reason);
    EXPECT_EQ(call.at.call.status, row);
    EXPECT_FALSE(call.at.call.timer);
  }
}

TEST(Carrier, IsAskedWhenItsCallbacksDoNotCome) {
  CallScript call;
  call.Time();
  call.Placed();

  call.NextTimer();
  ASSERT_EQ(call.Commands<ReadCall>(), 1);
  call.Feed(
      CallRead{.provider_call_id = CallScript::kSid, .call = call.InList(CallStatus::kNoAnswer)});

  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "no-answer");
}

TEST(Carrier, AFailedQuestionIsAskedAgain) {
  CallScript call;
  call.Time();
  call.Placed();
  for (int i = 0; i < 3; ++i) {
    call.NextTimer();
    call.Feed(
        CallRead{.provider_call_id = CallScript::kSid, .call = Fail(ErrorKind::kTransient, "503")});
  }
  EXPECT_EQ(call.Commands<ReadCall>(), 3);
  EXPECT_TRUE(call.at.call.timer);
  call.Feed(
      CallRead{.provider_call_id = CallScript::kSid, .call = Fail(ErrorKind::kNotFound, "404")});
  EXPECT_EQ(call.at.call.phase, Phase::kOver);
}

TEST(Events, CarryWhatTheRequestCarried) {
  CallScript call;
  call.Live();

  std::vector<std::string> ids;
  for (const auto& event : call.events) {
    EXPECT_EQ(event.subject, "a1");
    EXPECT_EQ(event.Extension("causationid"), "command-alice");
    EXPECT_EQ(event.Extension("runid"), RunId::Derive({"run"}).ToString());
    EXPECT_EQ(event.traceparent.substr(3, 32), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(event.data.Text().find("5559876543"), std::string::npos) << event.data;
    ids.push_back(event.id);
  }
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::unique(ids).size(), 0U);
  CallScript again;
  again.Live();
  for (std::size_t i = 0; i < call.events.size(); ++i)
    EXPECT_EQ(call.events[i].id, again.events[i].id);
}

TEST(Rows, KeepTheWholeState) {
  CallScript call;
  call.Live();
  call.Speak("approve");
  const auto row = ToRow(call.at.call);
  const auto question = ToRow(call.at.question);

  const auto read = FromRow(row);
  const auto read_question = FromRow(question);

  ASSERT_TRUE(read && read_question);
  EXPECT_EQ(ToRow(*read).state, row.state);
  EXPECT_EQ(ToRow(*read_question).state, question.state);
  auto unknown = row;
  unknown.format = 99;
  EXPECT_FALSE(FromRow(unknown));
}

}  // namespace
}  // namespace tocsin::voice
