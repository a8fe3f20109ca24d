#include "adapters/net/client_exchange.hpp"

#include "schemas/letter_case.hpp"

namespace tocsin::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::uint32_t kHeaderBytes = 64 * 1024;

}  // namespace

Result<WireRequest> RenderRequest(HttpCall call, const Endpoint& endpoint,
                                  std::string_view user_agent, RequestBody body) {
  if (!IsToken(call.method))
    return Fail(ErrorKind::kInvalid, "sending request: bad method", "http");
  std::string head =
      call.method + ' ' + endpoint.target + " HTTP/1.1\r\nHost: " + endpoint.authority;
  bool agent_given = false;
  for (const auto& [name, value] : call.headers) {
    if (!IsToken(name) || !IsFieldValue(value)) {
      return Fail(ErrorKind::kInvalid, "sending request: bad name or value of a header", "http");
    }
    const bool ours =
        EqualsIgnoringCase(name, "Host") || EqualsIgnoringCase(name, "Content-Length") ||
        EqualsIgnoringCase(name, "Transfer-Encoding") || EqualsIgnoringCase(name, "Connection");
    if (ours) continue;
    agent_given |= EqualsIgnoringCase(name, "User-Agent");
    head += "\r\n" + name + ": " + value;
  }
  if (!agent_given) head.append("\r\nUser-Agent: ").append(user_agent);
  const bool follows = body == RequestBody::kFollows;
  if (follows) head += "\r\nTransfer-Encoding: chunked";
  const bool may_be_bare = call.method == "GET" || call.method == "HEAD" || call.method == "DELETE";
  if (!follows && (!may_be_bare || !call.body.empty())) {
    head += "\r\nContent-Length: " + std::to_string(call.body.size());
  }
  return WireRequest{.head = head + "\r\n\r\n",
                     .body = follows ? std::string() : std::move(call.body),
                     .answer_has_no_body = call.method == "HEAD",
                     .max_response_bytes = call.max_response_bytes,
                     .cut_response = call.cut_response,
                     .body_follows = follows};
}

Exchange::Exchange(std::unique_ptr<Wire> wire, std::shared_ptr<const WireRequest> request,
                   std::shared_ptr<ExchangeSink> sink)
    : wire_(std::move(wire)), request_(std::move(request)), sink_(std::move(sink)) {}

void Exchange::Start(Done done) {
  done_ = std::move(done);
  request_over_ = !request_->body_follows;
  NewParser();
  writing_ = true;
  // Reading at once catches an answer that comes before the body is through (413, 401).
  wire_->Write({asio::buffer(request_->head), asio::buffer(request_->body)},
               [self = shared_from_this()](error_code error, std::size_t size) {
                 self->OnWritten(error, size);
               });
  Read();
}

void Exchange::Cancel() {
  if (wire_ != nullptr) wire_->Close();
  Resume();  // to be told so by the reading
}

void Exchange::NewParser() {
  parser_.emplace();
  parser_->eager(true);
  parser_->skip(request_->answer_has_no_body);
  parser_->header_limit(kHeaderBytes);
  if (sink_ == nullptr) {
    parser_->body_limit(request_->max_response_bytes);
  } else {
    parser_->body_limit(boost::none);
  }
}

void Exchange::OnWritten(error_code error, std::size_t size) {
  writing_ = false;
  // Encrypted bytes may have left although none of the plain ones are counted.
  wrote_ = wrote_ || !error || size > 0 || wire_ == nullptr || wire_->Encrypted();
  if (!error) WritePiece();
}

void Exchange::WritePiece() {
  if (writing_ || request_over_ || done_ == nullptr || wire_ == nullptr) return;
  piece_ = sink_->NextPiece(request_over_);
  if (piece_.empty()) return;
  writing_ = true;
  wire_->Write({asio::buffer(piece_), asio::const_buffer()},
               [self = shared_from_this()](error_code error, std::size_t size) {
                 self->OnWritten(error, size);
               });
}

void Exchange::Resume() {
  if (!std::exchange(paused_, false) || done_ == nullptr || wire_ == nullptr) return;
  Read();
}

/// What has been read of the answer goes out at once.
void Exchange::GiveToSink() {
  if (!parser_->is_header_done()) return;
  if (!std::exchange(head_given_, true)) {
    HttpResponse head;
    head.status = static_cast<int>(parser_->get().result_int());
    for (const auto& field : parser_->get())
      head.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    sink_->OnHead(std::move(head));
  }
  auto& body = parser_->get().body();
  if (!body.empty() && !sink_->OnBody(std::exchange(body, {}))) paused_ = true;
}

void Exchange::Read() {
  wire_->ReadSome(buffer_.prepare(kReadBytes),
                  [self = shared_from_this()](error_code error, std::size_t size) {
                    self->OnRead(error, size);
                  });
}

void Exchange::OnRead(error_code error, std::size_t size) {
  buffer_.commit(size);
  answered_ |= size > 0;
  error_code unreadable = Consume();
  if (!unreadable && !parser_->is_done() && error == asio::error::eof && answered_) {
    parser_->put_eof(unreadable);
  }
  if (sink_ != nullptr && unreadable != http::error::bad_status) GiveToSink();
  if (unreadable) return Finish(unreadable);
  if (parser_->is_done()) return Finish({});
  if (error) return Finish(error);
  // The parser waits for the end of a line, such as a chunk's extension, however long that is.
  if (buffer_.size() > kHeaderBytes + kReadBytes) return Finish(http::error::header_limit);
  if (!paused_) Read();
}

error_code Exchange::Consume() {
  while (buffer_.size() > 0) {
    error_code error;
    const std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != http::error::need_more) return error;
    if (parser_->is_header_done() && parser_->get().result_int() < 100)
      return http::error::bad_status;
    if (parser_->is_done()) {
      const unsigned status = parser_->get().result_int();
      const bool interim = status / 100 == 1 && status != 101;
      if (!interim) return {};
      NewParser();
      continue;
    }
    if (used == 0) return {};
  }
  return {};
}

HttpResponse Exchange::TakeResponse() {
  auto message = parser_->release();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  response.body = std::move(message.body());
  return response;
}

void Exchange::Finish(error_code error) {
  ExchangeResult result;
  result.error = error;
  result.wrote = wrote_ || writing_;
  result.answered = answered_;
  result.too_large = error == http::error::body_limit || error == http::error::header_limit;
  // Status and headers are complete by the time the body passes its bound.
  const bool cut = error == http::error::body_limit && request_->cut_response;
  if (!error || cut) {
    const bool keep =
        !cut && parser_->get().keep_alive() && !writing_ && request_over_ && buffer_.size() == 0;
    result.response = TakeResponse();
    if (keep) result.reusable = std::move(wire_);
  }
  if (wire_ != nullptr) wire_->Close();
  const auto done = std::exchange(done_, nullptr);
  done(std::move(result));
}

}  // namespace tocsin::net
