#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>

#include "adapters/net/wire.hpp"

namespace tocsin::net {
namespace {

constexpr std::size_t kRecordBytes = 17 * 1024;

/// TLS between the socket and a pair of memory buffers. asio::ssl::stream would do but for one
/// thing: it holds timers of the context that it was made in, and so cannot go to another one.
/// Shared with its own operations on the socket, which may outlast the wire.
class TlsState : public std::enable_shared_from_this<TlsState> {
 public:
  TlsState(tcp::socket socket, asio::ssl::context& context, Side side, const std::string& host);
  TlsState(const TlsState&) = delete;
  TlsState& operator=(const TlsState&) = delete;
  ~TlsState() {
    BIO_free(network_);
    SSL_free(ssl_);
  }

  void Handshake(Wire::Done done) {
    handshake_.swap(done);
    Pump();
  }
  void ReadSome(asio::mutable_buffer into, Wire::Done done) {
    into_ = into;
    read_.swap(done);
    Pump();
  }
  void Write(std::array<asio::const_buffer, 2> buffers, Wire::Done done) {
    from_ = buffers;
    taken_ = 0;
    write_.swap(done);
    Pump();
  }
  void MoveTo(asio::io_context& to, Wire::Done done) {
    move_.swap(done);
    target_ = &to;
    Pump();
  }
  void ShutdownSend();
  /// The wire is gone: nobody is told anything any more.
  void Drop() {
    for (Wire::Done* done : {&handshake_, &read_, &write_, &move_}) *done = nullptr;
    error_code ignored;
    socket_->close(ignored);
  }
  tcp::socket& Socket() { return *socket_; }

 private:
  void Pump();
  void Step(Wire::Done& done, int result, std::size_t size);
  void Complete(Wire::Done& done, error_code error, std::size_t size);
  void Encrypt();
  bool Flushed() const { return !flushing_ && BIO_ctrl_pending(network_) == 0; }
  void Flush();
  void Fill();
  void BreakInput(error_code error);
  void BreakOutput(error_code error);

  std::optional<tcp::socket> socket_;
  SSL* ssl_;
  BIO* network_ = nullptr;
  std::array<char, kRecordBytes> out_;
  std::array<char, kRecordBytes> in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  bool flushing_ = false;
  bool filling_ = false;
  bool wants_input_ = false;
  error_code input_broken_;
  error_code output_broken_;
  Wire::Done handshake_;
  Wire::Done read_;
  Wire::Done write_;
  Wire::Done move_;
  asio::io_context* target_ = nullptr;
  asio::mutable_buffer into_;
  std::array<asio::const_buffer, 2> from_;
  std::size_t taken_ = 0;
};

TlsState::TlsState(tcp::socket socket, asio::ssl::context& context, Side side,
                   const std::string& host)
    : socket_(std::move(socket)), ssl_(SSL_new(context.native_handle())) {
  BIO* inner = nullptr;
  Check(ssl_ != nullptr && BIO_new_bio_pair(&inner, kRecordBytes, &network_, kRecordBytes) == 1,
        "setting up TLS: no memory");
  SSL_set_bio(ssl_, inner, inner);
  SSL_set_mode(ssl_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                         SSL_MODE_RELEASE_BUFFERS);
  SSL_set_options(ssl_, SSL_OP_NO_RENEGOTIATION);
  if (side == Side::kServer) {
    SSL_set_accept_state(ssl_);
    return;
  }
  SSL_set_connect_state(ssl_);
  SSL_set_verify(ssl_, SSL_VERIFY_PEER, nullptr);
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(ssl_, host.c_str());
  SSL_set_hostflags(ssl_, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(ssl_, host.c_str());
}

void TlsState::Complete(Wire::Done& done, error_code error, std::size_t size) {
  if (!done) return;
  asio::post(socket_->get_executor(),
             [done = std::move(done), error, size]() mutable { std::move(done)(error, size); });
}

/// What a call of OpenSSL came to: over, broken, or wanting more from the other side.
void TlsState::Step(Wire::Done& done, int result, std::size_t size) {
  if (result > 0) return Complete(done, {}, size);
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      wants_input_ = true;
      return;
    case SSL_ERROR_WANT_WRITE:
      return;  // Flush makes room, and pumps again
    case SSL_ERROR_ZERO_RETURN:
      return Complete(done, asio::error::eof, 0);
    default: {
      const auto code = ERR_get_error();
      return Complete(done,
                      code == 0
                          ? error_code(asio::ssl::error::stream_truncated)
                          : error_code(static_cast<int>(code), asio::error::get_ssl_category()),
                      size);
    }
  }
}

/// Gives what is to be written to OpenSSL, as much as it takes.
void TlsState::Encrypt() {
  const auto total = from_[0].size() + from_[1].size();
  while (write_ && taken_ < total) {
    const bool second = taken_ >= from_[0].size();
    const auto rest = from_[second ? 1 : 0] + (second ? taken_ - from_[0].size() : taken_);
    ERR_clear_error();
    const int result =
        SSL_write(ssl_, rest.data(), static_cast<int>(std::min<std::size_t>(rest.size(), 1 << 20)));
    if (result <= 0) return Step(write_, result, taken_);
    taken_ += static_cast<std::size_t>(result);
  }
}

void TlsState::Pump() {
  wants_input_ = false;
  if (handshake_) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_);
    // Over when the other side can have heard of it.
    if (result != 1 || Flushed()) Step(handshake_, result, 0);
  } else {
    if (write_) Encrypt();
    if (read_) {
      ERR_clear_error();
      const int result = SSL_read(ssl_, into_.data(), static_cast<int>(into_.size()));
      Step(read_, result, result > 0 ? static_cast<std::size_t>(result) : 0);
    }
  }
  if (!flushing_ && !Flushed()) Flush();
  if (Flushed() && write_ && taken_ == from_[0].size() + from_[1].size())
    Complete(write_, {}, taken_);
  if (wants_input_ && !filling_) Fill();
  if (move_ && !flushing_ && !filling_) {
    const error_code error = MoveSocket(socket_, *target_);
    Complete(move_, error, 0);
  }
}

void TlsState::Flush() {
  if (output_broken_) return BreakOutput(output_broken_);
  const int size = BIO_read(network_, out_.data(), static_cast<int>(out_.size()));
  flushing_ = true;
  asio::async_write(*socket_, asio::buffer(out_.data(), static_cast<std::size_t>(size)),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      self->flushing_ = false;
                      if (error) return self->BreakOutput(error);
                      self->Pump();
                    });
}

void TlsState::Fill() {
  if (input_broken_) return BreakInput(input_broken_);
  if (in_begin_ < in_end_) {
    const int moved =
        BIO_write(network_, in_.data() + in_begin_, static_cast<int>(in_end_ - in_begin_));
    if (moved <= 0) return BreakInput(asio::error::no_buffer_space);
    in_begin_ += static_cast<std::size_t>(moved);
    return Pump();
  }
  filling_ = true;
  socket_->async_read_some(asio::buffer(in_),
                           [self = shared_from_this()](error_code error, std::size_t size) {
                             self->filling_ = false;
                             self->in_begin_ = 0;
                             self->in_end_ = size;
                             if (error == asio::error::eof)
                               error = asio::ssl::error::stream_truncated;
                             if (error) return self->BreakInput(error);
                             self->Fill();
                           });
}

void TlsState::BreakInput(error_code error) {
  input_broken_ = error;
  Complete(handshake_, error, 0);
  Complete(read_, error, 0);
}

/// What the other side has sent can still be read: a refusal, say, of what it would not take.
void TlsState::BreakOutput(error_code error) {
  output_broken_ = error;
  Complete(handshake_, error, 0);
  Complete(write_, error, taken_);
  Complete(move_, error, 0);
}

/// Best effort: what the system does not take at once was for nobody.
void TlsState::ShutdownSend() {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  error_code ignored;
  if (!flushing_ && socket_->is_open()) {
    for (int size = 0; (size = BIO_read(network_, out_.data(), static_cast<int>(out_.size()))) > 0;)
      send(socket_->native_handle(), out_.data(), static_cast<std::size_t>(size),
           MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  socket_->shutdown(tcp::socket::shutdown_send, ignored);
}

class TlsWire final : public Wire {
 public:
  TlsWire(tcp::socket socket, asio::ssl::context& context, Side side, const std::string& host)
      : state_(std::make_shared<TlsState>(std::move(socket), context, side, host)) {}
  ~TlsWire() override { state_->Drop(); }
  void Handshake(Done done) override { state_->Handshake(std::move(done)); }
  void ReadSome(asio::mutable_buffer into, Done done) override {
    state_->ReadSome(into, std::move(done));
  }
  void Write(std::array<asio::const_buffer, 2> buffers, Done done) override {
    state_->Write(buffers, std::move(done));
  }
  tcp::socket& Socket() override { return state_->Socket(); }
  bool Encrypted() const override { return true; }
  void MoveTo(asio::io_context& to, Done done) override { state_->MoveTo(to, std::move(done)); }
  void ShutdownSend() override { state_->ShutdownSend(); }

 private:
  std::shared_ptr<TlsState> state_;
};

}  // namespace

std::unique_ptr<Wire> MakeTlsWire(tcp::socket socket, asio::ssl::context& context, Side side,
                                  const std::string& host) {
  return std::make_unique<TlsWire>(std::move(socket), context, side, host);
}

}  // namespace tocsin::net
