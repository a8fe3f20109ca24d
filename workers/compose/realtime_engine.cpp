#include "workers/compose/realtime_engine.hpp"

#include <utility>

#include "adapters/engine/circuit_breaker.hpp"
#include "adapters/realtime/guarded_realtime.hpp"
#include "workers/settings/validate_realtime.hpp"

namespace tocsin::compose {

realtime::OpenAiRealtimeOptions RealtimeOptionsOf(const Settings& settings) {
  const auto& set = settings.language.realtime;
  return {.api_url = set.api_url,
          .api_key = RealtimeKey(settings.speech.openai, set),
          .model = set.model,
          .voice = set.voice,
          .transcription = set.transcription,
          .threshold = set.threshold,
          .max_tokens = set.max_tokens,
          .timeout = set.timeout,
          .stall = set.stall};
}

std::optional<ModelChoice> RealtimeChoice(const Settings& settings) {
  if (!LacksOfRealtime(settings).empty()) return std::nullopt;
  const auto& set = settings.language.realtime;
  return ModelChoice{.setting = "language.realtime",
                     .label = "realtime",
                     .url = set.api_url,
                     .api_key = RealtimeKey(settings.speech.openai, set),
                     .model = set.model};
}

std::unique_ptr<RealtimeEngine> MakeRealtime(const Settings& settings, WebSocketClient& client,
                                             Metrics& metrics) {
  if (!LacksOfRealtime(settings).empty()) return nullptr;
  auto engine = realtime::MakeOpenAiRealtime(RealtimeOptionsOf(settings), client, metrics);
  auto breaker =
      engine::CircuitBreaker::Make("openai", "realtime", realtime::kRealtimeBreaker, metrics);
  return realtime::MakeGuardedRealtime(std::move(engine), std::move(breaker));
}

}  // namespace tocsin::compose
