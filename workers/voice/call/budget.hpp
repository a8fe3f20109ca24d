#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/calls.hpp"
#include "schemas/time.hpp"

namespace tocsin::voice {

/// What a carrier takes for calls, in millionths of the currency.
struct CallRate {
  bool inbound = false;       ///< of calls that come in
  std::string provider = {};  ///< empty: any
  std::string prefix = {};    ///< of the number called: "+49"; empty: any
  std::int64_t per_minute = 0;
  std::int64_t per_call = 0;

  /// Of a talk; minutes that are begun count whole. Nothing where nobody picked up.
  std::int64_t CostOf(Duration talk) const;
};

/// What may be spent, in millionths of the currency; 0: no bound.
struct Budget {
  std::string currency = "USD";
  std::string zone = {};  ///< of its days; empty: UTC
  std::int64_t day = 0;
  std::int64_t person_day = 0;
  std::int64_t per_minute = 0;
  std::vector<CallRate> rates = {};

  /// Calls that come in cost money, too.
  bool CountsInbound() const { return Bounds() && std::ranges::any_of(rates, &CallRate::inbound); }
  bool Bounds() const { return day > 0 || person_day > 0 || per_minute > 0; }
  /// The one with the longest prefix; of two alike, the one that names the carrier. Null: none.
  const CallRate* RateOf(std::string_view provider, std::string_view phone,
                         CallDirection direction = CallDirection::kOutbound) const;
  /// When the day began that `now` is in.
  TimePoint DayOf(TimePoint now) const;
  /// For SpendRow::budget.
  SpendRow::Budget LimitsAt(TimePoint now) const;
};

/// Why the money for a dial is not there.
struct BudgetRefusal {
  std::string rule;  ///< the setting: "cost.budget.day", or "cost.rates" where no rate is known
  std::int64_t limit = 0;
  std::int64_t spent = 0;   ///< and held, before it
  std::int64_t needed = 0;  ///< for a talk as long as one may last; of per_minute: a minute
};
/// nullopt: a dial of `phone` over `provider` may hold `rate->CostOf(longest)`.
std::optional<BudgetRefusal> OverBudget(const Budget& budget, std::string_view provider,
                                        std::string_view phone, const MoneySpent& spent,
                                        Duration longest);
/// The same of a call that comes in; one that no rate is for costs nothing.
std::optional<BudgetRefusal> InboundOverBudget(const Budget& budget, std::string_view provider,
                                               std::string_view phone, const MoneySpent& spent,
                                               Duration longest);

/// The same of anything else that costs `needed`.
std::optional<BudgetRefusal> OverBudget(const Budget& budget, const MoneySpent& spent,
                                        std::int64_t needed);

/// "cost.budget.day is 10.00 USD, of which 9.90 are spent or held; this call may cost 0.14".
std::string DetailOf(const BudgetRefusal& refusal, const std::string& currency);

/// "0.14": millionths as people write them, at least two decimals.
std::string MoneyText(std::int64_t micros);

}  // namespace tocsin::voice
