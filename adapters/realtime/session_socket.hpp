#pragma once

#include <memory>
#include <utility>

#include "adapters/realtime/openai_session.hpp"
#include "adapters/websocket.hpp"
#include "schemas/result.hpp"

namespace tocsin::realtime {

/// What the end of a session's socket means, with words for people: `where` is empty.
Error ReadSocketEnd(const WebSocketEnd& end);

/// Between the socket and its session, which may be gone.
class OpenAiSession::Listener final : public WebSocketListener {
 public:
  explicit Listener(std::weak_ptr<OpenAiSession> owner) : owner_(std::move(owner)) {}
  void LetGo() { owner_.reset(); }
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override;
  void OnMessage(WebSocketKind kind, std::string_view bytes) override;
  void OnEnd(const WebSocketEnd& end) override;

 private:
  std::weak_ptr<OpenAiSession> owner_;
};

}  // namespace tocsin::realtime
