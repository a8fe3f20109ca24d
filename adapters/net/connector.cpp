#include "adapters/net/connector.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/error.hpp>

namespace tocsin::net {

Connector::Connector(asio::io_context& io, asio::ssl::context& tls, Endpoint endpoint)
    : tls_(tls), endpoint_(std::move(endpoint)), resolver_(io), socket_(io) {}

void Connector::Start(Done done) {
  done_ = std::move(done);
  resolver_.async_resolve(
      endpoint_.host, endpoint_.port,
      [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
        if (error) {
          return self->Finish(
              Fail(ErrorKind::kTransient,
                   "resolving host '" + self->endpoint_.host + "': " + error.message(), "http"));
        }
        self->Connect(found);
      });
}

void Connector::Connect(const tcp::resolver::results_type& found) {
  if (cancelled_) return Finish(Fail(ErrorKind::kCancelled, "connecting: cancelled", "http"));
  asio::async_connect(
      socket_, found, [self = shared_from_this()](error_code error, const tcp::endpoint&) {
        if (!error && !self->cancelled_) return self->Handshake();
        self->Finish(Fail(ErrorKind::kTransient,
                          "connecting to " + self->endpoint_.authority + ": " + error.message(),
                          "http"));
      });
}

void Connector::Handshake() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  if (!endpoint_.encrypted) return Finish(MakePlainWire(std::move(socket_)));
  wire_ = MakeTlsWire(std::move(socket_), tls_, Side::kClient, endpoint_.host);
  wire_->Handshake([self = shared_from_this()](error_code error, std::size_t) {
    if (!error) return self->Finish(std::move(self->wire_));
    const bool refused = error.category() == asio::error::get_ssl_category();
    self->Finish(Fail(refused ? ErrorKind::kRejected : ErrorKind::kTransient,
                      "setting up TLS with " + self->endpoint_.authority + ": " + error.message(),
                      "http"));
  });
}

void Connector::Cancel() {
  cancelled_ = true;
  resolver_.cancel();
  error_code ignored;
  socket_.close(ignored);
  if (wire_ != nullptr) wire_->Close();
}

void Connector::Finish(Result<std::unique_ptr<Wire>> result) {
  if (wire_ != nullptr) wire_->Close();
  auto done = std::move(done_);
  done(std::move(result));
}

}  // namespace tocsin::net
