#include "tools/phone/live/relay_socket.hpp"

#include <utility>

namespace tocsin::phone {
namespace {

constexpr std::size_t kMostUnsent = 256 * 1024;

}  // namespace

RelaySocket::RelaySocket(StreamOrder order, tocsin::Loop& loop, WebSocketClient& client,
                         Events events)
    : order_(std::move(order)), loop_(loop), client_(client), events_(std::move(events)) {}

void RelaySocket::Start(Duration delay) {
  loop_.Post([self = shared_from_this(), delay] {
    if (delay.count() <= 0) return self->Open();
    self->timer_ = self->loop_.MakeTimer();
    self->timer_->Arm(self->loop_.Now() + delay, [self] { self->Open(); });
  });
}

void RelaySocket::Open() {
  if (stopping_) return;
  WebSocketCall call;
  call.url = order_.url;
  call.headers = order_.headers;
  call.listener = shared_from_this();
  call.loop = &loop_;
  call.limits.max_waiting_bytes = kMostUnsent;
  call.limits.ping_interval = {};  // carriers send none
  socket_ = client_.Open(std::move(call));
}

void RelaySocket::Send(std::string text) {
  loop_.Post([self = shared_from_this(), text = std::move(text)]() mutable {
    if (self->socket_ && !self->stopping_)
      self->socket_->Send(WebSocketKind::kText, std::move(text));
  });
}

void RelaySocket::Close(std::uint16_t code, std::string reason) {
  loop_.Post([self = shared_from_this(), code, reason = std::move(reason)] {
    if (self->over_ || std::exchange(self->stopping_, true)) return;
    if (self->socket_) return self->socket_->Close(code, reason);
    self->OnEnd({.cause = WebSocketEnd::Cause::kClosedByUs});
  });
}

void RelaySocket::Drop(std::string why) {
  loop_.Post([self = shared_from_this(), why = std::move(why)] {
    if (self->over_ || !self->socket_) return;
    self->why_dropped_ = why;
    self->socket_->Send(WebSocketKind::kText, std::string(kMostUnsent + 1, ' '));
  });
}

void RelaySocket::OnOpen(const std::shared_ptr<WebSocket>& socket) {
  socket_ = socket;
  events_.opened();
}

void RelaySocket::OnMessage(WebSocketKind kind, std::string_view bytes) {
  events_.message(kind, std::string(bytes));
}

void RelaySocket::OnEnd(const WebSocketEnd& end) {
  if (std::exchange(over_, true)) return;
  using Cause = WebSocketEnd::Cause;
  StreamEnd out{.text = why_dropped_.empty() ? std::string(ToString(end.cause)) : why_dropped_};
  if (why_dropped_.empty() && !end.detail.empty()) out.text += ": " + end.detail;
  if (end.cause == Cause::kNotOpened) {
    out.cause = StreamEnd::Cause::kNotOpened;
  } else if (end.cause == Cause::kClosedByPeer) {
    out.cause = StreamEnd::Cause::kClosedByWorker;
    out.text += ", code " + std::to_string(end.code);
  } else if (stopping_ || end.cause == Cause::kClosedByUs) {
    out.cause = StreamEnd::Cause::kStopped;
  } else {
    out.cause = StreamEnd::Cause::kLost;
  }
  socket_.reset();
  timer_.reset();
  events_.ended(std::move(out));
}

}  // namespace tocsin::phone
