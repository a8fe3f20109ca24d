#include "adapters/net/http_server.hpp"

#include <boost/asio/steady_timer.hpp>

#include "adapters/net/server_connection.hpp"

namespace tocsin {
namespace net {
namespace {

constexpr std::size_t kTurnedAwayAtOnce = 64;
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);

using Loops = std::vector<std::unique_ptr<IoLoop>>;

/// One loop listens and gives the connections to all of them in turn. Listening on each with
/// SO_REUSEPORT would spread by a hash of the addresses, unevenly for few connections that last,
/// would reset what waits at a listener that ends, and would let a second program take the port
/// without anybody noticing.
class BeastServer final : public HttpServer {
 public:
  BeastServer(std::shared_ptr<ServerCore> core, Loops loops, tcp::acceptor acceptor)
      : core_(std::move(core)),
        loops_(std::move(loops)),
        acceptor_(std::move(acceptor)),
        pause_(acceptor_.get_executor()),
        port_(acceptor_.local_endpoint().port()) {
    loops_[0]->Post([this] { Accept(); });
  }
  ~BeastServer() override { Stop(Duration(0)); }

  std::uint16_t Port() const override { return port_; }
  std::size_t Stop(Duration drain) override;
  Status UseTls(const TlsFiles& files) override {
    TRY_ASSIGN(auto tls, MakeServerTls(files));
    core_->UseTls(std::move(tls));
    return {};
  }

 private:
  void Accept();
  void OnAccepted(IoLoop& loop, tcp::socket socket);

  std::shared_ptr<ServerCore> core_;
  Loops loops_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_;
  std::size_t turn_ = 0;
  std::mutex stop_;
  bool stopped_ = false;
};

void BeastServer::Accept() {
  if (core_->stopping) return;
  IoLoop& loop = *loops_[turn_++ % loops_.size()];
  acceptor_.async_accept(loop.Io(), [this, &loop](error_code error, tcp::socket socket) {
    if (core_->stopping) return;
    if (!error) {
      OnAccepted(loop, std::move(socket));
      return Accept();
    }
    // Out of descriptors or the like: waiting beats spinning.
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](error_code cancelled) {
      if (!cancelled) Accept();
    });
  });
}

void BeastServer::OnAccepted(IoLoop& loop, tcp::socket socket) {
  const std::size_t open = core_->connections;
  const std::size_t limit = core_->options.max_connections;
  if (open >= limit + kTurnedAwayAtOnce) return;
  const auto admission =
      open < limit ? ServerConnection::Admission::kServe : ServerConnection::Admission::kTurnAway;
  ++core_->connections;
  auto connection =
      std::make_shared<ServerConnection>(core_, loop.Core(), std::move(socket), admission);
  loop.Post([connection = std::move(connection)] { connection->Start(); });
}

std::size_t BeastServer::Stop(Duration drain) {
  const std::lock_guard once(stop_);
  if (std::exchange(stopped_, true)) return 0;
  core_->stopping = true;
  const auto end = loops_[0]->Now() + drain;
  loops_[0]->Post([this] {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
  for (const auto& loop : loops_) loop->AskToFinish();
  std::size_t cut = core_->sockets->Close(drain);
  for (const auto& loop : loops_) {
    const auto rest = std::chrono::floor<Duration>(end - loop->Now());
    cut += loop->Stop(std::max(rest, Duration(0)));
  }
  return cut;
}

Result<tcp::acceptor> Listen(asio::io_context& io, const HttpServerOptions& options) {
  const std::string address = options.host + ":" + std::to_string(options.port);
  const auto failed = [&](const error_code& error) {
    if (error == asio::error::address_in_use) {
      return Fail(ErrorKind::kRejected,
                  "listening on " + address +
                      ": the port is taken by another program; stop that one or set another port",
                  "http");
    }
    const bool refused = error == asio::error::access_denied;
    return Fail(refused ? ErrorKind::kRejected : ErrorKind::kInvalid,
                "listening on " + address + ": " + error.message(), "http");
  };
  error_code error;
  tcp::resolver resolver(io);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return failed(error);
  tcp::acceptor acceptor(io);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), error);
  if (error) return failed(error);
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  acceptor.bind(endpoint, error);
  if (error) return failed(error);
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failed(error);
  return acceptor;
}

}  // namespace

}  // namespace net

Status CheckTls(const TlsFiles& files) {
  TRY(net::MakeServerTls(files));
  return {};
}

Result<TimePoint> CertificateEnd(const std::string& file) {
  if (const auto end = net::FirstEndIn(file)) return *end;
  return Fail(ErrorKind::kInvalid, "reading certificate '" + file + "': it holds none", "http");
}

Result<std::unique_ptr<HttpServer>> StartHttpServer(HttpServerOptions options,
                                                    HttpHandler& handler) {
  auto core = std::make_shared<net::ServerCore>(std::move(options), handler);
  TRY_ASSIGN(core->proxies, net::ProxyTrust::Parse(core->options.trusted_proxies));
  TRY_ASSIGN(auto tls, net::MakeServerTls(core->options.tls));
  core->UseTls(std::move(tls));
  net::Loops loops;
  for (std::size_t i = 0; i < std::max<std::size_t>(core->options.threads, 1); ++i)
    loops.push_back(std::make_unique<net::IoLoop>("http-" + std::to_string(i)));
  TRY_ASSIGN(auto acceptor, net::Listen(loops[0]->Io(), core->options));
  return std::make_unique<net::BeastServer>(std::move(core), std::move(loops), std::move(acceptor));
}

}  // namespace tocsin
