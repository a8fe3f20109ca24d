#include "adapters/net/wire.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace tocsin::net {
namespace {

class PlainWire final : public Wire {
 public:
  explicit PlainWire(tcp::socket socket) : socket_(std::move(socket)) {}

  void Handshake(Done done) override {
    asio::post(socket_->get_executor(),
               [done = std::move(done)]() mutable { std::move(done)(error_code(), 0); });
  }
  void ReadSome(asio::mutable_buffer into, Done done) override {
    socket_->async_read_some(into, std::move(done));
  }
  void Write(std::array<asio::const_buffer, 2> buffers, Done done) override {
    asio::async_write(*socket_, buffers, std::move(done));
  }
  tcp::socket& Socket() override { return *socket_; }
  bool Encrypted() const override { return false; }
  void MoveTo(asio::io_context& to, Done done) override {
    const error_code error = MoveSocket(socket_, to);
    asio::post(to, [done = std::move(done), error]() mutable { std::move(done)(error, 0); });
  }

 private:
  std::optional<tcp::socket> socket_;
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

error_code MoveSocket(std::optional<tcp::socket>& socket, asio::io_context& to) {
  error_code error;
  const auto protocol = socket->local_endpoint(error).protocol();
  tcp::socket moved(to);
  if (!error) {
    const auto descriptor = socket->release(error);
    if (!error) moved.assign(protocol, descriptor, error);
  }
  // Also when it failed: what is used from there on must not be of the old context.
  socket.emplace(std::move(moved));
  return error;
}

std::unique_ptr<Wire> MakePlainWire(tcp::socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

}  // namespace tocsin::net
