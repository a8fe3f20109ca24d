#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/net/wire.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::net {

/// Who is told what a pipe's operations came to; kept alive by them.
class WebSocketPipeOwner {
 public:
  virtual ~WebSocketPipeOwner() = default;
  virtual void OnHandshaken(error_code error) = 0;
  virtual void OnRead(error_code error) = 0;
  virtual void OnWritten(error_code error) = 0;
  virtual void OnPinged(error_code error) = 0;
  virtual void OnClosed(error_code error) = 0;
};

/// What a server took for the request of a WebSocket.
struct UpgradeRequest {
  std::string target;
  HttpHeaders headers;
};

/// The frames of RFC 6455 over a wire, of either side. Beast's stream behind a plain interface:
/// only websocket_pipe.cpp is compiled with it, and with one kind of it. At most one operation of
/// each kind at a time; a failed reading has sent the close frame that the fault asks for.
class WebSocketPipe {
 public:
  using Owner = std::shared_ptr<WebSocketPipeOwner>;
  virtual ~WebSocketPipe() = default;
  /// Answers a request that was found to be a proper one; `headers` go into the answer.
  virtual void Accept(Owner owner, const UpgradeRequest& request, const HttpHeaders& headers) = 0;
  virtual void Connect(Owner owner, const std::string& authority, const std::string& target,
                       const HttpHeaders& headers) = 0;
  /// One message, which Text and Message give until the next reading.
  virtual void Read(Owner owner) = 0;
  virtual bool Text() const = 0;
  virtual std::string_view Message() const = 0;
  /// `bytes` must live until OnWritten.
  virtual void Write(Owner owner, WebSocketKind kind, std::string_view bytes) = 0;
  virtual void Ping(Owner owner) = 0;
  virtual void Close(Owner owner, std::uint16_t code, std::string_view reason) = 0;

  /// Of the other side's close frame.
  virtual std::uint16_t CloseCode() const = 0;
  virtual std::string CloseReason() const = 0;
  /// The status of a server's answer to Connect, 0 when none came; what it chose.
  virtual int AnswerStatus() const = 0;
  virtual std::string AnswerSubprotocol() const = 0;
  virtual std::string AnswerExtensions() const = 0;
  /// Grows with every piece of bytes that comes: the other side is alive.
  virtual std::uint64_t Heartbeats() const = 0;
  /// False when no more is read: a close frame was sent or came, or the connection failed.
  virtual bool Open() const = 0;
  virtual Wire& GetWire() = 0;
};

/// `early`: bytes that were read already, behind the handshake's request.
std::unique_ptr<WebSocketPipe> MakeWebSocketPipe(std::unique_ptr<Wire> wire, std::string early,
                                                 std::size_t max_message_bytes);

/// The close code that an error of Read was answered with; 0: the connection was lost, or closed by
/// the other side (IsPeerClose).
std::uint16_t CodeOfFault(error_code error);
bool IsPeerClose(error_code error);
/// The other side's answer to Connect was no upgrade, or not the right one.
bool IsRefusal(error_code error);

}  // namespace tocsin::net
