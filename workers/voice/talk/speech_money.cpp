#include "workers/voice/talk/speech_money.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"

namespace tocsin::voice {
namespace {

constexpr double kMicrosOfMoney = 1e6;

/// Rounded as a whole, so that many small amounts are no less than their sum.
std::int64_t MicrosSpent(const Dialogue& talk) {
  return std::llround((talk.cost_ears.value_or(0) + talk.cost_voice.value_or(0)) * kMicrosOfMoney);
}

}  // namespace

void SpendOnSpeech(TransitionBuilder& d, const SpeechCost& cost) {
  if (!cost.ears && !cost.voice) return;
  const auto before = MicrosSpent(d.call().talk);
  auto& talk = d.Changed().talk;
  if (cost.ears) talk.cost_ears = talk.cost_ears.value_or(0) + *cost.ears;
  if (cost.voice) talk.cost_voice = talk.cost_voice.value_or(0) + *cost.voice;
  const auto after = MicrosSpent(talk);
  const auto& budget = d.settings.budget;
  if (after <= before || !budget.Bounds()) return;
  const auto& call = d.call();
  // A row for each amount, named by the sum with it: decided again it is the same row. No bound
  // refuses what is spent already.
  d.out.spend.push_back(
      {.attempt = AttemptId::Derive({"speech", call.id_text, std::to_string(after)}),
       .call = call.id,
       .phone = call.phone,
       .at = d.now,
       .micros = after - before,
       .budget = {.since = budget.DayOf(d.now)},
       .tenant = std::string(TenantNamed(call.origin.tenant))});
}

}  // namespace tocsin::voice
