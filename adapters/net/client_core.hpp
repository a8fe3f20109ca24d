#pragma once

#include "adapters/net/beast.hpp"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "adapters/http_stream.hpp"
#include "adapters/net/client_exchange.hpp"
#include "adapters/net/connection_pool.hpp"
#include "adapters/net/connector.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/io_loop.hpp"

namespace tocsin::net {

/// One call from Send to `done`. Only touched on the client's thread.
struct Call {
  Call(asio::io_context& io, Endpoint where) : endpoint(std::move(where)), timer(io) {}

  enum class Phase { kWaiting, kConnecting, kExchanging };
  Endpoint endpoint;
  std::string host;  ///< key in the pool
  std::shared_ptr<const WireRequest> request;
  bool idempotent = false;
  SteadyTime deadline;
  Duration connect{};                  ///< zero: the client's own
  Duration first_byte{};               ///< zero: none
  std::shared_ptr<ExchangeSink> sink;  ///< null: the answer is collected
  std::function<void(HttpOutcome)> done;
  asio::steady_timer timer;
  Phase phase = Phase::kWaiting;
  bool reused = false;           ///< the connection had served another call before
  bool replaced = false;         ///< a dead kept connection was replaced already
  std::optional<Error> stopped;  ///< time-out or cancellation; waits for the operation to end
  std::shared_ptr<Connector> connector;
  std::shared_ptr<Exchange> exchange;
};
using CallPtr = std::shared_ptr<Call>;

/// Calls, their connections and their times, on a loop of its own; what both kinds of clients are
/// made of. Destruction ends every call in hand with kCancelled.
class ClientCore {
 public:
  explicit ClientCore(HttpClientOptions options);
  ~ClientCore();

  /// A call that can be begun, or why it cannot. Any thread.
  Result<CallPtr> Prepare(HttpCall http_call, RequestBody body) const;
  /// Any thread; `done` comes once, on the loop.
  void Start(CallPtr call);
  /// `done` with an error, on the loop. Any thread.
  void Refuse(std::function<void(HttpOutcome)> done, Error error);

  /// The rest on the loop only.
  void Interrupt(const CallPtr& call, Error error);
  void ArmTimer(const CallPtr& call, SteadyTime when);
  const std::shared_ptr<LoopCore>& Home() const { return loop_.Core(); }

 private:
  void Begin(const CallPtr& call);
  void Run(const CallPtr& call);
  void Connect(const CallPtr& call);
  void StartExchange(const CallPtr& call, std::unique_ptr<Wire> wire);
  void OnExchanged(const CallPtr& call, ExchangeResult result);
  void Leave(const CallPtr& call, std::unique_ptr<Wire> reusable);
  void Finish(const CallPtr& call, HttpOutcome outcome);
  void FinishFailed(const CallPtr& call, Error error, bool sent);
  void ArmSweep();
  void StopAll();

  HttpClientOptions options_;
  mutable IoLoop loop_;
  asio::io_context& io_;
  Result<std::unique_ptr<asio::ssl::context>> tls_;
  asio::ssl::context no_tls_{asio::ssl::context::tls_client};
  ConnectionPool pool_;
  std::set<CallPtr> calls_;
  std::list<CallPtr> waiting_;
  bool stopping_ = false;
  bool sweeping_ = false;
  asio::steady_timer sweep_;
};

}  // namespace tocsin::net
