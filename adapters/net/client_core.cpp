#include "adapters/net/client_core.hpp"

#include <boost/asio/post.hpp>

namespace tocsin::net {
namespace {

bool Idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
         method == "DELETE";
}

}  // namespace

ClientCore::ClientCore(HttpClientOptions options)
    : options_(std::move(options)),
      loop_("http-client"),
      io_(loop_.Io()),
      tls_(MakeClientTls(options_.authorities_file)),
      pool_(options_.max_connections_per_host, options_.keep_idle),
      sweep_(io_) {}

ClientCore::~ClientCore() {
  loop_.Post([this] { StopAll(); });
  loop_.Stop(Duration(0));
}

Result<CallPtr> ClientCore::Prepare(HttpCall http_call, RequestBody body) const {
  TRY_ASSIGN(auto endpoint, ParseUrl(http_call.url));
  if (endpoint.encrypted && !tls_) return Fail(tls_.error());
  auto call = std::make_shared<Call>(io_, std::move(endpoint));
  call->host = (call->endpoint.encrypted ? "https://" : "http://") + call->endpoint.host + ":" +
               call->endpoint.port;
  call->idempotent = Idempotent(http_call.method) || http_call.repeatable;
  call->deadline = std::chrono::steady_clock::now() + http_call.timeout;
  call->connect = http_call.connect_timeout;
  TRY_ASSIGN(auto request,
             RenderRequest(std::move(http_call), call->endpoint, options_.user_agent, body));
  call->request = std::make_shared<const WireRequest>(std::move(request));
  return call;
}

void ClientCore::Start(CallPtr call) {
  loop_.Post([this, call = std::move(call)] { Begin(call); });
}

void ClientCore::Refuse(std::function<void(HttpOutcome)> done, Error error) {
  loop_.Post([done = std::move(done), error = std::move(error)] {
    done(tl::unexpected(HttpFailure{.error = error, .request_sent = false}));
  });
}

void ClientCore::Begin(const CallPtr& call) {
  calls_.insert(call);
  if (stopping_) {
    return FinishFailed(call, {ErrorKind::kCancelled, "sending request: stopping", "http"}, false);
  }
  if (pool_.TryEnter(call->host)) return Run(call);
  if (waiting_.size() >= options_.max_waiting) {
    return FinishFailed(
        call, {ErrorKind::kTransient, "sending request: too many requests are waiting", "http"},
        false);
  }
  waiting_.push_back(call);
  ArmTimer(call, call->deadline);
}

/// For a call that has a place in the pool.
void ClientCore::Run(const CallPtr& call) {
  auto wire =
      call->replaced ? nullptr : pool_.TakeIdle(call->host, std::chrono::steady_clock::now());
  call->reused = wire != nullptr;
  if (call->reused) return StartExchange(call, std::move(wire));
  Connect(call);
}

void ClientCore::Connect(const CallPtr& call) {
  call->phase = Call::Phase::kConnecting;
  const Duration connect = call->connect > Duration(0) ? call->connect : options_.connect_timeout;
  ArmTimer(call, std::min(call->deadline, std::chrono::steady_clock::now() + connect));
  call->connector = std::make_shared<Connector>(io_, tls_ ? **tls_ : no_tls_, call->endpoint);
  call->connector->Start([this, call](Result<std::unique_ptr<Wire>> wire) {
    call->connector.reset();
    if (wire && !call->stopped) return StartExchange(call, std::move(*wire));
    Leave(call, nullptr);
    FinishFailed(call, call->stopped ? *call->stopped : wire.error(), false);
  });
}

void ClientCore::StartExchange(const CallPtr& call, std::unique_ptr<Wire> wire) {
  call->phase = Call::Phase::kExchanging;
  ArmTimer(call, call->first_byte > Duration(0)
                     ? std::min(call->deadline,
                                SteadyTime(std::chrono::steady_clock::now() + call->first_byte))
                     : call->deadline);
  call->exchange = std::make_shared<Exchange>(std::move(wire), call->request, call->sink);
  call->exchange->Start(
      [this, call](ExchangeResult result) { OnExchanged(call, std::move(result)); });
}

void ClientCore::OnExchanged(const CallPtr& call, ExchangeResult result) {
  call->exchange.reset();
  if (result.response) {
    Leave(call, std::move(result.reusable));
    return Finish(call, std::move(*result.response));
  }
  const bool repeatable = call->idempotent || !result.wrote;
  if (call->reused && !call->stopped && !result.answered && repeatable && !call->replaced) {
    call->replaced = true;
    return Run(call);
  }
  Leave(call, nullptr);
  if (call->stopped) return FinishFailed(call, *call->stopped, result.wrote);
  if (result.too_large) {
    const auto limit = std::to_string(call->request->max_response_bytes);
    return FinishFailed(
        call,
        // The fault is the other side's, not one of what was asked.
        {ErrorKind::kRejected,
         "reading answer of " + call->endpoint.authority + ": larger than " + limit + " bytes",
         "http"},
        result.wrote);
  }
  FinishFailed(
      call,
      {ErrorKind::kTransient,
       "reading answer of " + call->endpoint.authority + ": " + result.error.message(), "http"},
      result.wrote);
}

void ClientCore::Leave(const CallPtr& call, std::unique_ptr<Wire> reusable) {
  const auto now = std::chrono::steady_clock::now();
  if (stopping_) reusable.reset();
  pool_.Leave(call->host, std::move(reusable), now);
  const auto next =
      std::ranges::find(waiting_, call->host, [](const CallPtr& other) { return other->host; });
  if (next != waiting_.end() && pool_.TryEnter(call->host)) {
    const CallPtr taken = *next;
    waiting_.erase(next);
    asio::post(io_, [this, taken] {
      if (!taken->stopped) return Run(taken);
      Leave(taken, nullptr);
      FinishFailed(taken, *taken->stopped, false);
    });
    taken->phase = Call::Phase::kConnecting;
  }
  ArmSweep();
}

void ClientCore::ArmTimer(const CallPtr& call, SteadyTime when) {
  call->timer.expires_at(when);
  call->timer.async_wait([this, call](error_code error) {
    if (error || call->timer.expiry() > std::chrono::steady_clock::now()) return;
    const bool connecting = call->phase == Call::Phase::kConnecting;
    Interrupt(call, {ErrorKind::kTimeout,
                     (connecting ? "connecting to " : "waiting for answer of ") +
                         call->endpoint.authority + ": no answer in time",
                     "http"});
  });
}

void ClientCore::Interrupt(const CallPtr& call, Error error) {
  if (call->stopped || !call->done) return;
  call->stopped = std::move(error);
  if (call->exchange != nullptr) return call->exchange->Cancel();
  if (call->connector != nullptr) return call->connector->Cancel();
  if (call->phase != Call::Phase::kWaiting) return;
  waiting_.remove(call);
  FinishFailed(call, *call->stopped, false);
}

void ClientCore::Finish(const CallPtr& call, HttpOutcome outcome) {
  call->timer.cancel();
  calls_.erase(call);
  const auto done = std::exchange(call->done, nullptr);
  if (done) done(std::move(outcome));
}

void ClientCore::FinishFailed(const CallPtr& call, Error error, bool sent) {
  Finish(call, tl::unexpected(HttpFailure{.error = std::move(error), .request_sent = sent}));
}

void ClientCore::ArmSweep() {
  if (sweeping_ || stopping_ || !pool_.AnyIdle()) return;
  sweeping_ = true;
  sweep_.expires_after(options_.keep_idle);
  sweep_.async_wait([this](error_code error) {
    sweeping_ = false;
    if (error) return;
    pool_.Sweep(std::chrono::steady_clock::now());
    ArmSweep();
  });
}

void ClientCore::StopAll() {
  stopping_ = true;
  sweep_.cancel();
  const auto calls = calls_;
  for (const CallPtr& call : calls) {
    Interrupt(call, {ErrorKind::kCancelled, "sending request: stopping", "http"});
  }
  pool_.Clear();
}

}  // namespace tocsin::net
