#include "adapters/websocket.hpp"

#include <array>

#include "adapters/http_text.hpp"

namespace tocsin {

std::string_view ToString(WebSocketEnd::Cause cause) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "not_opened", "closed_by_peer", "closed_by_us", "bad_peer",
      "silent",     "too_slow",       "lost",         "stopped"};
  return kNames.at(static_cast<std::size_t>(cause));
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
