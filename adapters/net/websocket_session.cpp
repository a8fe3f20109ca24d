#include "adapters/net/websocket_session.hpp"

#include <boost/asio/post.hpp>

#include "schemas/letter_case.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::net {
namespace {

constexpr std::size_t kFrameBytes = 16;    ///< about what one message costs beside its bytes
constexpr std::size_t kReasonBytes = 123;  ///< RFC 6455, 5.5: control frames have 125

/// RFC 6455, 7.4: what may stand in a close frame.
bool MayBeSent(std::uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

/// Beast has seen to all of a text, but lets pass such an end where the last part is empty. After a
/// byte of ASCII, as behind all that carriers send, there is nothing to look at.
bool EndsWithinCharacter(std::string_view text) {
  return !text.empty() && static_cast<unsigned char>(text.back()) >= 0x80 && !IsUtf8(text);
}

}  // namespace

WebSocketSession::WebSocketSession(std::shared_ptr<LoopCore> loop, WebSocketLimits limits,
                                   std::shared_ptr<WebSocketListener> listener,
                                   std::shared_ptr<const WebSocketMeter> meter, bool counts)
    : loop_(std::move(loop)),
      limits_(limits),
      listener_(std::move(listener)),
      meter_(meter != nullptr ? std::move(meter) : std::make_shared<const WebSocketMeter>()),
      counts_(counts),
      deadline_(loop_->io),
      beat_(loop_->io) {}

WebSocketSession::~WebSocketSession() = default;

void WebSocketSession::Serve(std::unique_ptr<Wire> wire, std::string early,
                             const UpgradeRequest& request, const WebSocketUpgrade& upgrade,
                             std::function<void()> gone) {
  loop_->Enter(this);
  gone_ = std::move(gone);
  subprotocol_ = upgrade.subprotocol;
  pipe_ = MakeWebSocketPipe(std::move(wire), std::move(early), limits_.max_message_bytes);
  Arm(deadline_, limits_.handshake_timeout, &WebSocketSession::OnDeadline);
  HttpHeaders headers = upgrade.headers;
  if (!subprotocol_.empty()) headers.emplace_back("Sec-WebSocket-Protocol", subprotocol_);
  pipe_->Accept(shared_from_this(), request, headers);
}

void WebSocketSession::Connect(std::shared_ptr<asio::ssl::context> tls, Endpoint endpoint,
                               WebSocketCall call) {
  if (state_ != State::kOpening) return;
  loop_->Enter(this);
  tls_ = std::move(tls);
  Arm(deadline_, call.connect_timeout, &WebSocketSession::OnDeadline);
  connector_ = std::make_shared<Connector>(loop_->io, *tls_, endpoint);
  connector_->Start([self = shared_from_this(), endpoint,
                     call = std::move(call)](Result<std::unique_ptr<Wire>> wire) mutable {
    self->connector_.reset();
    if (self->state_ != State::kOpening) return;
    if (!wire) return self->End({.cause = Cause::kNotOpened, .detail = wire.error().message});
    self->ConnectOver(std::move(*wire), endpoint, std::move(call));
  });
}

void WebSocketSession::ConnectOver(std::unique_ptr<Wire> wire, const Endpoint& endpoint,
                                   WebSocketCall call) {
  offered_ = std::move(call.subprotocols);
  std::string offer;
  for (const auto& name : offered_) offer += (offer.empty() ? "" : ", ") + name;
  if (!offer.empty()) call.headers.emplace_back("Sec-WebSocket-Protocol", offer);
  Arm(deadline_, limits_.handshake_timeout, &WebSocketSession::OnDeadline);
  pipe_ = MakeWebSocketPipe(std::move(wire), {}, limits_.max_message_bytes);
  pipe_->Connect(shared_from_this(), endpoint.authority, endpoint.target, call.headers);
}

void WebSocketSession::Refuse(std::string detail) {
  End({.cause = Cause::kNotOpened, .detail = std::move(detail)});
}

void WebSocketSession::OnHandshaken(error_code error) {
  if (state_ != State::kOpening) return;
  if (error) {
    const int status = IsRefusal(error) ? pipe_->AnswerStatus() : 0;
    std::string detail = "opening WebSocket: " + error.message();
    if (status != 0) detail += " (status " + std::to_string(status) + ")";
    return End({.cause = Cause::kNotOpened, .detail = std::move(detail), .status = status});
  }
  if (gone_ == nullptr) {
    subprotocol_ = pipe_->AnswerSubprotocol();
    const bool offered =
        subprotocol_.empty() || std::ranges::find(offered_, subprotocol_) != offered_.end();
    if (!offered || !pipe_->AnswerExtensions().empty()) {
      const std::string_view what = offered ? "an extension" : "a subprotocol";
      return End(
          {.cause = Cause::kNotOpened,
           .detail = "opening WebSocket: " + std::string(what) + " was chosen that was not offered",
           .status = pipe_->AnswerStatus()});
    }
  }
  state_ = State::kOpen;
  was_open_ = true;
  meter_->open.Add(1);
  deadline_.cancel();
  pinged_ = std::chrono::steady_clock::now();
  ArmBeat();
  listener_->OnOpen(shared_from_this());
  if (state_ == State::kOver) return;
  pipe_->Read(shared_from_this());
  WriteNext();
}

void WebSocketSession::CheckThread() const {
  Check(loop_->thread.load() == std::this_thread::get_id(),
        "a WebSocket was used on another thread than its loop's");
}

bool WebSocketSession::Send(WebSocketKind kind, std::string bytes) {
  if (state_ != State::kOpening && state_ != State::kOpen) return false;
  CheckThread();
  if (waiting_ + bytes.size() + kFrameBytes > limits_.max_waiting_bytes) {
    EndSoon({.cause = Cause::kTooSlow,
             .detail = "writing: more than " + std::to_string(limits_.max_waiting_bytes) +
                       " bytes are waiting"});
    return false;
  }
  if (kind == WebSocketKind::kText && !IsUtf8(bytes)) bytes = ToUtf8(std::move(bytes));
  waiting_ += bytes.size() + kFrameBytes;
  outgoing_.push_back({kind, std::move(bytes)});
  if (state_ == State::kOpen) WriteNext();
  return true;
}

void WebSocketSession::WriteNext() {
  if (writing_ || state_ == State::kOver || closing_started_) return;
  if (outgoing_.empty()) {
    if (state_ == State::kClosing) StartClosing();
    return;
  }
  writing_ = true;
  pipe_->Write(shared_from_this(), outgoing_.front().kind, outgoing_.front().bytes);
}

void WebSocketSession::OnWritten(error_code error) {
  writing_ = false;
  const std::size_t size = outgoing_.front().bytes.size();
  waiting_ -= size + kFrameBytes;
  outgoing_.pop_front();
  // What went wrong is told by the reading: it may hold a close frame that says why.
  if (error) return;
  meter_->sent.Add();
  meter_->bytes_sent.Add(static_cast<double>(size));
  WriteNext();
}

void WebSocketSession::Close(std::uint16_t code, std::string_view reason) {
  if (state_ == State::kClosing || state_ == State::kOver) return;
  CheckThread();
  close_code_ = MayBeSent(code) ? code : close_code::kNormal;
  close_reason_ = reason.size() <= kReasonBytes ? ToUtf8(std::string(reason))
                                                : Shortened(reason, kReasonBytes - 3);
  if (state_ == State::kOpening) {
    return EndSoon({.cause = Cause::kNotOpened,
                    .code = close_code_,
                    .reason = close_reason_,
                    .detail = "opening WebSocket: closed before it was open"});
  }
  state_ = State::kClosing;
  beat_.cancel();
  Arm(deadline_, limits_.close_timeout, &WebSocketSession::OnDeadline);
  WriteNext();
}

void WebSocketSession::StartClosing() {
  closing_started_ = true;
  pipe_->Close(shared_from_this(), close_code_, close_reason_);
}

void WebSocketSession::OnClosed(error_code error) {
  EndClosed(error ? "closing: " + error.message() : std::string());
}

void WebSocketSession::EndClosed(std::string detail) {
  if (bad_text_) detail = "reading: a text ended within a character";
  End({.cause = bad_text_ ? Cause::kBadPeer : Cause::kClosedByUs,
       .code = close_code_,
       .reason = close_reason_,
       .detail = std::move(detail)});
}

void WebSocketSession::OnRead(error_code error) {
  if (state_ == State::kOver) return;
  if (!error) {
    meter_->received.Add();
    meter_->bytes_received.Add(static_cast<double>(pipe_->Message().size()));
    const auto kind = pipe_->Text() ? WebSocketKind::kText : WebSocketKind::kBinary;
    if (kind == WebSocketKind::kText && EndsWithinCharacter(pipe_->Message())) {
      bad_text_ = bad_text_ || state_ == State::kOpen;
      Close(close_code::kBadText, {});
    } else if (!bad_text_) {
      listener_->OnMessage(kind, pipe_->Message());
    }
    // Once it is closing Beast reads on by itself; a reading that finds a fault would wait for the
    // closing, and that for the reading.
    if (state_ != State::kOver && !closing_started_) pipe_->Read(shared_from_this());
    return;
  }
  if (closing_started_ && (IsPeerClose(error) || error == asio::error::operation_aborted))
    return OnClosed({});
  if (IsPeerClose(error)) {
    return End({.cause = Cause::kClosedByPeer,
                .code = pipe_->CloseCode() != 0 ? pipe_->CloseCode() : close_code::kNoCode,
                .reason = ToUtf8(pipe_->CloseReason()),
                .detail = {}});
  }
  const auto code = CodeOfFault(error);
  const bool faulty = code != 0;
  End({.cause = faulty ? Cause::kBadPeer : Cause::kLost,
       .code = faulty ? code : close_code::kNone,
       .reason = {},
       .detail = "reading: " + error.message()});
}

void WebSocketSession::Arm(asio::steady_timer& timer, Duration after,
                           void (WebSocketSession::*act)()) {
  timer.expires_after(after);
  Wait(timer, act);
}

void WebSocketSession::Wait(asio::steady_timer& timer, void (WebSocketSession::*act)()) {
  timer.async_wait([self = shared_from_this(), &timer, act](error_code error) {
    if (error || self->state_ == State::kOver) return;
    if (timer.expiry() > std::chrono::steady_clock::now()) return;  // armed anew meanwhile
    (self.get()->*act)();
  });
}

void WebSocketSession::OnDeadline() {
  if (state_ == State::kOpening) {
    return End({.cause = Cause::kNotOpened, .detail = "opening WebSocket: no answer in time"});
  }
  if (state_ == State::kClosing) EndClosed("closing: no answer in time");
}

/// Pings, and looks whether any byte has come since. A reading that has failed and waits for the
/// other side to end is cut here: it tells the fault then.
void WebSocketSession::Beat() {
  if (state_ != State::kOpen) return;
  if (!pipe_->Open()) return pipe_->GetWire().Close();
  const auto now = std::chrono::steady_clock::now();
  const bool pings = limits_.ping_interval > Duration(0);
  if (pings && awaiting_pong_ && pipe_->Heartbeats() != heartbeats_) awaiting_pong_ = false;
  if (pings && awaiting_pong_ && now >= pinged_ + limits_.ping_timeout) {
    return End(
        {.cause = Cause::kSilent,
         .detail = "no byte came in " + FormatDuration(limits_.ping_timeout) + " after a ping"});
  }
  if (pings && !awaiting_pong_ && now >= pinged_ + limits_.ping_interval) {
    pinged_ = now;
    awaiting_pong_ = true;
    heartbeats_ = pipe_->Heartbeats();
    if (!std::exchange(pinging_, true)) pipe_->Ping(shared_from_this());
  }
  ArmBeat();
}

void WebSocketSession::ArmBeat() {
  const bool pings = limits_.ping_interval > Duration(0);
  const auto now = std::chrono::steady_clock::now();
  // So long a reading that failed may wait for the other side to go.
  auto due = now + limits_.close_timeout;
  if (pings) {
    const SteadyTime ping = pinged_ + limits_.ping_interval;
    const SteadyTime silent = pinged_ + limits_.ping_timeout;
    if (ping > now) due = std::min(due, ping);
    if (awaiting_pong_) due = std::min(due, silent);
  }
  beat_.expires_at(due);
  Wait(beat_, &WebSocketSession::Beat);
}

/// For what happens within a call of the owner, who is told later.
void WebSocketSession::EndSoon(WebSocketEnd end) {
  asio::post(loop_->io, [self = shared_from_this(), end = std::move(end)]() mutable {
    self->End(std::move(end));
  });
}

void WebSocketSession::End(WebSocketEnd end) {
  if (state_ == State::kOver) return;
  const auto self = shared_from_this();
  state_ = State::kOver;
  deadline_.cancel();
  beat_.cancel();
  if (connector_ != nullptr) connector_->Cancel();
  if (pipe_ != nullptr) {
    pipe_->GetWire().Close();
    // Beast's closing and a reading that failed meanwhile wait for each other: both go with the
    // stream, once what the closed wire has ended is through.
    asio::post(loop_->io, [self] { self->pipe_.reset(); });
  }
  loop_->Leave(this);
  if (was_open_) meter_->open.Add(-1);
  meter_->ended.at(static_cast<std::size_t>(end.cause)).Add();
  if (gone_) std::exchange(gone_, nullptr)();
  std::exchange(listener_, nullptr)->OnEnd(end);
}

}  // namespace tocsin::net
