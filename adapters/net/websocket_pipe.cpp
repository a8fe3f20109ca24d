#include "adapters/net/websocket_pipe.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <functional>

namespace tocsin::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

constexpr Duration kTeardownTime = std::chrono::seconds(2);
constexpr std::size_t kTeardownBytes = 32 * 1024 * 1024;
constexpr std::size_t kKeptBuffer = 64 * 1024;

template <class Buffers>
auto FirstBuffer(const Buffers& buffers) {
  auto at = asio::buffer_sequence_begin(buffers);
  const auto end = asio::buffer_sequence_end(buffers);
  using Buffer = std::decay_t<decltype(*at)>;
  while (at != end && Buffer(*at).size() == 0) ++at;
  return std::pair(at == end ? Buffer() : Buffer(*at), at == end ? at : std::next(at));
}

/// A wire as what Beast calls an asynchronous stream. One type for plain and encrypted sockets, for
/// servers and clients: the expensive templates are compiled once.
class WireStream {
 public:
  using executor_type = asio::any_io_executor;
  WireStream(std::unique_ptr<Wire> wire, std::string early)
      : wire_(std::move(wire)), early_(std::move(early)) {}

  executor_type get_executor() { return wire_->Socket().get_executor(); }
  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto done, asio::mutable_buffer into) { ReadSome(into, std::move(done)); }, handler,
        FirstBuffer(buffers).first);
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    std::array<asio::const_buffer, 2> pieces;
    std::size_t count = 0;
    for (auto at = asio::buffer_sequence_begin(buffers);
         at != asio::buffer_sequence_end(buffers) && count < pieces.size(); ++at) {
      const asio::const_buffer piece(*at);
      if (piece.size() > 0) pieces[count++] = piece;
    }
    return asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto done, const std::array<asio::const_buffer, 2>& from) {
          wire_->Write(from, Wire::Done(std::move(done)));
        },
        handler, pieces);
  }
  Wire& GetWire() const { return *wire_; }
  /// For what may outlast the stream.
  const std::shared_ptr<Wire>& SharedWire() const { return wire_; }
  std::uint64_t Readings() const { return readings_; }
  /// Beast's handshake fails where more follows on a long head than its buffer holds: what is
  /// behind the head waits here until it is asked for.
  void HoldBackBehindHead() { head_ends_ = 0; }
  /// Says whether the other side has sent its close frame, and so nothing more.
  void SetPeerClosed(std::function<bool()> peer_closed) { peer_closed_ = std::move(peer_closed); }
  bool PeerClosed() const { return peer_closed_(); }
  friend void beast_close_socket(WireStream& stream) { stream.wire_->Close(); }

 private:
  void ReadSome(asio::mutable_buffer into, Wire::Done done) {
    ++readings_;
    if (early_.empty() && head_ends_ == kHeadEnd.size())
      return wire_->ReadSome(into, std::move(done));
    if (early_.empty()) {
      // After an error the stream may be gone.
      return wire_->ReadSome(
          into, [this, into, done = std::move(done)](error_code error, std::size_t size) mutable {
            std::move(done)(error, error ? size : HoldBack(into, size));
          });
    }
    const std::size_t size = std::min(into.size(), early_.size());
    std::copy_n(early_.data(), size, static_cast<char*>(into.data()));
    early_.erase(0, size);
    asio::post(get_executor(),
               [done = std::move(done), size]() mutable { std::move(done)(error_code(), size); });
  }

  /// How many of the bytes that came belong to the head.
  std::size_t HoldBack(asio::mutable_buffer came, std::size_t size) {
    const std::string_view bytes(static_cast<const char*>(came.data()), size);
    std::size_t at = 0;
    for (; at < size && head_ends_ < kHeadEnd.size(); ++at)
      head_ends_ = bytes[at] == kHeadEnd[head_ends_] ? head_ends_ + 1 : bytes[at] == '\r' ? 1 : 0;
    early_ = bytes.substr(at);
    return at;
  }

  static constexpr std::string_view kHeadEnd = "\r\n\r\n";
  std::shared_ptr<Wire> wire_;
  std::string early_;
  std::size_t head_ends_ = kHeadEnd.size();  ///< so much of the end of a head has come
  std::function<bool()> peer_closed_;
  std::uint64_t readings_ = 0;
};

/// Ends the sending and reads on until the other side ends too: closing with unread input would
/// reset the connection and may take the close frame out of its hands.
class Teardown : public std::enable_shared_from_this<Teardown> {
 public:
  using Handler = asio::any_completion_handler<void(error_code)>;
  Teardown(std::shared_ptr<Wire> wire, Handler handler)
      : wire_(std::move(wire)),
        timer_(wire_->Socket().get_executor()),
        handler_(std::move(handler)) {}

  void Start() {
    wire_->ShutdownSend();
    timer_.expires_after(kTeardownTime);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error && !self->over_) self->wire_->Close();
    });
    Discard();
  }

 private:
  void Discard() {
    wire_->Socket().async_read_some(
        asio::buffer(unwanted_), [self = shared_from_this()](error_code error, std::size_t size) {
          self->discarded_ += size;
          if (!error && self->discarded_ < kTeardownBytes) return self->Discard();
          self->over_ = true;
          self->timer_.cancel();
          self->wire_->Close();
          std::move(self->handler_)(error_code());
        });
  }

  const std::shared_ptr<Wire> wire_;
  asio::steady_timer timer_;
  Handler handler_;
  std::array<char, 4096> unwanted_;
  std::size_t discarded_ = 0;
  bool over_ = false;
};

template <class Handler>
void async_teardown(beast::role_type, WireStream& stream, Handler&& handler) {
  Teardown::Handler done(std::forward<Handler>(handler));
  if (!stream.PeerClosed())
    return std::make_shared<Teardown>(stream.SharedWire(), std::move(done))->Start();
  stream.GetWire().ShutdownSend();
  stream.GetWire().Close();
  asio::post(stream.get_executor(),
             [done = std::move(done)]() mutable { std::move(done)(error_code()); });
}

void PutHeaders(const HttpHeaders& headers, http::fields& fields) {
  for (const auto& [name, value] : headers) fields.set(name, value);
}

class BeastPipe final : public WebSocketPipe {
 public:
  BeastPipe(std::unique_ptr<Wire> wire, std::string early, std::size_t max_message_bytes)
      : stream_(std::move(wire), std::move(early)) {
    stream_.read_message_max(max_message_bytes);
    stream_.auto_fragment(false);
    stream_.next_layer().SetPeerClosed(
        [this] { return stream_.reason().code != websocket::close_code::none; });
    stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                       websocket::stream_base::none(), false});
  }

  void Accept(Owner owner, const UpgradeRequest& request, const HttpHeaders& headers) override {
    http::request<http::empty_body> asked(http::verb::get, request.target, 11);
    for (const auto& [name, value] : request.headers) asked.insert(name, value);
    stream_.set_option(websocket::stream_base::decorator(
        [headers](websocket::response_type& answer) { PutHeaders(headers, answer); }));
    stream_.async_accept(asked,
                         [owner = std::move(owner)](error_code e) { owner->OnHandshaken(e); });
  }
  void Connect(Owner owner, const std::string& authority, const std::string& target,
               const HttpHeaders& headers) override {
    stream_.set_option(websocket::stream_base::decorator(
        [headers](websocket::request_type& request) { PutHeaders(headers, request); }));
    stream_.next_layer().HoldBackBehindHead();
    stream_.async_handshake(answer_, authority, target,
                            [owner = std::move(owner)](error_code e) { owner->OnHandshaken(e); });
  }
  void Read(Owner owner) override {
    buffer_.clear();
    if (buffer_.capacity() > kKeptBuffer) buffer_.shrink_to_fit();
    stream_.async_read(buffer_, [owner = std::move(owner)](error_code error, std::size_t) {
      owner->OnRead(error);
    });
  }
  bool Text() const override { return stream_.got_text(); }
  std::string_view Message() const override {
    const auto bytes = buffer_.cdata();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
  }
  void Write(Owner owner, WebSocketKind kind, std::string_view bytes) override {
    stream_.text(kind == WebSocketKind::kText);
    stream_.async_write(
        asio::buffer(bytes.data(), bytes.size()),
        [owner = std::move(owner)](error_code error, std::size_t) { owner->OnWritten(error); });
  }
  void Ping(Owner owner) override {
    stream_.async_ping({}, [owner = std::move(owner)](error_code e) { owner->OnPinged(e); });
  }
  void Close(Owner owner, std::uint16_t code, std::string_view reason) override {
    websocket::close_reason said(code);
    said.reason.assign(reason.data(), reason.size());
    stream_.async_close(said, [owner = std::move(owner)](error_code e) { owner->OnClosed(e); });
  }

  std::uint16_t CloseCode() const override { return stream_.reason().code; }
  std::string CloseReason() const override {
    const auto& reason = stream_.reason().reason;
    return std::string(reason.data(), reason.size());
  }
  int AnswerStatus() const override { return static_cast<int>(answer_.result_int()); }
  std::string AnswerSubprotocol() const override {
    return AnswerList(http::field::sec_websocket_protocol);
  }
  std::string AnswerExtensions() const override {
    return AnswerList(http::field::sec_websocket_extensions);
  }
  std::uint64_t Heartbeats() const override { return stream_.next_layer().Readings(); }
  bool Open() const override { return stream_.is_open(); }
  Wire& GetWire() override { return stream_.next_layer().GetWire(); }

 private:
  std::string AnswerList(http::field name) const {
    std::string list;
    const auto [begin, end] = answer_.equal_range(name);
    for (auto at = begin; at != end; ++at)
      list += (list.empty() ? "" : ", ") + std::string(at->value());
    return list;
  }

  websocket::stream<WireStream, false> stream_;
  beast::flat_buffer buffer_;
  websocket::response_type answer_;
};

}  // namespace

std::unique_ptr<WebSocketPipe> MakeWebSocketPipe(std::unique_ptr<Wire> wire, std::string early,
                                                 std::size_t max_message_bytes) {
  return std::make_unique<BeastPipe>(std::move(wire), std::move(early), max_message_bytes);
}

std::uint16_t CodeOfFault(error_code error) {
  if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
    return close_code::kTooBig;
  if (error == websocket::error::bad_frame_payload) return close_code::kBadText;
  if (error == websocket::condition::protocol_violation) return close_code::kProtocolError;
  return 0;
}

bool IsPeerClose(error_code error) { return error == websocket::error::closed; }

bool IsRefusal(error_code error) { return error == websocket::condition::handshake_failed; }

}  // namespace tocsin::net
