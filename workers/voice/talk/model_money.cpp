#include "workers/voice/talk/model_money.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "schemas/tenant.hpp"
#include "workers/voice/call/budget.hpp"
#include "workers/voice/talk/conversing.hpp"

namespace tocsin::voice {
namespace {

/// Of the money that a question holds. Derived: asked again after a conflict it is the same.
AttemptId MoneyOf(const Call& call, int number) {
  return AttemptId::Derive({"question", call.id_text, std::to_string(number)});
}

/// A token has at least a byte, so that it is never more.
std::int64_t MostCost(const std::vector<LanguageMessage>& messages,
                      const std::vector<LanguageTool>& tools, const QuestionLimits& limits) {
  std::size_t bytes = 0;
  for (const auto& message : messages) {
    bytes += message.text.size();
    for (const auto& called : message.calls) bytes += called.name.size() + called.arguments.size();
  }
  for (const auto& tool : tools)
    bytes += tool.name.size() + tool.description.size() + JsonText(tool.parameters).size();
  return limits.CostOf(static_cast<std::int64_t>(bytes), limits.max_tokens);
}

/// Of who answers, or is expected to.
const QuestionLimits& LimitsOf(const TransitionBuilder& d, bool by_line) {
  return by_line && d.settings.realtime ? *d.settings.realtime : d.settings.questions;
}

void AddSpent(TransitionBuilder& d, const QuestionLimits& limits, const LanguageUsage& usage) {
  if (!d.call().talk.conversation || !limits.Priced()) return;
  constexpr double kMicrosOfOne = 1e6;
  auto& spent = d.Changed().talk.conversation->spent;
  spent =
      spent.value_or(0) +
      static_cast<double>(limits.CostOf(usage.input_tokens, usage.output_tokens)) / kMicrosOfOne;
}

/// What was not settled before.
std::int64_t TakeOwed(TransitionBuilder& d) {
  const auto& talk = d.call().talk.conversation;
  return talk && talk->owed > 0 ? std::exchange(d.Changed().talk.conversation->owed, 0) : 0;
}

void Settle(TransitionBuilder& d, int number, std::int64_t micros) {
  d.out.spend.push_back({.attempt = MoneyOf(d.call(), number),
                         .call = d.call().id,
                         .phone = d.call().phone,
                         .at = d.now,
                         .micros = micros,
                         .settled = true});
}

}  // namespace

bool HoldsMoney(TransitionBuilder& d, int number, const std::vector<LanguageMessage>& messages,
                const std::vector<LanguageTool>& tools) {
  const auto& budget = d.settings.budget;
  // Where the service on the line fails, the language model answers.
  const auto& limits = d.settings.questions;
  const auto& by_line = LimitsOf(d, LineConverses(d.call(), d.settings));
  if ((!limits.Priced() && !by_line.Priced()) || !budget.Bounds()) return true;
  const auto needed =
      std::max(MostCost(messages, tools, limits), MostCost(messages, tools, by_line));
  if (const auto over = d.spent_known ? OverBudget(budget, d.spent, needed) : std::nullopt) {
    d.Note("no_answer", {{"number", number}, {"reason", over->rule}});
    return false;
  }
  d.out.spend.push_back({.attempt = MoneyOf(d.call(), number),
                         .call = d.call().id,
                         .phone = d.call().phone,
                         .at = d.now,
                         .micros = needed,
                         .budget = (d.spent_known ? budget : Budget{}).LimitsAt(d.now),
                         .tenant = std::string(TenantNamed(d.call().origin.tenant))});
  return true;
}

void SettleAnswer(TransitionBuilder& d, const QuestionAnswered& input) {
  const auto& limits = LimitsOf(d, input.by_line);
  if (!input.usage) return;
  AddSpent(d, limits, *input.usage);
  // It may be held by the price of whoever did not answer.
  const bool held =
      d.settings.questions.Priced() || (d.call().talk.conversation && d.settings.AnswersCost());
  if (!held || !d.settings.budget.Bounds()) return;
  Settle(d, input.number,
         limits.CostOf(input.usage->input_tokens, input.usage->output_tokens) + TakeOwed(d));
}

void SettleCut(TransitionBuilder& d, const LanguageUsage& tokens) {
  const auto& talk = d.call().talk;
  if (!talk.conversation || !d.settings.realtime || !d.settings.AnswersCost()) return;
  const auto& limits = *d.settings.realtime;
  AddSpent(d, limits, tokens);
  if (!d.settings.budget.Bounds()) return;
  const auto micros = limits.CostOf(tokens.input_tokens, tokens.output_tokens);
  if (talk.asked && !talk.asked->over) return Settle(d, talk.asked->number, micros);
  auto& owed = d.Changed().talk.conversation->owed;
  owed = static_cast<int>(std::min<std::int64_t>(owed + micros, std::numeric_limits<int>::max()));
}

}  // namespace tocsin::voice
