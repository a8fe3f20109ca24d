// What a dial holds of the budget, and what it came to.
#include "schemas/events/budget.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/leg/steps.hpp"

namespace tocsin::voice {
namespace {

constexpr double kMicros = 1e6;

}  // namespace

void HoldMoney(TransitionBuilder& d, const AttemptRow& attempt) {
  const auto& budget = d.settings.budget;
  const auto* rate = budget.RateOf(d.call().provider, d.call().phone);
  if (!budget.Bounds() || rate == nullptr) return;
  d.out.spend.push_back({.attempt = attempt.id,
                         .call = attempt.call,
                         .phone = attempt.phone,
                         .at = d.now,
                         .micros = rate->CostOf(d.settings.time_limit),
                         .budget = budget.LimitsAt(d.now),
                         .tenant = std::string(TenantNamed(d.call().origin.tenant))});
}

void SettleMoney(TransitionBuilder& d, const AttemptRow& attempt, Duration talk) {
  const auto& budget = d.settings.budget;
  const auto* rate = budget.RateOf(d.call().provider, d.call().phone);
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
  const auto& call = d.out.next.call;
  const auto* rate = d.settings.budget.RateOf(call.provider, call.phone);
  if (rate == nullptr || call.direction == CallDirection::kInbound) return std::nullopt;
  return static_cast<double>(rate->CostOf(talk)) / kMicros;
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
