#pragma once

#include "adapters/net/beast.hpp"

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "adapters/http_text.hpp"
#include "adapters/net/wire.hpp"

namespace tocsin::net {

/// Opens one connection: name, address, and the TLS handshake where the endpoint asks for it.
class Connector : public std::enable_shared_from_this<Connector> {
 public:
  using Done = std::function<void(Result<std::unique_ptr<Wire>>)>;
  /// `tls` must outlive the wire.
  Connector(asio::io_context& io, asio::ssl::context& tls, Endpoint endpoint);

  /// `done` comes once, also after Cancel: kTransient (name unknown, refused, unreachable),
  /// kRejected (certificate).
  void Start(Done done);
  void Cancel();

 private:
  void Connect(const tcp::resolver::results_type& found);
  void Handshake();
  void Finish(Result<std::unique_ptr<Wire>> result);

  asio::ssl::context& tls_;
  Endpoint endpoint_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::unique_ptr<Wire> wire_;
  Done done_;
  bool cancelled_ = false;
};

}  // namespace tocsin::net
