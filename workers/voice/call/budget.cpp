#include "workers/voice/call/budget.hpp"

#include <date/tz.h>

#include <cstdio>
#include <limits>

namespace tocsin::voice {
namespace {

constexpr std::int64_t kOne = 1'000'000;
constexpr std::string_view kPerMinute = "cost.budget.per_minute";
constexpr Duration kBegun = std::chrono::minutes(1);

std::int64_t BoundOf(std::int64_t bound) {
  return bound > 0 ? bound : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::int64_t CallRate::CostOf(Duration talk) const {
  if (talk <= Duration(0)) return 0;
  return per_call + (talk + kBegun - Duration(1)) / kBegun * per_minute;
}

const CallRate* Budget::RateOf(std::string_view provider, std::string_view phone,
                               CallDirection direction) const {
  const CallRate* best = nullptr;
  for (const auto& rate : rates) {
    if (rate.inbound != (direction == CallDirection::kInbound)) continue;
    if (!rate.provider.empty() && rate.provider != provider) continue;
    if (!phone.starts_with(rate.prefix)) continue;
    const auto named = [](const CallRate& one) {
      return std::pair(one.prefix.size(), !one.provider.empty());
    };
    if (best == nullptr || named(rate) > named(*best)) best = &rate;
  }
  return best;
}

TimePoint Budget::DayOf(TimePoint now) const {
  const date::sys_time<Duration> at(now.time_since_epoch());
  if (zone.empty()) return TimePoint(date::floor<date::days>(at).time_since_epoch());
  const auto* there = date::locate_zone(zone);
  const auto local = date::floor<date::days>(there->to_local(at));
  // Where midnight is skipped or comes twice, the day begins with its first moment.
  const auto began = there->to_sys(local, date::choose::earliest);
  return TimePoint(std::chrono::time_point_cast<Duration>(began).time_since_epoch());
}

SpendRow::Budget Budget::LimitsAt(TimePoint now) const {
  return {.since = DayOf(now), .all = BoundOf(day), .to_phone = BoundOf(person_day)};
}

namespace {

std::optional<BudgetRefusal> OverRate(const Budget& budget, const CallRate& rate,
                                      const MoneySpent& spent, Duration longest) {
  if (budget.per_minute > 0 && rate.per_minute > budget.per_minute)
    return BudgetRefusal{
        .rule = std::string(kPerMinute), .limit = budget.per_minute, .needed = rate.per_minute};
  return OverBudget(budget, spent, rate.CostOf(longest));
}

}  // namespace

std::optional<BudgetRefusal> OverBudget(const Budget& budget, const MoneySpent& spent,
                                        std::int64_t needed) {
  if (spent.to_phone > BoundOf(budget.person_day) - needed)
    return BudgetRefusal{.rule = "cost.budget.person_day",
                         .limit = budget.person_day,
                         .spent = spent.to_phone,
                         .needed = needed};
  if (spent.all > BoundOf(budget.day) - needed)
    return BudgetRefusal{
        .rule = "cost.budget.day", .limit = budget.day, .spent = spent.all, .needed = needed};
  return std::nullopt;
}

std::optional<BudgetRefusal> OverBudget(const Budget& budget, std::string_view provider,
                                        std::string_view phone, const MoneySpent& spent,
                                        Duration longest) {
  if (!budget.Bounds()) return std::nullopt;
  const auto* rate = budget.RateOf(provider, phone);
  if (rate == nullptr) return BudgetRefusal{.rule = "cost.rates"};
  return OverRate(budget, *rate, spent, longest);
}

std::optional<BudgetRefusal> InboundOverBudget(const Budget& budget, std::string_view provider,
                                               std::string_view phone, const MoneySpent& spent,
                                               Duration longest) {
  const auto* rate = budget.RateOf(provider, phone, CallDirection::kInbound);
  if (!budget.Bounds() || rate == nullptr) return std::nullopt;
  return OverRate(budget, *rate, spent, longest);
}

std::string DetailOf(const BudgetRefusal& refusal, const std::string& currency) {
  if (refusal.limit == 0) return "cost.rates has no rate for this number and carrier";
  std::string text = refusal.rule + " is " + MoneyText(refusal.limit) + ' ' + currency;
  const auto needed = MoneyText(refusal.needed);
  if (refusal.rule == kPerMinute) return text + ", and a minute costs " + needed;
  return text + ", of which " + MoneyText(refusal.spent) +
         " are spent or held; this call may cost " + needed;
}

std::string MoneyText(std::int64_t micros) {
  char text[40];
  std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(micros / kOne),
                static_cast<long long>(micros % kOne));
  std::string money(text);
  while (money.ends_with('0') && money[money.size() - 3] != '.') money.pop_back();
  return money;
}

}  // namespace tocsin::voice
