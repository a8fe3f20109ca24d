#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::fakes {

/// One connection to 127.0.0.1 over TLS, as a client with or without a certificate of its own makes
/// it, kept for several requests.
class TlsProbe {
 public:
  struct Options {
    std::string authorities = {};  ///< who may have signed the server's certificate
    std::string certificate = {};  ///< ours; with `key`
    std::string key = {};
    SSL_SESSION* session = nullptr;  ///< taken up again where the server knows it
  };
  TlsProbe(std::uint16_t port, const Options& options) {
    namespace ssl = boost::asio::ssl;
    context_.load_verify_file(options.authorities, error_);
    if (!options.certificate.empty()) {
      context_.use_certificate_chain_file(options.certificate);
      context_.use_private_key_file(options.key, ssl::context::pem);
    }
    stream_.emplace(io_, context_);
    stream_->set_verify_mode(ssl::verify_peer);
    if (options.session != nullptr) SSL_set_session(stream_->native_handle(), options.session);
    const boost::asio::ip::tcp::endpoint server(boost::asio::ip::address_v4::loopback(), port);
    if (!error_) stream_->lowest_layer().connect(server, error_);
    if (!error_) stream_->handshake(ssl::stream_base::client, error_);
  }

  /// The answer to GET `path`, its head and body, on this connection; empty where there is none.
  std::string Get(std::string_view path = "/", std::string_view more = {}) {
    std::string text = "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                       std::string(more) + "\r\n";
    if (!error_) boost::asio::write(*stream_, boost::asio::buffer(text), error_);
    text.clear();
    for (char piece[4096]; !error_ && !IsWhole(text);) {
      const auto size = stream_->read_some(boost::asio::buffer(piece), error_);
      text.append(piece, size);
    }
    return IsWhole(text) ? text : std::string();
  }
  /// Why the connection is of no use any more; empty: it is.
  std::string Trouble() const { return error_ ? error_.message() : std::string(); }
  bool TookUpASession() { return SSL_session_reused(stream_->native_handle()) == 1; }
  /// To be freed by who asks; after an answer, for tickets come behind the handshake.
  SSL_SESSION* Session() { return SSL_get1_session(stream_->native_handle()); }

 private:
  static bool IsWhole(const std::string& text) {
    constexpr std::string_view kLength = "Content-Length: ";
    const auto end = text.find("\r\n\r\n");
    const auto length = text.find(kLength);
    if (end == std::string::npos) return false;
    if (length > end) return true;
    return text.size() >= end + 4 + std::stoul(text.substr(length + kLength.size()));
  }

  boost::system::error_code error_;
  boost::asio::io_context io_;
  boost::asio::ssl::context context_{boost::asio::ssl::context::tls_client};
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> stream_;
};

}  // namespace tocsin::fakes
