#pragma once

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "fakes/raw_socket.hpp"
#include "fakes/websocket_probe.hpp"
#include "frames/frames.hpp"

namespace tocsin {

/// Our client at a server by hand, its request sent. What it hears is echoed, unless `call` has a
/// listener.
class ClientAtRawServer {
 public:
  explicit ClientAtRawServer(WebSocketCall call = {}) {
    call.url = "ws://127.0.0.1:" + std::to_string(listener_.Port()) + "/here?a=b";
    if (call.listener == nullptr) call.listener = probe;
    call.loop = loop_.get();
    // It has no thread, and reads the system's authorities once.
    static const auto client = MakeWebSocketClient();
    socket = client->Open(std::move(call));
    server = listener_.Accept();
    request = server.ReadUntil("\r\n\r\n");
  }

  /// Until the client is through; then the server goes too.
  std::string ReadToEnd() {
    const std::string said = server.ReadToEnd();
    server.Close();
    return said;
  }

 private:
  fakes::RawSocket listener_ = fakes::RawSocket::Listen();
  std::unique_ptr<Loop> loop_ = MakeLoop("client");

 public:
  std::shared_ptr<fakes::WebSocketProbe> probe =
      std::make_shared<fakes::WebSocketProbe>(fakes::Echo);
  std::shared_ptr<WebSocket> socket;
  fakes::RawSocket server;
  std::string request;
};

}  // namespace tocsin
