#pragma once

#include "adapters/net/beast.hpp"

#include <array>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// A connection's bytes, plain or encrypted. Used on the socket's executor only, where the
/// callbacks come too, never within the call that asked for them; the owner keeps the wire and the
/// buffers alive until they did. At most one reading and one writing at a time.
class Wire {
 public:
  /// Need not be copyable, and keeps the executor that it is bound to: Beast's own operations fit.
  /// Use its swap: Boost 1.81's move assignment calls itself without end.
  using Done = asio::any_completion_handler<void(error_code, std::size_t)>;
  virtual ~Wire() = default;
  virtual void Handshake(Done done) = 0;
  virtual void ReadSome(asio::mutable_buffer into, Done done) = 0;
  /// Writes all of both buffers; on an error gives how much of them the system had taken.
  virtual void Write(std::array<asio::const_buffer, 2> buffers, Done done) = 0;
  virtual tcp::socket& Socket() = 0;
  virtual bool Encrypted() const = 0;
  /// Takes the connection, with all bytes already read, to another context; nothing may be under
  /// way. `done` comes there: from then on the wire is used there only.
  virtual void MoveTo(asio::io_context& to, Done done) = 0;
  /// Says that nothing more will be sent.
  virtual void ShutdownSend();
  void Close();
};

enum class Side { kClient, kServer };
std::unique_ptr<Wire> MakePlainWire(tcp::socket socket);
/// `host`: the client's expectation (SNI and certificate name); unused on the server's side.
std::unique_ptr<Wire> MakeTlsWire(tcp::socket socket, asio::ssl::context& context, Side side,
                                  const std::string& host);

/// Takes a socket out of its context into another; nothing may be under way on it.
error_code MoveSocket(std::optional<tcp::socket>& socket, asio::io_context& to);

/// Null where no files are given; kInvalid names the file that cannot be used.
Result<std::unique_ptr<asio::ssl::context>> MakeServerTls(const TlsFiles& files);
/// The earliest end of the certificates in a PEM file; nothing where it holds none.
std::optional<TimePoint> FirstEndIn(const std::string& file);
/// Trusts the system's authorities, and those of `authorities_file` when given.
Result<std::unique_ptr<asio::ssl::context>> MakeClientTls(const std::string& authorities_file);

}  // namespace tocsin::net
