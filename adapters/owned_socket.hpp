#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "adapters/websocket.hpp"

namespace tocsin {

/// Between a socket of text and its owner, which may be gone, or want nothing more of it: then what
/// comes is left out, and a socket that opens is closed. The owner has OnOpen(), OnMessage(text)
/// and OnEnd(end), and calls this its friend. On the socket's loop.
template <class Owner>
class OwnedSocketListener final : public WebSocketListener {
 public:
  explicit OwnedSocketListener(std::weak_ptr<Owner> owner) : owner_(std::move(owner)) {}
  void LetGo() { owner_.reset(); }

  void OnOpen(const std::shared_ptr<WebSocket>& socket) override {
    if (const auto owner = owner_.lock()) return owner->OnOpen();
    socket->Close();
  }
  void OnMessage(WebSocketKind kind, std::string_view bytes) override {
    if (kind != WebSocketKind::kText) return;
    if (const auto owner = owner_.lock()) owner->OnMessage(bytes);
  }
  void OnEnd(const WebSocketEnd& end) override {
    if (const auto owner = owner_.lock()) owner->OnEnd(end);
  }

 private:
  std::weak_ptr<Owner> owner_;
};

}  // namespace tocsin
