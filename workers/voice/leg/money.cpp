// What a call holds of the budget, and what it came to.
#include <array>
#include <cstddef>

#include "schemas/events/budget.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/leg/steps.hpp"

namespace tocsin::voice {
namespace {

constexpr double kMicros = 1e6;

/// Carriers reckon within seconds or hours; then what was reckoned by the rates stays.
constexpr std::array kPriceAfter = {
    Duration(std::chrono::seconds(30)), Duration(std::chrono::minutes(2)),
    Duration(std::chrono::minutes(10)), Duration(std::chrono::hours(1)),
    Duration(std::chrono::hours(6))};

const CallRate* RateOfCall(const TransitionBuilder& d) {
  const auto& call = d.out.next.call;
  return d.settings.budget.RateOf(call.provider, call.phone, call.direction);
}

void WakeForPrice(TransitionBuilder& d) {
  auto& call = d.Changed();
  const auto asked = static_cast<std::size_t>(call.price_asked);
  call.timer.reset();
  if (asked < kPriceAfter.size()) d.WakeIn(kPriceAfter[asked]);
}

/// What it has cost takes the place of what was reckoned.
void Bill(TransitionBuilder& d, const CallPrice& price) {
  d.Changed().timer.reset();
  const auto* attempt = d.Attempt(d.call().attempt);
  if (attempt == nullptr) return;
  const bool other = price.currency != d.settings.budget.currency;
  d.Note("billed",
         {{"amount", MoneyText(price.micros)}, {"currency", price.currency}, {"counted", !other}});
  if (other) return;
  d.out.spend.push_back({.attempt = attempt->id,
                         .call = attempt->call,
                         .phone = attempt->phone,
                         .at = d.now,
                         .micros = price.micros,
                         .settled = true,
                         .billed = true});
}

}  // namespace

void HoldMoney(TransitionBuilder& d, const AttemptRow& attempt) {
  const auto& budget = d.settings.budget;
  const auto* rate = RateOfCall(d);
  if (!budget.Bounds() || rate == nullptr) return;
  d.out.spend.push_back({.attempt = attempt.id,
                         .call = attempt.call,
                         .phone = d.call().phone,
                         .at = d.now,
                         .micros = rate->CostOf(d.settings.time_limit),
                         .budget = budget.LimitsAt(d.now),
                         .tenant = std::string(TenantNamed(d.call().origin.tenant))});
}

void SettleMoney(TransitionBuilder& d, const AttemptRow& attempt, Duration talk) {
  const auto& budget = d.settings.budget;
  const auto* rate = RateOfCall(d);
  // What was held while there was a rate stays held where there is none any more.
  if (rate == nullptr && talk > Duration(0)) return;
  if (budget.rates.empty()) return;
  d.out.spend.push_back({.attempt = attempt.id,
                         .call = attempt.call,
                         .phone = attempt.phone,
                         .at = d.now,
                         .micros = rate == nullptr ? 0 : rate->CostOf(talk),
                         .settled = true});
}

std::optional<double> CostOf(const TransitionBuilder& d, Duration talk) {
  const auto* rate = RateOfCall(d);
  if (rate == nullptr) return std::nullopt;
  return static_cast<double>(rate->CostOf(talk)) / kMicros;
}

void AwaitPrice(TransitionBuilder& d, const std::optional<CallPrice>& price) {
  const auto& call = d.call();
  if (call.phase != Phase::kOver || !d.settings.budget.Bounds()) return;
  if (price) return Bill(d, *price);
  if (call.tells_prices && call.answered) WakeForPrice(d);
}

void AskPrice(TransitionBuilder& d, const TimeCame&) {
  if (!d.call().timer) return;  // somebody looks at a call that is over
  auto& call = d.Changed();
  d.Command(ReadCall{.provider_call_id = call.provider_call_id});
  ++call.price_asked;
  WakeForPrice(d);  // an answer that is lost is asked for again
}

void TakePrice(TransitionBuilder& d, const CallRead& input) {
  if (d.call().provider_call_id != input.provider_call_id || !d.settings.budget.Bounds()) return;
  if (input.call && input.call->price) return Bill(d, *input.call->price);
  if (!input.call && input.call.error().kind == ErrorKind::kNotFound) d.Changed().timer.reset();
}

void TellOverBudget(TransitionBuilder& d, const BudgetRefusal& refusal,
                    const std::string& provider) {
  events::BudgetRefused refused{.rule = refusal.rule,
                                .currency = d.settings.budget.currency,
                                .needed = static_cast<double>(refusal.needed) / kMicros,
                                .spent = static_cast<double>(refusal.spent) / kMicros};
  if (refusal.limit > 0) refused.limit = static_cast<double>(refusal.limit) / kMicros;
  refused.provider = provider;
  d.Emit(BudgetRefusedEvent(d.call(), std::move(refused), d.now));
}

}  // namespace tocsin::voice
