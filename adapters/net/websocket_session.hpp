#pragma once

#include "adapters/net/beast.hpp"

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>

#include "adapters/net/connector.hpp"
#include "adapters/net/io_loop.hpp"
#include "adapters/net/websocket_pipe.hpp"

namespace tocsin::net {

/// One WebSocket of either side, from its handshake to its end: what is waiting to be written,
/// pings, closing, limits. Everything happens on its loop's thread.
class WebSocketSession final : public WebSocket,
                               public WebSocketPipeOwner,
                               public LoopGuest,
                               public std::enable_shared_from_this<WebSocketSession> {
 public:
  /// `counts`: whether a stop of the loop waits for it.
  WebSocketSession(std::shared_ptr<LoopCore> loop, WebSocketLimits limits,
                   std::shared_ptr<WebSocketListener> listener,
                   std::shared_ptr<const WebSocketMeter> meter, bool counts);
  ~WebSocketSession() override;

  /// A server's: `gone` is called at its end. On its loop.
  void Serve(std::unique_ptr<Wire> wire, std::string early, const UpgradeRequest& request,
             const WebSocketUpgrade& upgrade, std::function<void()> gone);
  /// A client's: `tls` must be there for wss. On its loop.
  void Connect(std::shared_ptr<asio::ssl::context> tls, Endpoint endpoint, WebSocketCall call);
  /// A client's, from where it has a connection. On its loop.
  void ConnectOver(std::unique_ptr<Wire> wire, const Endpoint& endpoint, WebSocketCall call);
  /// It ends before it has begun.
  void Refuse(std::string detail);

  bool Send(WebSocketKind kind, std::string bytes) override;
  std::size_t Waiting() const override { return waiting_; }
  void Close(std::uint16_t code, std::string_view reason) override;
  const std::string& Subprotocol() const override { return subprotocol_; }
  bool Post(LoopTask task) override { return loop_->Post(std::move(task)); }

  void OnHandshaken(error_code error) override;
  void OnRead(error_code error) override;
  void OnWritten(error_code error) override;
  void OnPinged(error_code) override { pinging_ = false; }
  void OnClosed(error_code error) override;

  void Finish() override { Close(close_code::kGoingAway, "going away"); }
  void Abandon() override { End({.cause = Cause::kStopped, .detail = "stopping"}); }
  bool Counts() const override { return counts_; }

 private:
  using Cause = WebSocketEnd::Cause;
  enum class State { kOpening, kOpen, kClosing, kOver };
  struct Outgoing {
    WebSocketKind kind;
    std::string bytes;
  };

  void CheckThread() const;
  void WriteNext();
  void StartClosing();
  void EndClosed(std::string detail);
  void Arm(asio::steady_timer& timer, Duration after, void (WebSocketSession::*act)());
  void Wait(asio::steady_timer& timer, void (WebSocketSession::*act)());
  void OnDeadline();
  void Beat();
  void ArmBeat();
  void End(WebSocketEnd end);
  void EndSoon(WebSocketEnd end);

  std::shared_ptr<LoopCore> loop_;
  const WebSocketLimits limits_;
  std::shared_ptr<WebSocketListener> listener_;
  const std::shared_ptr<const WebSocketMeter> meter_;
  const bool counts_;
  bool was_open_ = false;
  State state_ = State::kOpening;
  std::function<void()> gone_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::shared_ptr<Connector> connector_;
  std::unique_ptr<WebSocketPipe> pipe_;
  asio::steady_timer deadline_;
  asio::steady_timer beat_;
  std::string subprotocol_;
  std::vector<std::string> offered_;
  std::deque<Outgoing> outgoing_;
  std::size_t waiting_ = 0;
  bool writing_ = false;
  bool pinging_ = false;
  bool awaiting_pong_ = false;
  bool closing_started_ = false;
  bool bad_text_ = false;  ///< what it is closed for
  SteadyTime pinged_;
  std::uint64_t heartbeats_ = 0;  ///< when it pinged
  std::uint16_t close_code_ = 0;
  std::string close_reason_;
};

}  // namespace tocsin::net
