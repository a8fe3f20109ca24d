#include "workers/voice/worker/webhook_inputs.hpp"

#include <utility>

namespace tocsin::voice {

Input ToInput(CallWebhook hook, std::string token_hash, int turn, CarrierAccount at) {
  std::string carrier = at.carrier;
  Leg leg{.token_hash = std::move(token_hash),
          .provider_call_id = std::move(hook.provider_call_id),
          .status = hook.status,
          .answered_by = hook.answered_by,
          .at = std::move(at)};
  switch (hook.kind) {
    case CallWebhook::Kind::kAnswer:
      return WordsWanted{
          .leg = std::move(leg),
          .by = hook.fetched ? WordsWanted::By::kFetched : WordsWanted::By::kPrompts};
    case CallWebhook::Kind::kInput:
      return TurnHeard{.leg = std::move(leg),
                       .turn = turn,
                       .fetched = hook.fetched,
                       .heard = {.digits = std::move(hook.digits),
                                 .speech = std::move(hook.speech),
                                 .confidence = hook.confidence,
                                 .engine = std::move(carrier)}};
    case CallWebhook::Kind::kStatus:
      return LegStatus{.leg = std::move(leg),
                       .sequence = hook.sequence,
                       .seconds = hook.duration_seconds,
                       .price = std::move(hook.price)};
    case CallWebhook::Kind::kMachineDetection:
    case CallWebhook::Kind::kRecording:
      break;
  }
  return ListenerJudged{std::move(leg)};
}

}  // namespace tocsin::voice
