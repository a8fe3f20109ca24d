#include "adapters/websocket.hpp"

#include <array>

#include "adapters/http_text.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin {

std::string_view ToString(WebSocketEnd::Cause cause) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "not_opened", "closed_by_peer", "closed_by_us", "bad_peer",
      "silent",     "too_slow",       "lost",         "stopped"};
  return kNames.at(static_cast<std::size_t>(cause));
}

std::string InWords(const WebSocketEnd& end) {
  constexpr std::size_t kMostReason = 200;
  if (end.cause != WebSocketEnd::Cause::kClosedByPeer)
    return end.detail.empty() ? std::string(ToString(end.cause)) : end.detail;
  std::string text = "it closed the socket with " + std::to_string(end.code);
  if (!end.reason.empty()) text += ' ' + PlainText(end.reason, kMostReason);
  return text;
}

std::shared_ptr<const WebSocketMeter> MakeWebSocketMeter(SeriesMetrics& metrics,
                                                         std::string_view use) {
  const auto counted = [&](std::string_view name, std::string_view direction) {
    return metrics.Counter(name, {{"use", use}, {"direction", direction}});
  };
  auto meter = std::make_shared<WebSocketMeter>();
  meter->open = metrics.Gauge("tocsin_websocket_open", {{"use", use}});
  meter->received = counted("tocsin_websocket_messages_total", "received");
  meter->sent = counted("tocsin_websocket_messages_total", "sent");
  meter->bytes_received = counted("tocsin_websocket_bytes_total", "received");
  meter->bytes_sent = counted("tocsin_websocket_bytes_total", "sent");
  for (std::size_t i = 0; i < meter->ended.size(); ++i) {
    const auto cause = ToString(static_cast<WebSocketEnd::Cause>(i));
    meter->ended[i] =
        metrics.Counter("tocsin_websocket_ended_total", {{"use", use}, {"cause", cause}});
  }
  return meter;
}

std::string SocketAddressBelow(std::string_view base, std::string_view path) {
  std::string address = AddressBelow(base, path);
  if (address.starts_with("http")) address.replace(0, 4, "ws");
  return address;
}

HttpResponse UpgradeToWebSocket(WebSocketUpgrade upgrade) {
  HttpResponse response;
  response.status = 101;
  response.upgrade = std::make_shared<WebSocketUpgrade>(std::move(upgrade));
  return response;
}

bool AsksForWebSocket(const HttpRequest& request) {
  return net::HasListItem(request.headers, "Upgrade", "websocket");
}

std::vector<std::string> OfferedSubprotocols(const HttpRequest& request) {
  return net::ListItems(request.headers, "Sec-WebSocket-Protocol");
}

}  // namespace tocsin
