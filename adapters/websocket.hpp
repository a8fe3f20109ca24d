#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/metric_series.hpp"
#include "schemas/time.hpp"

namespace tocsin {

enum class WebSocketKind { kText, kBinary };

/// Bounds of one socket, apart from those of HTTP.
struct WebSocketLimits {
  /// Of one message that comes; beyond: closed with 1009.
  std::size_t max_message_bytes = 1024 * 1024;
  /// Given to Send and not yet taken by the system; beyond: the socket is dropped.
  std::size_t max_waiting_bytes = 1024 * 1024;
  Duration ping_interval = std::chrono::seconds(20);  ///< zero: no pings
  /// After a ping, without a byte from the other side: the socket is dropped.
  Duration ping_timeout = std::chrono::seconds(10);
  /// From the connection (the server: from the answer of the route) to the open socket.
  Duration handshake_timeout = std::chrono::seconds(10);
  /// For what is still to be written and the other side's answer, once Close is asked for.
  Duration close_timeout = std::chrono::seconds(5);
};

/// Close codes of RFC 6455, section 7.4.1.
namespace close_code {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kNoCode = 1005;  ///< a close frame without one; never sent
inline constexpr std::uint16_t kNone = 1006;    ///< no close frame came; never sent
inline constexpr std::uint16_t kBadText = 1007;
inline constexpr std::uint16_t kPolicy = 1008;
inline constexpr std::uint16_t kTooBig = 1009;
inline constexpr std::uint16_t kInternal = 1011;
}  // namespace close_code

/// What is counted of sockets of one use ("media", "speech"), the metrics' label `use`.
struct WebSocketMeter {
  MetricGauge open;
  MetricCounter received, sent, bytes_received, bytes_sent;
  std::array<MetricCounter, 8> ended;  ///< by WebSocketEnd::Cause
};
/// tocsin_websocket_*; of use as long as `metrics` is.
std::shared_ptr<const WebSocketMeter> MakeWebSocketMeter(SeriesMetrics& metrics,
                                                         std::string_view use);

/// The address for sockets of `path` below an http address: ws of http, wss of https. Plain http is
/// of a service behind no carrier of the world, such as a simulator's.
std::string SocketAddressBelow(std::string_view base, std::string_view path);

/// How a socket ended.
struct WebSocketEnd {
  enum class Cause {
    kNotOpened,     ///< refused, unreachable, no proper answer in time; OnOpen was not called
    kClosedByPeer,  ///< code and reason are theirs; 1005 when they gave none
    kClosedByUs,    ///< Close was called; code and reason are ours
    kBadPeer,       ///< what came breaks the protocol or a limit; code is what we closed it with
    kSilent,        ///< no byte came after a ping
    kTooSlow,       ///< more was waiting to be written than may
    kLost,          ///< the connection broke
    kStopped,       ///< its loop or server stopped, and it did not end in time
  };
  Cause cause = Cause::kLost;
  std::uint16_t code = close_code::kNone;
  std::string reason = {};  ///< the other side's words: bounded, but not to be trusted
  std::string detail = {};  ///< for logs
  int status = 0;  ///< kNotOpened: of an HTTP answer that was no right upgrade; 0: none came
};
/// "closed_by_peer": for logs and as a metric's label.
std::string_view ToString(WebSocketEnd::Cause cause);
/// "it closed the socket with 1008 policy", or why else, for an error's message.
std::string InWords(const WebSocketEnd& end);

/// One open socket. Everything of it happens on its loop: these calls are made there (all but
/// Post), and its listener is called there. The owner may drop it at any time; that closes nothing.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// One message, in one frame; never blocks. Text that is no UTF-8 is mended with U+FFFD. False
  /// when the socket takes no more: it is closing, over, or too much is waiting; in that last case
  /// it is dropped and OnEnd follows.
  virtual bool Send(WebSocketKind kind, std::string bytes) = 0;
  /// Bytes given to Send that the system has not taken yet.
  virtual std::size_t Waiting() const = 0;
  /// Writes what is waiting, then closes; OnEnd follows within `close_timeout`, and messages may
  /// still come before. A code that may not be sent becomes 1000, a reason is cut to 123 bytes.
  virtual void Close(std::uint16_t code = close_code::kNormal, std::string_view reason = {}) = 0;
  /// What both sides agreed on; empty: none.
  virtual const std::string& Subprotocol() const = 0;
  /// Runs `task` on the socket's loop; false when that has stopped. Any thread.
  virtual bool Post(LoopTask task) = 0;
};

/// What an owner hears of its socket, on the socket's loop. Must not block. The socket lets go of
/// it after OnEnd.
class WebSocketListener {
 public:
  virtual ~WebSocketListener() = default;
  virtual void OnOpen(const std::shared_ptr<WebSocket>& socket) = 0;
  /// A whole message; `bytes` is valid within the call. Text is UTF-8.
  virtual void OnMessage(WebSocketKind kind, std::string_view bytes) = 0;
  /// Once, and the last.
  virtual void OnEnd(const WebSocketEnd& end) = 0;
};

/// A server's side: what a route answers with instead of a body, after it has looked at the
/// request's path, query and headers (who is it? signature, token).
struct WebSocketUpgrade {
  std::shared_ptr<WebSocketListener> listener;
  /// Of MakeLoop, and outlives the server's Stop; the connection moves there with every byte that
  /// was read. Null: it stays on the server's own thread.
  Loop* loop = nullptr;
  std::string subprotocol = {};  ///< one of those offered; empty: none
  HttpHeaders headers = {};      ///< of the answer
  WebSocketLimits limits = {};
  std::shared_ptr<const WebSocketMeter> meter = {};
};
/// The answer that makes a socket of the connection. A request that asked for none gets 426, one
/// beyond HttpServerOptions::max_web_sockets 503; then OnEnd says kNotOpened, on the server's
/// thread.
HttpResponse UpgradeToWebSocket(WebSocketUpgrade upgrade);
/// True when the request asks for a WebSocket, rightly or not.
bool AsksForWebSocket(const HttpRequest& request);
/// The subprotocols that a request offers, in its order.
std::vector<std::string> OfferedSubprotocols(const HttpRequest& request);

/// A client's side.
struct WebSocketCall {
  std::string url;  ///< ws:// or wss://
  HttpHeaders headers = {};
  std::vector<std::string> subprotocols = {};  ///< offered; an answer with another one is refused
  std::shared_ptr<WebSocketListener> listener;
  Loop* loop = nullptr;  ///< of MakeLoop; everything happens there
  Duration connect_timeout = std::chrono::seconds(10);
  WebSocketLimits limits = {};
  std::shared_ptr<const WebSocketMeter> meter = {};
};

/// wss verifies the other side's certificate and name. Redirects are not followed.
class WebSocketClient {
 public:
  virtual ~WebSocketClient() = default;
  /// The socket can be given messages at once: they wait for the opening (and count as waiting).
  /// Close gives the attempt up. Any thread; what follows happens on the call's loop. Where
  /// that has stopped, OnEnd comes within this call.
  virtual std::shared_ptr<WebSocket> Open(WebSocketCall call) = 0;
};

}  // namespace tocsin
