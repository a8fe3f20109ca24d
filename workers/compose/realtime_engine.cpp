#include "workers/compose/realtime_engine.hpp"

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
  return realtime::MakeOpenAiRealtime(RealtimeOptionsOf(settings), client, metrics);
}

}  // namespace tocsin::compose
