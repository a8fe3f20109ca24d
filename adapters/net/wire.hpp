#pragma once

#include "adapters/net/beast.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "schemas/result.hpp"

namespace tocsin::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// A connection's bytes, plain or encrypted. Used on the socket's executor only, where the
/// callbacks come too; the owner keeps the wire and the buffers alive until they did.
class Wire {
 public:
  using Done = std::function<void(error_code, std::size_t)>;
  virtual ~Wire() = default;
  virtual void Handshake(Done done) = 0;
  virtual void ReadSome(asio::mutable_buffer into, Done done) = 0;
  /// Writes all of both buffers; on an error gives how much of them the system had taken.
  virtual void Write(std::array<asio::const_buffer, 2> buffers, Done done) = 0;
  virtual tcp::socket& Socket() = 0;
  virtual bool Encrypted() const = 0;
  void ShutdownSend();
  void Close();
};

enum class Side { kClient, kServer };
std::unique_ptr<Wire> MakePlainWire(tcp::socket socket);
/// `host`: the client's expectation (SNI and certificate name); unused on the server's side.
std::unique_ptr<Wire> MakeTlsWire(tcp::socket socket, asio::ssl::context& context, Side side,
                                  const std::string& host);

/// kInvalid names the file that cannot be used.
Result<std::unique_ptr<asio::ssl::context>> MakeServerTls(const std::string& certificate_file,
                                                          const std::string& key_file);
/// Trusts the system's authorities, and those of `authorities_file` when given.
Result<std::unique_ptr<asio::ssl::context>> MakeClientTls(const std::string& authorities_file);

}  // namespace tocsin::net
