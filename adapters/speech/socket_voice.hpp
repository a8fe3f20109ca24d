#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/speaking_dialect.hpp"
#include "adapters/speech/streamed_voice.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// What one service has of its own, of those that speak over a socket.
struct SocketVoiceService {
  VoiceService of;  ///< without `ask`
  /// ws:// or wss:// address for a language, with its query; sockets of one address are alike.
  std::function<std::string(std::string_view language)> url;
  HttpHeaders headers = {};
  std::function<std::unique_ptr<SpeakingDialect>(std::string_view language)> dialect;
};

/// A voice of such a service: sentences that are spoken at a time have a socket each, which is kept
/// for a while behind its sentence and used for the next one. Texts and errors as of
/// MakeStreamedVoice. `client` and `loop` outlive it and its jobs.
std::unique_ptr<TextToSpeech> MakeSocketVoice(SocketVoiceService service, WebSocketClient& client,
                                              Loop& loop, Metrics& metrics);

}  // namespace tocsin::speech
