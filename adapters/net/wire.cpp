#include "adapters/net/wire.hpp"

#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace tocsin::net {
namespace {

namespace ssl = asio::ssl;

class PlainWire final : public Wire {
 public:
  explicit PlainWire(tcp::socket socket) : socket_(std::move(socket)) {}

  void Handshake(Done done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done({}, 0); });
  }
  void ReadSome(asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(into, std::move(done));
  }
  void Write(std::array<asio::const_buffer, 2> buffers, Done done) override {
    asio::async_write(socket_, buffers, std::move(done));
  }
  tcp::socket& Socket() override { return socket_; }
  bool Encrypted() const override { return false; }

 private:
  tcp::socket socket_;
};

class TlsWire final : public Wire {
 public:
  TlsWire(tcp::socket socket, ssl::context& context, Side side, const std::string& host)
      : stream_(std::move(socket), context), side_(side) {
    if (side_ == Side::kServer) return;
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (not_an_address) SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str());
    stream_.set_verify_mode(ssl::verify_peer);
    stream_.set_verify_callback(ssl::host_name_verification(host));
  }

  void Handshake(Done done) override {
    const auto type = side_ == Side::kClient ? ssl::stream_base::client : ssl::stream_base::server;
    stream_.async_handshake(type, [done = std::move(done)](error_code error) { done(error, 0); });
  }
  void ReadSome(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, std::move(done));
  }
  void Write(std::array<asio::const_buffer, 2> buffers, Done done) override {
    asio::async_write(stream_, buffers, std::move(done));
  }
  tcp::socket& Socket() override { return stream_.next_layer(); }
  bool Encrypted() const override { return true; }

 private:
  ssl::stream<tcp::socket> stream_;
  Side side_;
};

}  // namespace

void Wire::ShutdownSend() {
  error_code ignored;
  Socket().shutdown(tcp::socket::shutdown_send, ignored);
}

void Wire::Close() {
  error_code ignored;
  Socket().close(ignored);
}

std::unique_ptr<Wire> MakePlainWire(tcp::socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> MakeTlsWire(tcp::socket socket, ssl::context& context, Side side,
                                  const std::string& host) {
  return std::make_unique<TlsWire>(std::move(socket), context, side, host);
}

Result<std::unique_ptr<ssl::context>> MakeServerTls(const std::string& certificate_file,
                                                    const std::string& key_file) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->use_certificate_chain_file(certificate_file, error);
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "reading certificate '" + certificate_file + "': " + error.message(), "http");
  }
  context->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) {
    return Fail(
        ErrorKind::kInvalid,
        "reading private key '" + key_file + "' (must fit the certificate): " + error.message(),
        "http");
  }
  return context;
}

Result<std::unique_ptr<ssl::context>> MakeClientTls(const std::string& authorities_file) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_default_verify_paths(error);
  if (!authorities_file.empty()) context->load_verify_file(authorities_file, error);
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "reading certificate authorities '" + authorities_file + "': " + error.message(),
                "http");
  }
  return context;
}

}  // namespace tocsin::net
