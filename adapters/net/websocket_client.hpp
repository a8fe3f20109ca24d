#pragma once

#include <memory>
#include <string>

#include "adapters/websocket.hpp"

namespace tocsin {

struct WebSocketClientOptions {
  std::string authorities_file = {};  ///< PEM, beside the system's authorities
  std::string user_agent = "tocsin";
};

/// Has no thread: each socket lives on its call's loop. May go before its sockets do. An unreadable
/// `authorities_file` fails each wss call.
std::unique_ptr<WebSocketClient> MakeWebSocketClient(WebSocketClientOptions options = {});

}  // namespace tocsin
