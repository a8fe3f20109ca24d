// links: voice net schemas
// What may be spent on calls: rates, days, what a dial holds and what it came to.
#include "workers/voice/call/budget.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/inbound_call.hpp"
#include "schemas/events/budget.hpp"
#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/leg/decide_call.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using testing::ElementsAre;
using testing::HasSubstr;
using Types = std::vector<std::string>;

constexpr std::int64_t kCent = 10'000;

Budget TwoRates() {
  return {.currency = "INR",
          .day = 100 * kCent,
          .rates = {{.prefix = "+1", .per_minute = 5 * kCent, .per_call = 2 * kCent}}};
}

TEST(Rates, CountMinutesThatAreBegun) {
  const CallRate rate{.per_minute = 5, .per_call = 2};
  EXPECT_EQ(rate.CostOf(Duration(0)), 0) << "nobody picked up";
  EXPECT_EQ(rate.CostOf(std::chrono::seconds(1)), 7);
  EXPECT_EQ(rate.CostOf(std::chrono::seconds(60)), 7);
  EXPECT_EQ(rate.CostOf(std::chrono::milliseconds(60'001)), 12);
  EXPECT_EQ(rate.CostOf(std::chrono::minutes(10)), 52);
}

TEST(Rates, TheLongestPrefixCountsAndACarrierBeforeAny) {
  const Budget budget{.rates = {{.per_minute = 1},
                                {.prefix = "+49", .per_minute = 2},
                                {.provider = "exotel", .prefix = "+49", .per_minute = 3},
                                {.prefix = "+4915", .per_minute = 4}}};
  const auto rate = [&](std::string_view provider, std::string_view phone) {
    return budget.RateOf(provider, phone)->per_minute;
  };
  EXPECT_EQ(rate("twilio", "+15550001111"), 1);
  EXPECT_EQ(rate("twilio", "+4930123456"), 2);
  EXPECT_EQ(rate("exotel", "+4930123456"), 3);
  EXPECT_EQ(rate("exotel", "+4915123456"), 4);
  const Budget none, other{.rates = {{.provider = "exotel"}}};
  EXPECT_EQ(none.RateOf("twilio", "+1"), nullptr);
  EXPECT_EQ(other.RateOf("twilio", "+1"), nullptr);
}

TEST(Days, BeginInTheirZone) {
  const auto at = [](const char* text) { return *ParseTime(text); };
  EXPECT_EQ(Budget{}.DayOf(at("2026-03-29T22:30:00Z")), at("2026-03-29T00:00:00Z"));
  const Budget berlin{.zone = "Europe/Berlin"};
  EXPECT_EQ(berlin.DayOf(at("2026-03-29T22:30:00Z")), at("2026-03-29T22:00:00Z"));
  EXPECT_EQ(berlin.DayOf(at("2026-03-29T21:59:59Z")), at("2026-03-28T23:00:00Z"))
      << "the day of 23 hours";
  EXPECT_EQ(berlin.DayOf(at("2026-10-25T22:59:59Z")), at("2026-10-24T22:00:00Z"))
      << "the day of 25 hours";
  // Midnight is skipped there on that day.
  EXPECT_EQ((Budget{.zone = "Africa/Cairo"}.DayOf(at("2026-04-24T12:00:00Z"))),
            at("2026-04-23T22:00:00Z"));
}

TEST(OverBudget, NamesTheRule) {
  auto budget = TwoRates();
  const auto longest = std::chrono::minutes(10);  // 52 cents
  const auto rule = [&](MoneySpent spent, std::string_view phone = "+15550001111") {
    const auto over = OverBudget(budget, "twilio", phone, spent, longest);
    return over ? over->rule : std::string();
  };
  EXPECT_EQ(rule({.to_phone = 48 * kCent, .all = 48 * kCent}), "");
  EXPECT_EQ(rule({.all = 48 * kCent + 1}), "cost.budget.day");
  EXPECT_EQ(rule({}, "+4930123456"), "cost.rates") << "what it costs is not known";
  budget.person_day = 60 * kCent;
  EXPECT_EQ(rule({.to_phone = 8 * kCent, .all = 8 * kCent}), "");
  EXPECT_EQ(rule({.to_phone = 8 * kCent + 1, .all = 0}), "cost.budget.person_day");
  budget.per_minute = 5 * kCent - 1;
  EXPECT_EQ(rule({}), "cost.budget.per_minute");
  EXPECT_EQ(DetailOf(*OverBudget(budget, "twilio", "+15550001111", {}, longest), "INR"),
            "cost.budget.per_minute is 0.049999 INR, and a minute costs 0.05");
  EXPECT_FALSE(OverBudget({}, "twilio", "+4930123456", {}, longest))
      << "no budget, no rates needed";
}

TEST(Money, IsWrittenAsPeopleDo) {
  EXPECT_EQ(MoneyText(0), "0.00");
  EXPECT_EQ(MoneyText(140'000), "0.14");
  EXPECT_EQ(MoneyText(14'000), "0.014");
  EXPECT_EQ(MoneyText(12'500'000), "12.50");
}

/// A call to a number of rate 5 + 2 cents, of ten minutes at most.
struct PaidCall : CallScript {
  PaidCall() { settings.budget = TwoRates(); }
  std::vector<SpendRow> Spent() const { return last.spend; }
};

TEST(PaidCalls, ADialHoldsWhatTheLongestTalkCosts) {
  PaidCall call;
  call.facts.spent = {.to_phone = 0, .all = 48 * kCent};
  call.Time();

  EXPECT_EQ(call.Commands<Dial>(), 1);
  ASSERT_EQ(call.Spent().size(), 1);
  const auto held = call.Spent()[0];
  EXPECT_EQ(held.micros, 52 * kCent);
  EXPECT_FALSE(held.settled);
  EXPECT_EQ(held.attempt, call.last.attempts.at(0).id);
  EXPECT_EQ(held.budget.all, 100 * kCent);
  EXPECT_EQ(held.budget.since, call.settings.budget.DayOf(call.now));
}

TEST(PaidCalls, WhatIsNotThereIsRefusedAndTold) {
  PaidCall call;
  call.facts.spent = {.to_phone = 0, .all = 50 * kCent};
  call.Time();

  EXPECT_EQ(call.Commands<Dial>(), 0);
  EXPECT_TRUE(call.Spent().empty());
  EXPECT_EQ(call.Types(), (Types{"budget.refused", "call.failed"}));
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "budget");
  EXPECT_EQ(call.Data(type::kCallFailed, "detail"),
            "cost.budget.day is 1.00 INR, of which 0.50 are spent or held; this call may cost "
            "0.52");
  EXPECT_EQ(call.Data(type::kBudgetRefused, "rule"), "cost.budget.day");
  EXPECT_EQ(call.Data(type::kBudgetRefused, "provider"), "twilio");
  const auto refused = events::Read<events::BudgetRefused>(call.events.front());
  EXPECT_DOUBLE_EQ(*refused.limit, 1.0);
  EXPECT_DOUBLE_EQ(refused.spent, 0.5);
  EXPECT_DOUBLE_EQ(refused.needed, 0.52);
  EXPECT_THAT(refused.phone, HasSubstr("***"));
}

TEST(PaidCalls, AnAttemptThatIsMadeAgainHoldsItsMoneyAlready) {
  PaidCall call;
  call.facts.held = true;
  call.facts.spent = {.to_phone = 52 * kCent, .all = 100 * kCent};
  call.Time();
  EXPECT_EQ(call.Commands<Dial>(), 1);
  EXPECT_TRUE(call.Spent().empty());
}

TEST(PaidCalls, TheEndSettlesWhatTheTalkCame) {
  PaidCall call;
  call.Time();
  call.Placed();
  call.Answer();
  call.now += std::chrono::seconds(61);
  call.StatusCame(CallStatus::kCompleted, 9);

  ASSERT_EQ(call.Spent().size(), 1);
  EXPECT_TRUE(call.Spent()[0].settled);
  EXPECT_EQ(call.Spent()[0].micros, 12 * kCent) << "two minutes are begun";
  EXPECT_EQ(call.Data(type::kCallEnded, "cost"), "1.2E-1");
}

TEST(PaidCalls, WhoDoesNotAnswerCostsNothing) {
  PaidCall call;
  call.Time();
  call.Placed();
  call.StatusCame(CallStatus::kNoAnswer, 9);
  ASSERT_EQ(call.Spent().size(), 1);
  EXPECT_TRUE(call.Spent()[0].settled);
  EXPECT_EQ(call.Spent()[0].micros, 0);
}

/// A call whose dial holds money, but did not reach the carrier.
struct UnsentCall : PaidCall {
  UnsentCall() {
    Time();
    Placed(PlaceOutcome::kNotSent);
    EXPECT_EQ(at.call.phase, Phase::kPlanned);
    EXPECT_TRUE(Spent().empty()) << "it is made again, and the money stays held for that";
    facts.held = true;
  }
  void ExpectNothingHeld() const {
    EXPECT_EQ(at.call.phase, Phase::kOver);
    ASSERT_EQ(Spent().size(), 1);
    EXPECT_EQ(Spent()[0].attempt, at.attempts.at(0).id);
    EXPECT_TRUE(Spent()[0].settled);
    EXPECT_EQ(Spent()[0].micros, 0);
  }
};

TEST(UnsentCalls, HoldNothingWhenNobodyWantsThemAnyMore) {
  UnsentCall call;
  call.Feed(Cancelled{});
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "superseded");
  call.ExpectNothingHeld();
}

TEST(UnsentCalls, HoldNothingWhenTheyMayNotBeMadeAgain) {
  UnsentCall call;
  call.settings.kill_switch = true;
  call.NextTimer();
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "kill_switch");
  call.ExpectNothingHeld();
}

TEST(UnsentCalls, HoldNothingWhenTheLineIsNeverFree) {
  UnsentCall call;
  call.facts.before = 1;
  while (call.at.call.phase == Phase::kPlanned) ASSERT_TRUE(call.NextTimer());
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "busy");
  call.ExpectNothingHeld();
}

TEST(UnsentCalls, HoldNothingWhenTheCarrierStaysAway) {
  UnsentCall call;
  while (call.at.call.phase != Phase::kOver) {
    ASSERT_TRUE(call.NextTimer());
    call.Placed(PlaceOutcome::kNotSent);
  }
  EXPECT_EQ(call.Data(type::kCallFailed, "reason"), "carrier_unreachable");
  call.ExpectNothingHeld();
}

TEST(UnsentCalls, HoldNothingWhenTheyAreSetAside) {
  UnsentCall call;
  call.last = GiveUpCall(call.at, "crash", "test", call.now, call.settings);
  call.at = call.last.next;
  call.ExpectNothingHeld();
}

/// A call that has ended after 61 s, reckoned at 12 cents, at a carrier that tells prices.
struct BilledCall : PaidCall {
  BilledCall() {
    facts.tells_prices = true;
    Time();
    Placed();
    Answer();
    now += std::chrono::seconds(61);
    StatusCame(CallStatus::kCompleted, 9);
  }
  /// The carrier's answer to the question that the timer asked.
  void Read(std::optional<CallPrice> price, CallStatus status = CallStatus::kCompleted) {
    Feed(CallRead{kSid, ListedCall{.provider_call_id = kSid,
                                   .to = kPhone,
                                   .from = kFrom,
                                   .status = status,
                                   .outbound_by_api = true,
                                   .created = now,
                                   .price = std::move(price)}});
  }
};

TEST(BilledCalls, TheCarriersPriceTakesThePlaceOfWhatWasReckoned) {
  BilledCall call;
  EXPECT_EQ(call.Spent().at(0).micros, 12 * kCent);
  ASSERT_TRUE(call.NextTimer());
  EXPECT_EQ(call.Commands<ReadCall>(), 1);
  call.Read(std::nullopt);
  EXPECT_TRUE(call.Spent().empty()) << "not reckoned yet";
  ASSERT_TRUE(call.NextTimer());
  call.Read(CallPrice{.micros = 17 * kCent, .currency = "INR"});

  ASSERT_EQ(call.Spent().size(), 1);
  EXPECT_EQ(call.Spent()[0].micros, 17 * kCent);
  EXPECT_TRUE(call.Spent()[0].settled && call.Spent()[0].billed);
  EXPECT_FALSE(call.NextTimer()) << "it is asked for no more";
}

TEST(BilledCalls, ACarrierThatNeverSaysIsAskedFiveTimes) {
  BilledCall call;
  const auto ended = call.now;
  int asked = 0;
  for (; call.NextTimer() && asked < 50; ++asked) call.Read(std::nullopt);
  EXPECT_EQ(call.Commands<ReadCall>(), 5);
  EXPECT_LT(call.now - ended, std::chrono::hours(8));
  EXPECT_EQ(call.Count(type::kCallEnded), 1);
}

TEST(BilledCalls, AnAnswerThatIsLostIsAskedForAgain) {
  BilledCall call;
  ASSERT_TRUE(call.NextTimer());
  ASSERT_TRUE(call.NextTimer());
  call.Feed(CallRead{CallScript::kSid, Fail(ErrorKind::kTransient, "away")});
  ASSERT_TRUE(call.NextTimer());
  EXPECT_EQ(call.Commands<ReadCall>(), 3);
  call.Feed(CallRead{CallScript::kSid, Fail(ErrorKind::kNotFound, "gone")});
  EXPECT_FALSE(call.NextTimer());
}

TEST(BilledCalls, AnotherCurrencyIsToldAndNotCounted) {
  BilledCall call;
  ASSERT_TRUE(call.NextTimer());
  call.Read(CallPrice{.micros = 17 * kCent, .currency = "USD"});
  EXPECT_TRUE(call.Spent().empty());
  EXPECT_FALSE(call.NextTimer());
  EXPECT_THAT(json::serialize(call.at.call.log), HasSubstr(R"("currency":"USD","counted":false)"));
}

TEST(BilledCalls, APriceInTheStatusCallbackIsTaken) {
  PaidCall call;
  call.facts.tells_prices = true;
  call.Time();
  call.Placed();
  call.Answer();
  call.now += std::chrono::seconds(61);
  call.Feed(LegStatus{.leg = call.LegOf(CallStatus::kCompleted),
                      .sequence = 9,
                      .seconds = 61,
                      .price = CallPrice{.micros = 9 * kCent, .currency = "INR"}});
  ASSERT_EQ(call.Spent().size(), 2) << "reckoned, and then billed";
  EXPECT_EQ(call.Spent()[1].micros, 9 * kCent);
  EXPECT_TRUE(call.Spent()[1].billed);
  EXPECT_FALSE(call.NextTimer());
}

TEST(BilledCalls, NobodyIsAskedWhoTellsNoPriceOrWithoutABudgetOrATalk) {
  PaidCall silent;
  silent.Time();
  silent.Placed();
  silent.Answer();
  silent.StatusCame(CallStatus::kCompleted, 9);
  EXPECT_FALSE(silent.NextTimer());
  PaidCall free;
  free.settings.budget.day = 0;
  free.facts.tells_prices = true;
  free.Time();
  free.Placed();
  free.Answer();
  free.StatusCame(CallStatus::kCompleted, 9);
  EXPECT_FALSE(free.NextTimer());
  PaidCall unanswered;
  unanswered.facts.tells_prices = true;
  unanswered.Time();
  unanswered.Placed();
  unanswered.StatusCame(CallStatus::kNoAnswer, 9);
  EXPECT_FALSE(unanswered.NextTimer());
}

/// A call that comes in at 3 cents a minute, ten minutes at most.
struct PaidInbound : fakes::InboundCall {
  MoneySpent spent = {};
  PaidInbound() {
    settings.budget = TwoRates();
    settings.budget.rates.push_back({.inbound = true, .per_minute = 3 * kCent});
  }
  void Ring() {
    Feed(CameIn{.leg = LegAs(CallStatus::kRinging),
                .call = at.call.id,
                .attempt = AttemptId::Derive({"in", "1"}),
                .from = kCaller,
                .to = "+15551234567",
                .spent = spent});
  }
};

TEST(PaidInboundCalls, HoldMoneyAndSettleIt) {
  PaidInbound call;
  call.spent.all = 70 * kCent;
  call.Ring();
  EXPECT_EQ(call.Count(type::kCallInbound), 1);
  ASSERT_EQ(call.last.spend.size(), 1);
  EXPECT_EQ(call.last.spend[0].micros, 30 * kCent);
  EXPECT_EQ(call.last.spend[0].phone, fakes::InboundCall::kCaller);
  call.Back();
  call.Ended();
  ASSERT_EQ(call.last.spend.size(), 1);
  EXPECT_TRUE(call.last.spend[0].settled);
  EXPECT_EQ(call.last.spend[0].micros, 3 * kCent);
}

TEST(PaidInboundCalls, WithoutMoneyTheCallerHearsASentenceAndNoWorkflowOfIt) {
  PaidInbound call;
  call.spent.all = 71 * kCent;
  call.Ring();
  EXPECT_THAT(call.Said(), HasSubstr("cannot be taken at the moment"));
  EXPECT_FALSE(call.last.reply->ask) << "then the line is hung up";
  EXPECT_EQ(call.Count(type::kCallInbound), 0);
  EXPECT_EQ(call.Count(type::kBudgetRefused), 1);
  EXPECT_TRUE(call.last.spend.empty());
  call.Ended();
  EXPECT_THAT(std::string(call.events.back().data.Text()), HasSubstr(R"("reason":"budget")"));
}

TEST(PaidInboundCalls, CostNothingWithoutARateOfTheirOwn) {
  PaidInbound call;
  call.settings.budget.rates.pop_back();
  call.spent.all = 100 * kCent;
  call.Ring();
  EXPECT_EQ(call.Count(type::kCallInbound), 1) << "the rates of dials are not theirs";
  EXPECT_TRUE(call.last.spend.empty());
}

TEST(InboundTenants, AreThoseOfTheNumberCalled) {
  fakes::InboundCall call;
  call.settings.tenants.emplace("+15551234567", "acme");
  call.Ring();
  EXPECT_EQ(call.events.front().Extension("tenant"), "acme");
  EXPECT_EQ(ToRow(call.at.call).tenant, "acme");
  fakes::InboundCall other;
  other.settings.tenants.emplace("+15550009999", "acme");
  other.Ring();
  EXPECT_EQ(other.events.front().Extension("tenant"), "");
  EXPECT_EQ(ToRow(other.at.call).tenant, "default");
}

TEST(PaidCalls, WithoutABudgetNothingIsHeld) {
  PaidCall call;
  call.settings.budget.day = 0;
  call.Time();
  EXPECT_EQ(call.Commands<Dial>(), 1);
  EXPECT_TRUE(call.Spent().empty());
}

}  // namespace
}  // namespace tocsin::voice
