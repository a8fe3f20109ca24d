#include "adapters/net/response_head.hpp"
#include "adapters/net/server_connection.hpp"

namespace tocsin::net {
namespace {

constexpr std::size_t kLingerBytes = 32 * 1024 * 1024;
constexpr Duration kLingerTime = std::chrono::seconds(2);

}  // namespace

void ServerConnection::Respond(HttpResponse response) {
  const auto upgrade = std::exchange(response.upgrade, nullptr);
  const bool too_late = phase_ != Phase::kHandling && phase_ != Phase::kHandshake;
  const bool bodiless = head_request_ || !HasBody(response.status);
  if (response.stream != nullptr && (too_late || bodiless))
    TellGone(*std::exchange(response.stream, nullptr));
  if (too_late) {
    if (upgrade != nullptr) TellNotOpened(*upgrade, "the connection had ended");
    return;
  }
  if (upgrade != nullptr) return Upgrade(*upgrade);
  if (response.status == kHttpNoAnswer) return Close();
  if (response.status < 200 || response.status > 599) {
    response = Problem(500, "Internal Server Error", "the answer has no valid status");
  }
  if (response.stream != nullptr) return StartBody(std::move(response));
  keep_ = keep_ && !finishing_ && !core_->stopping;
  phase_ = Phase::kWriting;
  head_ = RenderHead(response, keep_ ? AfterAnswer::kKeep : AfterAnswer::kClose);
  body_ = bodiless ? std::string() : std::move(response.body);
  SetDeadline(core_->options.idle_timeout);
  wire_->Write(
      {asio::buffer(head_), asio::buffer(body_)},
      [self = shared_from_this()](error_code error, std::size_t) { self->OnWritten(error); });
}

void ServerConnection::Upgrade(const WebSocketUpgrade& upgrade) {
  auto refused = RefusalOf(asked_);
  if (!refused && core_->stopping) {
    refused = Problem(503, "Service Unavailable", "the server is stopping");
  }
  if (!refused && core_->sockets->Count() >= core_->options.max_web_sockets) {
    refused = Problem(503, "Service Unavailable", "too many WebSockets; try again soon");
    refused->headers.emplace_back("Retry-After", "1");
  }
  if (refused) {
    TellNotOpened(upgrade, "status " + std::to_string(refused->status));
    return Respond(std::move(*refused));
  }
  phase_ = Phase::kClosed;
  deadline_.cancel();
  loop_->Leave(this);
  const auto read = buffer_.cdata();
  core_->sockets->Take(std::move(wire_),
                       std::string(static_cast<const char*>(read.data()), read.size()), *asked_,
                       upgrade, loop_);
}

void ServerConnection::OnWritten(error_code error) {
  if (phase_ != Phase::kWriting) return;
  if (error) return Close();
  if (keep_) return NextRequest();
  Linger();
}

/// Closing with unread input would reset the connection and may take the answer from the client's
/// hands.
void ServerConnection::Linger() {
  if (input_ended_) return Close();
  phase_ = Phase::kLingering;
  wire_->ShutdownSend();
  SetDeadline(kLingerTime);
  Discard();
}

void ServerConnection::Discard() {
  // A read of the refused request is still under way and comes to OnDiscarded.
  if (reading_ || watching_) return;
  buffer_.clear();
  wire_->Socket().async_read_some(buffer_.prepare(kRequestReadBytes),
                                  [self = shared_from_this()](error_code error, std::size_t size) {
                                    self->OnDiscarded(error, size);
                                  });
}

void ServerConnection::OnDiscarded(error_code error, std::size_t size) {
  discarded_ += size;
  if (error || phase_ != Phase::kLingering || discarded_ > kLingerBytes) return Close();
  Discard();
}

}  // namespace tocsin::net
