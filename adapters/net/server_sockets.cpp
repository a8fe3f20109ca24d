#include "adapters/net/server_sockets.hpp"

#include "adapters/http_text.hpp"
#include "adapters/net/websocket_session.hpp"
#include "schemas/base64.hpp"

namespace tocsin::net {
namespace {

constexpr std::string_view kVersion = "13";
constexpr std::size_t kKeyBytes = 16;

std::optional<HttpResponse> FaultOfUpgrade(const HttpRequest& request, unsigned version) {
  const auto bad = [](std::string_view why) { return Problem(400, "Bad Request", why); };
  if (request.method != "GET" || version != 11)
    return bad("a WebSocket is asked for with GET and HTTP/1.1");
  if (!request.body.empty()) return bad("a request for a WebSocket has no body");
  if (!HasListItem(request.headers, "Connection", "upgrade"))
    return bad("'Connection: Upgrade' is missing");
  const auto key = DecodeBase64(HeaderValue(request.headers, "Sec-WebSocket-Key"));
  if (!key || key->size() != kKeyBytes) return bad("Sec-WebSocket-Key is not 16 bytes in base64");
  if (HeaderValue(request.headers, "Sec-WebSocket-Version") == kVersion) return std::nullopt;
  HttpResponse other = Problem(426, "Upgrade Required", "this server speaks WebSocket version 13");
  other.headers.emplace_back("Sec-WebSocket-Version", kVersion);
  return other;
}

}  // namespace

std::optional<AskedUpgrade> AskedUpgrade::Of(const HttpRequest& request, unsigned version) {
  if (!AsksForWebSocket(request)) return std::nullopt;
  return AskedUpgrade{.request = {.target = request.target, .headers = request.headers},
                      .refusal = FaultOfUpgrade(request, version)};
}

std::optional<HttpResponse> RefusalOf(const std::optional<AskedUpgrade>& asked) {
  if (asked) return asked->refusal;
  HttpResponse missing =
      Problem(426, "Upgrade Required", "here is a WebSocket only: ask with 'Upgrade: websocket'");
  missing.headers.emplace_back("Upgrade", "websocket");
  return missing;
}

void TellNotOpened(const WebSocketUpgrade& upgrade, std::string_view why) {
  upgrade.listener->OnEnd({.cause = WebSocketEnd::Cause::kNotOpened,
                           .detail = "opening WebSocket: " + std::string(why)});
}

std::size_t SocketBook::Count() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

void SocketBook::Take(std::unique_ptr<Wire> wire, std::string early, const AskedUpgrade& asked,
                      const WebSocketUpgrade& upgrade, const std::shared_ptr<LoopCore>& home) {
  const auto loop = upgrade.loop == nullptr ? home : IoLoop::Of(*upgrade.loop).Core();
  const bool moves = loop != home;
  if (loop->Stopped()) return TellNotOpened(upgrade, "its loop has stopped");
  auto session = std::make_shared<WebSocketSession>(loop, upgrade.limits, upgrade.listener,
                                                    upgrade.meter, moves);
  {
    const std::lock_guard lock(mutex_);
    open_.emplace(session.get(), Open{session, loop});
  }
  auto gone = [book = shared_from_this(), raw = session.get()] { book->Leave(raw); };
  auto serve = [session, early = std::move(early), request = asked.request, upgrade,
                gone = std::move(gone)](std::unique_ptr<Wire> moved) mutable {
    session->Serve(std::move(moved), std::move(early), request, upgrade, std::move(gone));
  };
  if (!moves) return serve(std::move(wire));
  Wire& leaving = *wire;
  leaving.MoveTo(loop->io, [serve = std::move(serve), session, wire = std::move(wire)](
                               error_code, std::size_t) mutable { serve(std::move(wire)); });
}

std::vector<SocketBook::Open> SocketBook::All() const {
  const std::lock_guard lock(mutex_);
  std::vector<Open> all;
  for (const auto& [raw, open] : open_) all.push_back(open);
  return all;
}

std::size_t SocketBook::Close(Duration drain) {
  const auto each = [this](void (WebSocketSession::*act)()) {
    for (const Open& open : All()) {
      open.loop->Post([session = open.session, act] {
        if (const auto alive = session.lock()) ((*alive).*act)();
      });
    }
  };
  each(&WebSocketSession::Finish);
  std::size_t cut = 0;
  {
    std::unique_lock lock(mutex_);
    left_.wait_for(lock, drain, [this] { return open_.empty(); });
    cut = open_.size();
  }
  each(&WebSocketSession::Abandon);
  return cut;
}

void SocketBook::Leave(WebSocketSession* session) {
  const std::lock_guard lock(mutex_);
  open_.erase(session);
  if (open_.empty()) left_.notify_all();
}

}  // namespace tocsin::net
