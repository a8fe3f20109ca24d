#include "workers/voice/talk/model_money.hpp"

#include <algorithm>
#include <string>

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
  if (const auto& talk = d.call().talk.conversation; talk && input.usage && limits.Priced()) {
    constexpr double kMicrosOfOne = 1e6;
    const auto micros = limits.CostOf(input.usage->input_tokens, input.usage->output_tokens);
    d.Changed().talk.conversation->spent =
        talk->spent.value_or(0) + static_cast<double>(micros) / kMicrosOfOne;
  }
  // It may be held by the price of whoever did not answer.
  const bool held =
      d.settings.questions.Priced() || (d.call().talk.conversation && d.settings.AnswersCost());
  if (!input.usage || !held || !d.settings.budget.Bounds()) return;
  d.out.spend.push_back(
      {.attempt = MoneyOf(d.call(), input.number),
       .call = d.call().id,
       .phone = d.call().phone,
       .at = d.now,
       .micros = limits.CostOf(input.usage->input_tokens, input.usage->output_tokens),
       .settled = true});
}

}  // namespace tocsin::voice
