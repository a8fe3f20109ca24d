#pragma once

#include <memory>
#include <optional>

#include "adapters/metrics.hpp"
#include "adapters/realtime.hpp"
#include "adapters/realtime/openai_realtime.hpp"
#include "adapters/websocket.hpp"
#include "workers/settings/language_models.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What `language.realtime` says.
realtime::OpenAiRealtimeOptions RealtimeOptionsOf(const Settings& settings);

/// The same as whoever asks for its list of models wants it; nothing: none is named.
std::optional<ModelChoice> RealtimeChoice(const Settings& settings);

/// The service for whole conversations that the settings name, which were validated. Null: none.
/// Client and metrics outlive it.
std::unique_ptr<RealtimeEngine> MakeRealtime(const Settings& settings, WebSocketClient& client,
                                             Metrics& metrics);

}  // namespace tocsin::compose
