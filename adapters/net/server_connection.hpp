#pragma once

#include "adapters/net/beast.hpp"

#include <array>
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/http.hpp"
#include "adapters/net/io_loop.hpp"
#include "adapters/net/proxy_trust.hpp"
#include "adapters/net/server_sockets.hpp"
#include "adapters/net/server_stream.hpp"
#include "adapters/net/wire.hpp"

namespace tocsin::net {

/// What the connections of one server have in common; shared by the server, its connections and
/// answers still owed, so that an answer given after Stop finds something to be dropped by.
struct ServerCore {
  ServerCore(HttpServerOptions server_options, HttpHandler& server_handler)
      : options(std::move(server_options)), handler(server_handler) {}

  const HttpServerOptions options;
  HttpHandler& handler;
  ProxyTrust proxies;
  std::atomic<bool> stopping = false;
  std::atomic<std::size_t> connections = 0;
  const std::shared_ptr<SocketBook> sockets = std::make_shared<SocketBook>();

  /// Of connections that are made from now on; null: plain.
  std::shared_ptr<asio::ssl::context> Tls() const {
    const std::lock_guard lock(tls_mutex_);
    return tls_;
  }
  void UseTls(std::shared_ptr<asio::ssl::context> tls) {
    const std::lock_guard lock(tls_mutex_);
    tls_.swap(tls);
  }

 private:
  mutable std::mutex tls_mutex_;
  std::shared_ptr<asio::ssl::context> tls_;
};

inline constexpr std::size_t kRequestReadBytes = 16 * 1024;

/// One client: reads a request, hands it over, writes the answer, and again. Everything happens on
/// the thread of the socket's loop.
class ServerConnection : public LoopGuest, public std::enable_shared_from_this<ServerConnection> {
 public:
  enum class Admission { kServe, kTurnAway };
  /// `socket` is one of the loop's.
  ServerConnection(std::shared_ptr<ServerCore> core, std::shared_ptr<LoopCore> loop,
                   tcp::socket socket, Admission admission);
  ~ServerConnection() override;

  void Start();
  /// Closes when nothing is in hand; otherwise the request in hand is the last one.
  void Finish() override;
  void Abandon() override { Close(); }
  bool Counts() const override { return true; }
  void Respond(HttpResponse response);
  const std::shared_ptr<LoopCore>& Home() const { return loop_; }
  /// Writes what is waiting of a streamed body.
  void PumpBody();

 private:
  enum class Phase {
    kHandshake,
    kIdle,
    kReading,
    kHandling,
    kStreaming,
    kWriting,
    kLingering,
    kClosed
  };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void NextRequest();
  bool SkipEmptyLines();
  void ReadMore();
  void OnRead(error_code error, std::size_t size);
  void Advance();
  bool Consume();
  bool AcceptHeader();
  bool CheckHeader();
  void SendContinue();
  void Dispatch();
  void Refuse(int status, std::string_view title, const std::string& detail);
  void RefuseUnreadable(const error_code& error);
  void OnWritten(error_code error);
  void Upgrade(const WebSocketUpgrade& upgrade);
  void StartBody(HttpResponse response);
  void WriteBody();
  void OnBodyWritten(error_code error);
  void EndBody();
  void Watch();
  void OnWatched(error_code error, std::size_t size);
  void Linger();
  void Discard();
  void OnDiscarded(error_code error, std::size_t size);
  void Close();
  void SetDeadline(Duration after);
  void OnDeadline();

  std::shared_ptr<ServerCore> core_;
  std::shared_ptr<LoopCore> loop_;
  std::unique_ptr<Wire> wire_;
  asio::ip::address peer_;
  Admission admission_;
  asio::steady_timer deadline_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<AskedUpgrade> asked_;  ///< of the request in hand
  HttpHeaders headers_;  ///< of the header proper: fields of a trailer are not taken for them
  Phase phase_ = Phase::kHandshake;
  bool reading_ = false;
  bool continue_wanted_ = false;
  bool keep_ = false;
  bool head_request_ = false;
  bool finishing_ = false;
  unsigned http_version_ = 11;
  std::string head_;
  std::string body_;
  std::shared_ptr<const HttpStreamedBody> stream_;  ///< until its end
  std::shared_ptr<BodyQueue> body_queue_;
  std::shared_ptr<ServerConnection> myself_;  ///< while a body is streamed
  bool chunked_ = false;
  bool body_writing_ = false;
  bool watching_ = false;
  bool input_ended_ = false;
  std::array<char, 512> watched_;
  std::size_t discarded_ = 0;
};

}  // namespace tocsin::net
