#include "adapters/net/server_connection.hpp"

#include <boost/asio/post.hpp>

#include "adapters/http_text.hpp"
#include "adapters/net/response_head.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin::net {
namespace {

namespace http = boost::beast::http;

/// Owes one answer: given once, or 500 when the last copy of the HttpRespond goes away.
class Answer {
 public:
  explicit Answer(std::shared_ptr<ServerConnection> connection)
      : connection_(std::move(connection)) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    Give(Problem(500, "Internal Server Error", "the request was dropped without an answer"));
  }

  void Give(HttpResponse response) {
    if (given_.exchange(true)) return;
    const auto loop = connection_->Home();
    const auto upgrade = response.upgrade;
    const auto stream = response.stream;
    const bool taken =
        loop->Post([connection = std::move(connection_), response = std::move(response)]() mutable {
          connection->Respond(std::move(response));
        });
    if (!taken && upgrade != nullptr) TellNotOpened(*upgrade, "the server has stopped");
    if (!taken && stream != nullptr) TellGone(*stream);
  }

 private:
  std::shared_ptr<ServerConnection> connection_;
  std::atomic<bool> given_ = false;
};

}  // namespace

ServerConnection::ServerConnection(std::shared_ptr<ServerCore> core, std::shared_ptr<LoopCore> loop,
                                   tcp::socket socket, Admission admission)
    : core_(std::move(core)), loop_(std::move(loop)), admission_(admission), deadline_(loop_->io) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto remote = socket.remote_endpoint(ignored);
  peer_ = remote.address();
  const auto tls = core_->Tls();
  wire_ = tls != nullptr ? MakeTlsWire(std::move(socket), *tls, Side::kServer, {})
                         : MakePlainWire(std::move(socket));
}

ServerConnection::~ServerConnection() { --core_->connections; }

void ServerConnection::Start() {
  loop_->Enter(this);
  if (core_->stopping) return Close();
  SetDeadline(core_->options.request_timeout);
  wire_->Handshake([self = shared_from_this()](error_code error, std::size_t) {
    if (error || self->phase_ == Phase::kClosed) return self->Close();
    if (self->admission_ == Admission::kServe) return self->NextRequest();
    HttpResponse full = Problem(503, "Service Unavailable", "too many connections; try again soon");
    full.headers.emplace_back("Retry-After", "1");
    self->Respond(std::move(full));
  });
}

void ServerConnection::Finish() {
  finishing_ = true;
  if (phase_ == Phase::kStreaming) {
    keep_ = false;
    if (stream_ != nullptr && !stream_->endless) return;
    EndBody();
    return PumpBody();
  }
  if (phase_ == Phase::kIdle || phase_ == Phase::kHandshake || phase_ == Phase::kLingering) Close();
}

void ServerConnection::NextRequest() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(core_->options.max_header_bytes));
  parser_->body_limit(core_->options.max_body_bytes);
  phase_ = Phase::kIdle;
  head_request_ = false;
  keep_ = false;
  if (SkipEmptyLines()) return Advance();
  if (finishing_ || core_->stopping) return Close();
  SetDeadline(core_->options.idle_timeout);
  ReadMore();
}

/// Empty lines before a request, which some clients send behind a body, are none of it (RFC 9112
/// 2.2). False when nothing of a request has come yet.
bool ServerConnection::SkipEmptyLines() {
  const auto read = [this] {
    return std::string_view(static_cast<const char*>(buffer_.cdata().data()), buffer_.size());
  };
  while (read().starts_with("\r\n")) buffer_.consume(2);
  return !read().empty() && read() != "\r";
}

void ServerConnection::ReadMore() {
  if (watching_) return;  // what comes there comes to OnRead
  if (input_ended_) {
    // A second reading after the end would wait for ever: the system tells it once.
    return asio::post(loop_->io,
                      [self = shared_from_this()] { self->OnRead(asio::error::eof, 0); });
  }
  reading_ = true;
  wire_->ReadSome(buffer_.prepare(kRequestReadBytes),
                  [self = shared_from_this()](error_code error, std::size_t size) {
                    self->OnRead(error, size);
                  });
}

void ServerConnection::OnRead(error_code error, std::size_t size) {
  reading_ = false;
  input_ended_ |= error.failed();
  if (phase_ == Phase::kLingering) return OnDiscarded(error, size);
  if (phase_ != Phase::kIdle && phase_ != Phase::kReading) return;
  buffer_.commit(size);
  if (!error) return Advance();
  if (error == asio::error::eof && phase_ == Phase::kReading) {
    return Refuse(400, "Bad Request",
                  "reading request: the connection ended before the request did");
  }
  Close();
}

void ServerConnection::Advance() {
  if (phase_ == Phase::kIdle) {
    if (!SkipEmptyLines()) return ReadMore();
    phase_ = Phase::kReading;
    SetDeadline(core_->options.request_timeout);
  }
  if (!Consume()) return;
  if (parser_->is_done()) return Dispatch();
  if (continue_wanted_) return SendContinue();
  // The parser waits for the end of a line, such as a chunk's extension, however long that is.
  if (buffer_.size() > core_->options.max_header_bytes + kRequestReadBytes)
    return Refuse(400, "Bad Request", "reading request: a line of it is too long");
  ReadMore();
}

/// Feeds the parser with what has been read; false when the request was refused.
bool ServerConnection::Consume() {
  while (buffer_.size() > 0 && !parser_->is_done()) {
    const bool had_header = parser_->is_header_done();
    error_code error;
    const std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != http::error::need_more) {
      RefuseUnreadable(error);
      return false;
    }
    if (!had_header && parser_->is_header_done()) {
      if (!AcceptHeader()) return false;
      parser_->eager(true);
      continue;
    }
    if (used == 0) break;
  }
  return true;
}

bool ServerConnection::AcceptHeader() {
  const auto& request = parser_->get();
  keep_ = request.keep_alive() && request.version() == 11;
  head_request_ = request.method() == http::verb::head;
  http_version_ = request.version();
  if (request.version() != 11 && request.version() != 10) {
    Refuse(505, "HTTP Version Not Supported", "this server speaks HTTP/1.1");
    return false;
  }
  if (!CheckHeader()) return false;
  headers_.clear();
  for (const auto& field : request)
    headers_.emplace_back(std::string(field.name_string()), std::string(field.value()));
  const auto expect = request.find(http::field::expect);
  if (expect == request.end() || request.version() != 11) return true;
  if (!EqualsIgnoringCase(expect->value(), "100-continue")) {
    Refuse(417, "Expectation Failed", "only 'Expect: 100-continue' is known");
    return false;
  }
  continue_wanted_ = buffer_.size() == 0 && !parser_->is_done();
  return true;
}

/// What makes two readers disagree about where a request ends or whom it is for (RFC
/// 9112 3.2, 6.3).
bool ServerConnection::CheckHeader() {
  const auto& request = parser_->get();
  const auto hosts = request.count(http::field::host);
  if (hosts > 1 || (request.version() == 11 && hosts == 0)) {
    Refuse(
        400, "Bad Request",
        std::string("reading request: header 'Host' is ") + (hosts == 0 ? "missing" : "doubled"));
    return false;
  }
  const auto coding = request.find(http::field::transfer_encoding);
  if (coding == request.end()) return true;
  if (request.version() == 11 && request.count(http::field::transfer_encoding) == 1 &&
      EqualsIgnoringCase(coding->value(), "chunked"))
    return true;
  Refuse(501, "Not Implemented", "the only transfer coding that is known is 'chunked'");
  return false;
}

void ServerConnection::SendContinue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  continue_wanted_ = false;
  wire_->Write({asio::buffer(kContinue), asio::const_buffer{}},
               [self = shared_from_this()](error_code error, std::size_t) {
                 if (error) return self->Close();
                 if (self->phase_ == Phase::kReading) self->ReadMore();
               });
}

void ServerConnection::Dispatch() {
  auto message = parser_->release();
  HttpRequest request;
  request.method = message.method_string();
  request.target = message.target();
  request.headers = std::move(headers_);
  auto target = ParseTarget(request.target);
  if (!target) return Refuse(400, "Bad Request", target.error().message);
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.body = std::move(message.body());
  request.peer = core_->proxies.ClientOf(peer_, request.headers);
  request.forwarded = core_->proxies.HidesClient(peer_, request.headers);
  request.guarded = wire_->Encrypted() || core_->proxies.Guards(peer_);
  asked_ = AskedUpgrade::Of(request, message.version());
  phase_ = Phase::kHandling;
  SetDeadline(core_->options.idle_timeout);
  const auto answer = std::make_shared<Answer>(shared_from_this());
  try {
    core_->handler.Handle(std::move(request),
                          [answer](HttpResponse response) { answer->Give(std::move(response)); });
  } catch (const std::exception&) {
    // Dropping the answer gives 500.
  }
}

void ServerConnection::Refuse(int status, std::string_view title, const std::string& detail) {
  keep_ = false;
  phase_ = Phase::kHandling;
  Respond(Problem(status, title, detail));
}

void ServerConnection::RefuseUnreadable(const error_code& error) {
  const auto& options = core_->options;
  if (error == http::error::header_limit) {
    return Refuse(431, "Request Header Fields Too Large",
                  "the header may have " + std::to_string(options.max_header_bytes) + " bytes");
  }
  if (error == http::error::body_limit) {
    return Refuse(413, "Content Too Large",
                  "the body may have " + std::to_string(options.max_body_bytes) + " bytes");
  }
  if (error == http::error::bad_version) {
    return Refuse(505, "HTTP Version Not Supported", "this server speaks HTTP/1.1");
  }
  Refuse(400, "Bad Request", "reading request: " + error.message());
}

void ServerConnection::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  const auto myself = std::exchange(myself_, nullptr);  // until this is over
  EndBody();
  deadline_.cancel();
  wire_->Close();
  loop_->Leave(this);
}

void ServerConnection::SetDeadline(Duration after) {
  deadline_.expires_after(after);
  deadline_.async_wait([self = shared_from_this()](error_code error) {
    if (!error && self->deadline_.expiry() <= std::chrono::steady_clock::now()) self->OnDeadline();
  });
}

void ServerConnection::OnDeadline() {
  switch (phase_) {
    case Phase::kReading:
      return Refuse(408, "Request Timeout", "the request did not arrive in time");
    case Phase::kHandling:
      keep_ = false;
      return Respond(Problem(504, "Gateway Timeout", "no answer was found in time"));
    case Phase::kHandshake:
    case Phase::kIdle:
    case Phase::kStreaming:
    case Phase::kWriting:
    case Phase::kLingering:
      return Close();
    case Phase::kClosed:
      return;
  }
}

}  // namespace tocsin::net
