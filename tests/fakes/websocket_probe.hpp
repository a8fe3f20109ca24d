#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/websocket.hpp"
#include "fakes/watched.hpp"

namespace tocsin::fakes {

/// Keeps what a socket says; a test waits for it. Every wait ends after 60 s.
class WebSocketProbe final : public WebSocketListener, Watched {
 public:
  using React = std::function<void(WebSocket&, WebSocketKind, std::string_view)>;
  explicit WebSocketProbe(React react = {}) : react_(std::move(react)) {}

  void OnOpen(const std::shared_ptr<WebSocket>& socket) override {
    Change([&] { socket_ = socket; });
  }
  void OnMessage(WebSocketKind kind, std::string_view bytes) override {
    if (react_) react_(*socket_, kind, bytes);
    Change([&] {
      messages_.emplace_back(bytes);
      last_kind_ = kind;
    });
  }
  void OnEnd(const WebSocketEnd& end) override {
    Change([&] { end_ = end; });
  }

  std::shared_ptr<WebSocket> WaitForOpen() {
    Wait([&] { return socket_ != nullptr || end_; });
    const std::lock_guard lock(mutex_);
    return socket_;
  }
  std::vector<std::string> WaitForMessages(std::size_t count) {
    Wait([&] { return messages_.size() >= count || end_; });
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  WebSocketEnd WaitForEnd() {
    Wait([&] { return end_.has_value(); });
    const std::lock_guard lock(mutex_);
    return end_.value_or(WebSocketEnd{.detail = "it never ended"});
  }
  bool Ended() const {
    const std::lock_guard lock(mutex_);
    return end_.has_value();
  }
  WebSocketKind LastKind() const {
    const std::lock_guard lock(mutex_);
    return last_kind_;
  }

 private:
  React react_;
  std::shared_ptr<WebSocket> socket_;
  std::vector<std::string> messages_;
  WebSocketKind last_kind_ = WebSocketKind::kText;
  std::optional<WebSocketEnd> end_;
};

inline void Echo(WebSocket& socket, WebSocketKind kind, std::string_view bytes) {
  socket.Send(kind, std::string(bytes));
}

}  // namespace tocsin::fakes
