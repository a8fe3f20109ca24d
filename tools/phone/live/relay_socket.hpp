#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/loop.hpp"
#include "adapters/websocket.hpp"
#include "tools/phone/live/link.hpp"
#include "tools/phone/live/live_stream.hpp"

namespace tocsin::phone {

/// A socket of text of the carrier's side. Lives on a net loop; Start, Send, Close and Drop may be
/// called from any thread.
class RelaySocket final : public WebSocketListener,
                          public std::enable_shared_from_this<RelaySocket> {
 public:
  /// What its owner is told, on the net loop.
  struct Events {
    std::function<void()> opened;
    std::function<void(WebSocketKind, std::string)> message;
    std::function<void(StreamEnd)> ended;  ///< once, and the last
  };
  RelaySocket(StreamOrder order, tocsin::Loop& loop, WebSocketClient& client, Events events);

  void Start(Duration delay);
  void Send(std::string text);
  void Close(std::uint16_t code, std::string reason);
  /// As a broken connection: without a close frame.
  void Drop(std::string why);

  void OnOpen(const std::shared_ptr<WebSocket>& socket) override;
  void OnMessage(WebSocketKind kind, std::string_view bytes) override;
  void OnEnd(const WebSocketEnd& end) override;

 private:
  void Open();

  const StreamOrder order_;
  tocsin::Loop& loop_;
  WebSocketClient& client_;
  const Events events_;
  std::shared_ptr<WebSocket> socket_;
  std::unique_ptr<LoopTimer> timer_;
  std::string why_dropped_;
  bool stopping_ = false, over_ = false;
};

}  // namespace tocsin::phone
