#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// Header names as they came; look-ups ignore case.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;
/// First value of a header, or empty.
std::string_view HeaderValue(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
  std::string method;                                      ///< upper case
  std::string target;                                      ///< raw path and query as on the wire
  std::string path;                                        ///< decoded path, without query
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  HttpHeaders headers;
  std::string body;
  std::string peer;  ///< address of the client; behind a trusted proxy, the forwarded one
  /// Nobody on the last way to us could read or change it: TLS, loopback, or a trusted proxy's
  /// connection.
  bool guarded = false;
  /// It says that it was forwarded, not by a trusted proxy: `peer` may be the address of a proxy,
  /// which all behind it share.
  bool forwarded = false;

  std::string_view Query(std::string_view name) const {
    for (const auto& [key, value] : query)
      if (key == name) return value;
    return {};
  }
};

/// As a response's status: the server closes the connection without an answer.
inline constexpr int kHttpNoAnswer = 0;

struct HttpStreamedBody;
struct WebSocketUpgrade;

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  std::string body;
  /// Instead of a body: the connection becomes a WebSocket (adapters/websocket.hpp).
  std::shared_ptr<const WebSocketUpgrade> upgrade = {};
  /// Instead of `body`: made as it goes (adapters/http_stream.hpp).
  std::shared_ptr<const HttpStreamedBody> stream = {};
};

/// application/problem+json (RFC 9457): type about:blank, title, status, detail, and extra members.
HttpResponse Problem(int status, std::string_view title, std::string_view detail,
                     const std::vector<std::pair<std::string, std::string>>& extra = {});
HttpResponse JsonResponse(int status, std::string json_text);
/// Decodes application/x-www-form-urlencoded, order and repeats kept.
std::vector<std::pair<std::string, std::string>> ParseForm(std::string_view body);
/// Percent-encodes all but unreserved characters (RFC 3986).
std::string PercentEncode(std::string_view text);
/// `path`, which begins with a slash, below an address that may end with slashes.
std::string AddressBelow(std::string_view base, std::string_view path);

/// Answers once; may be called later and from any thread. A handler that drops it answers 500.
using HttpRespond = std::function<void(HttpResponse)>;

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  /// On a network thread: must return within a millisecond; slow work answers later.
  virtual void Handle(HttpRequest request, HttpRespond respond) = 0;
};

/// PEM files of a listener.
struct TlsFiles {
  std::string certificate = {};  ///< the chain; with `key`: TLS, without both: none
  std::string key = {};
  /// Every client shows a certificate that one of these has signed, or its handshake fails; empty:
  /// none is asked for.
  std::string client_authorities = {};
};

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: the system picks one
  TlsFiles tls = {};
  std::vector<std::string> trusted_proxies =
      {};  ///< addresses or networks whose X-Forwarded-For is believed
  std::size_t max_header_bytes = 16 * 1024;  ///< beyond: 431
  std::size_t max_body_bytes = 1024 * 1024;  ///< beyond: 413 problem+json, connection closed
  Duration idle_timeout = std::chrono::seconds(60);
  Duration request_timeout = std::chrono::seconds(15);
  std::size_t max_connections = 1024;  ///< beyond: 503 with Retry-After
  std::size_t threads = 2;             ///< each with its own connections
  /// WebSockets, which no longer count as connections; beyond: 503 with Retry-After.
  std::size_t max_web_sockets = 1024;
};

/// Listening starts with its making (adapters/net/http_server.hpp) and ends with Stop.
class HttpServer {
 public:
  virtual ~HttpServer() = default;
  virtual std::uint16_t Port() const = 0;
  /// Reads the files again, or others: for connections that are made from now on, those that are
  /// there go on. On an error, as of StartHttpServer, the former stay in force. Thread-safe.
  virtual Status UseTls(const TlsFiles& files) = 0;
  /// No new connections; waits up to `drain` until what is in hand is answered and sockets are
  /// closed (1001), then cuts the rest and gives the number of connections that it cut.
  virtual std::size_t Stop(Duration drain) = 0;
};

struct HttpCall {
  std::string method = "GET";
  std::string url;  ///< http:// or https://
  HttpHeaders headers;
  std::string body;
  Duration timeout = std::chrono::seconds(30);
  /// For the connection, where one has to be made; zero: the client's own.
  Duration connect_timeout{0};
  std::size_t max_response_bytes = 4 * 1024 * 1024;
  bool cut_response = false;  ///< a larger body is cut off there, instead of failing the call
  /// Asking twice does no harm, though the method says nothing of it: as an idempotent one, it is
  /// sent again where a kept connection dies without an answer.
  bool repeatable = false;
};

/// Why a call gave no response. `request_sent` false: no byte reached the other side, so it cannot
/// have acted.
struct HttpFailure {
  Error error;
  bool request_sent = false;
};
using HttpOutcome = tl::expected<HttpResponse, HttpFailure>;

/// HTTP/1.1 client with kept connections, TLS with verified certificates. Redirects are not
/// followed. Thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// `done` is called once, on a network thread; it must not block.
  virtual void Send(HttpCall call, std::function<void(HttpOutcome)> done) = 0;
};

}  // namespace tocsin
