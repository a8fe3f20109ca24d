#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/websocket.hpp"

namespace tocsin::fakes {

/// A client whose other side a test plays. One thread.
class ScriptedWebSocketClient final : public WebSocketClient {
 public:
  class Socket final : public WebSocket {
   public:
    bool Send(WebSocketKind, std::string bytes) override {
      if (closed) return false;
      sent.push_back(std::move(bytes));
      return true;
    }
    std::size_t Waiting() const override { return 0; }
    void Close(std::uint16_t, std::string_view) override { closed = true; }
    const std::string& Subprotocol() const override { return none_; }
    bool Post(LoopTask) override { return false; }

    std::vector<std::string> sent;
    bool closed = false;

   private:
    std::string none_;
  };

  std::shared_ptr<WebSocket> Open(WebSocketCall what) override {
    call = std::move(what);
    socket = std::make_shared<Socket>();
    return socket;
  }

  void Opens() { call.listener->OnOpen(socket); }
  void Says(std::string_view text) { call.listener->OnMessage(WebSocketKind::kText, text); }
  void Ends(WebSocketEnd end) { call.listener->OnEnd(end); }
  /// What was sent since it was asked last.
  std::vector<std::string> Sent() { return std::exchange(socket->sent, {}); }

  WebSocketCall call;
  std::shared_ptr<Socket> socket;
};

}  // namespace tocsin::fakes
