#include "adapters/net/http_server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <thread>

#include "adapters/net/server_connection.hpp"

namespace tocsin {
namespace net {
namespace {

constexpr int kThreads = 2;
constexpr std::size_t kTurnedAwayAtOnce = 64;
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);

class BeastServer final : public HttpServer {
 public:
  BeastServer(std::shared_ptr<ServerCore> core, tcp::acceptor acceptor)
      : core_(std::move(core)),
        work_(asio::make_work_guard(core_->io)),
        acceptor_(std::move(acceptor)),
        pause_(acceptor_.get_executor()),
        port_(acceptor_.local_endpoint().port()) {
    asio::post(acceptor_.get_executor(), [this] { Accept(); });
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { core_->io.run(); });
  }
  ~BeastServer() override { Stop(Duration(0)); }

  std::uint16_t Port() const override { return port_; }
  void Stop(Duration drain) override;

 private:
  void Accept();
  void OnAccepted(tcp::socket socket);
  void ForEachOpen(void (ServerConnection::*action)());

  std::shared_ptr<ServerCore> core_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_;
  std::vector<std::thread> threads_;
  std::mutex stop_;
};

void BeastServer::Accept() {
  if (core_->stopping) return;
  acceptor_.async_accept(asio::make_strand(core_->io),
                         [this](error_code error, tcp::socket socket) {
                           if (core_->stopping) return;
                           if (!error) {
                             OnAccepted(std::move(socket));
                             return Accept();
                           }
                           // Out of descriptors or the like: waiting beats spinning.
                           pause_.expires_after(kAcceptPause);
                           pause_.async_wait([this](error_code cancelled) {
                             if (!cancelled) Accept();
                           });
                         });
}

void BeastServer::OnAccepted(tcp::socket socket) {
  std::size_t open = 0;
  {
    const std::lock_guard lock(core_->mutex);
    open = core_->open.size();
  }
  const std::size_t limit = core_->options.max_connections;
  if (open >= limit + kTurnedAwayAtOnce) return;
  const auto admission =
      open < limit ? ServerConnection::Admission::kServe : ServerConnection::Admission::kTurnAway;
  auto connection = std::make_shared<ServerConnection>(core_, std::move(socket), admission);
  core_->Enter(connection);
  asio::post(connection->Executor(), [connection] { connection->Start(); });
}

void BeastServer::ForEachOpen(void (ServerConnection::*action)()) {
  const std::lock_guard lock(core_->mutex);
  for (const auto& [raw, weak] : core_->open) {
    if (const auto connection = weak.lock()) ((*connection).*action)();
  }
}

void BeastServer::Stop(Duration drain) {
  const std::lock_guard once(stop_);
  if (threads_.empty()) return;
  core_->stopping = true;
  asio::post(acceptor_.get_executor(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
  ForEachOpen(&ServerConnection::Finish);
  {
    std::unique_lock lock(core_->mutex);
    core_->emptied.wait_for(lock, drain, [this] { return core_->open.empty(); });
  }
  ForEachOpen(&ServerConnection::Abandon);
  {
    const std::lock_guard lock(core_->mutex);
    core_->stopped = true;
  }
  work_.reset();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
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
  // Accepting touches the acceptor from one strand only.
  tcp::acceptor acceptor(asio::make_strand(io));
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

void ServerCore::Post(const asio::any_io_executor& executor, std::function<void()> job) {
  const std::lock_guard lock(mutex);
  if (!stopped) asio::post(executor, std::move(job));
}

void ServerCore::Enter(const std::shared_ptr<ServerConnection>& connection) {
  const std::lock_guard lock(mutex);
  open.emplace(connection.get(), connection);
}

void ServerCore::Leave(ServerConnection* connection) {
  const std::lock_guard lock(mutex);
  open.erase(connection);
  if (open.empty()) emptied.notify_all();
}

}  // namespace net

Result<std::unique_ptr<HttpServer>> StartHttpServer(HttpServerOptions options,
                                                    HttpHandler& handler) {
  auto core = std::make_shared<net::ServerCore>(std::move(options), handler);
  TRY_ASSIGN(core->proxies, net::ProxyTrust::Parse(core->options.trusted_proxies));
  const bool encrypted = !core->options.certificate_file.empty();
  if (encrypted != !core->options.key_file.empty()) {
    return Fail(ErrorKind::kInvalid,
                "setting up TLS: certificate and key are needed, one is missing", "http");
  }
  if (encrypted) {
    TRY_ASSIGN(core->tls,
               net::MakeServerTls(core->options.certificate_file, core->options.key_file));
  }
  TRY_ASSIGN(auto acceptor, net::Listen(core->io, core->options));
  return std::make_unique<net::BeastServer>(std::move(core), std::move(acceptor));
}

}  // namespace tocsin
