#include "adapters/net/websocket_client.hpp"

#include "adapters/http_text.hpp"
#include "adapters/net/websocket_session.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin {
namespace net {
namespace {

/// What the URL and headers of a call come to; kInvalid: they cannot be sent.
Result<Endpoint> EndpointOfSocket(const WebSocketCall& call) {
  for (const auto& [name, value] : call.headers) {
    if (!IsToken(name) || !IsFieldValue(value))
      return Fail(ErrorKind::kInvalid, "opening WebSocket: bad name or value of a header", "http");
  }
  for (const auto& name : call.subprotocols) {
    if (!IsToken(name))
      return Fail(ErrorKind::kInvalid, "opening WebSocket: bad name of a subprotocol", "http");
  }
  if (!EqualsIgnoringCase(std::string_view(call.url).substr(0, 2), "ws"))
    return Fail(ErrorKind::kInvalid, "reading URL: no ws:// or wss:// in front", "http");
  return ParseUrl("http" + call.url.substr(2));
}

class BeastWebSocketClient final : public WebSocketClient {
 public:
  explicit BeastWebSocketClient(WebSocketClientOptions options)
      : options_(std::move(options)),
        no_tls_(std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client)) {
    if (auto made = MakeClientTls(options_.authorities_file)) {
      tls_ = std::move(*made);
    } else {
      bad_tls_ = made.error();
    }
  }

  std::shared_ptr<WebSocket> Open(WebSocketCall call) override {
    const auto loop = IoLoop::Of(*call.loop).Core();
    auto session =
        std::make_shared<WebSocketSession>(loop, call.limits, call.listener, call.meter, true);
    auto endpoint = EndpointOfSocket(call);
    if (endpoint && endpoint->encrypted && tls_ == nullptr) endpoint = Fail(bad_tls_);
    if (HeaderValue(call.headers, "User-Agent").empty())
      call.headers.emplace_back("User-Agent", options_.user_agent);
    const auto listener = call.listener;
    const bool posted =
        loop->Post([session, endpoint = std::move(endpoint), tls = tls_ != nullptr ? tls_ : no_tls_,
                    call = std::move(call)]() mutable {
          if (!endpoint) return session->Refuse(endpoint.error().message);
          session->Connect(std::move(tls), std::move(*endpoint), std::move(call));
        });
    if (!posted)
      listener->OnEnd({.cause = WebSocketEnd::Cause::kNotOpened,
                       .detail = "opening WebSocket: its loop has stopped"});
    return session;
  }

 private:
  WebSocketClientOptions options_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::shared_ptr<asio::ssl::context> no_tls_;
  Error bad_tls_;
};

}  // namespace
}  // namespace net

std::unique_ptr<WebSocketClient> MakeWebSocketClient(WebSocketClientOptions options) {
  return std::make_unique<net::BeastWebSocketClient>(std::move(options));
}

}  // namespace tocsin
