#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numbers>
#include <string>
#include <vector>

#include "adapters/websocket.hpp"
#include "schemas/json.hpp"
#include "tools/phone/live/mulaw.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {

/// The worker's end of a media socket: keeps what comes and says what the test wants.
class MediaPeer final : public WebSocketListener {
 public:
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override {
    const std::lock_guard lock(mutex_);
    socket_ = socket;
  }
  void OnMessage(WebSocketKind, std::string_view bytes) override {
    const auto tree = ParseJson(bytes);
    if (tree && tree->is_object() && StringAt(tree->as_object(), "event") == "start" &&
        tone_on_start_ > 0) {
      {
        const std::lock_guard lock(mutex_);
        stream_ = StringAt(tree->as_object(), "streamSid");
      }
      SendTone(tone_on_start_);
    }
    if (closes_on_start_ && tree && tree->is_object() &&
        StringAt(tree->as_object(), "event") == "start")
      Close();
    const std::lock_guard lock(mutex_);
    if (!tree || !tree->is_object()) {
      ++broken_;
      return;
    }
    messages_.push_back(tree->as_object());
    if (StringAt(messages_.back(), "event") == "start")
      stream_ = StringAt(messages_.back(),
                         messages_.back().contains("streamSid") ? "streamSid" : "stream_sid");
    if (clears_when_interrupted_ &&
        (IsVoice(messages_.back()) || StringAt(messages_.back(), "event") == "dtmf")) {
      clears_when_interrupted_ = false;
      socket_->Send(WebSocketKind::kText, R"({"event":"clear","streamSid":")" + stream_ + "\"}");
    }
  }
  void OnEnd(const WebSocketEnd& end) override {
    const std::lock_guard lock(mutex_);
    end_ = end;
    socket_.reset();
  }

  static bool IsVoice(const json::object& message) {
    if (StringAt(message, "event") != "media") return false;
    const auto payload = StringAt(message.at("media").as_object(), "payload");
    return payload.find_first_not_of("/w=") != std::string_view::npos;  // 160 times 0xFF
  }

  std::string Stream() const {
    const std::lock_guard lock(mutex_);
    return stream_;
  }
  std::vector<json::object> Came(std::string_view event) const {
    const std::lock_guard lock(mutex_);
    std::vector<json::object> found;
    for (const auto& message : messages_)
      if (StringAt(message, "event") == event) found.push_back(message);
    return found;
  }
  std::string Events() const {
    const std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& message : messages_)
      if (StringAt(message, "event") != "media") all.append(StringAt(message, "event")).append(" ");
    return all;
  }
  std::size_t Broken() const {
    const std::lock_guard lock(mutex_);
    return broken_;
  }
  std::optional<WebSocketEnd> End() const {
    const std::lock_guard lock(mutex_);
    return end_;
  }
  void ClearWhenInterrupted() {
    const std::lock_guard lock(mutex_);
    clears_when_interrupted_ = true;
  }

  /// Before the socket opens.
  void CloseOnStart() { closes_on_start_ = true; }
  void ToneOnStart(int milliseconds) { tone_on_start_ = milliseconds; }

  void Send(std::string text) {
    const auto socket = Socket();
    if (socket)
      socket->Post([socket, text = std::move(text)] { socket->Send(WebSocketKind::kText, text); });
  }
  void SendBytes(std::string_view bytes) {
    Send(R"({"event":"media","streamSid":")" + Stream() + R"(","media":{"payload":")" +
         EncodeBase64(bytes) + "\"}}");
  }
  /// A tone in one message: between several it could be played to its end.
  void SendTone(int milliseconds) {
    Samples tone(static_cast<std::size_t>(milliseconds) * 8);
    for (std::size_t i = 0; i < tone.size(); ++i)
      tone[i] = static_cast<std::int16_t>(
          8000 * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / 8000));
    SendBytes(ToMuLaw(tone));
  }
  void SendMark(const std::string& name) {
    Send(R"({"event":"mark","streamSid":")" + Stream() + R"(","mark":{"name":")" + name + "\"}}");
  }
  void SendClear() { Send(R"({"event":"clear","streamSid":")" + Stream() + "\"}"); }
  void Close() {
    const auto socket = Socket();
    if (socket) socket->Post([socket] { socket->Close(); });
  }

 private:
  std::shared_ptr<WebSocket> Socket() const {
    const std::lock_guard lock(mutex_);
    return socket_;
  }

  mutable std::mutex mutex_;
  std::shared_ptr<WebSocket> socket_;
  std::string stream_;
  std::vector<json::object> messages_;
  std::size_t broken_ = 0;
  bool clears_when_interrupted_ = false;
  int tone_on_start_ = 0;
  bool closes_on_start_ = false;
  std::optional<WebSocketEnd> end_;
};

}  // namespace tocsin::phone
