#include "adapters/net/client_exchange.hpp"

#include "schemas/letter_case.hpp"

namespace tocsin::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::uint32_t kHeaderBytes = 64 * 1024;

}  // namespace

Result<WireRequest> RenderRequest(HttpCall call, const Endpoint& endpoint,
                                  std::string_view user_agent) {
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
  const bool may_be_bare = call.method == "GET" || call.method == "HEAD" || call.method == "DELETE";
  if (!may_be_bare || !call.body.empty()) {
    head += "\r\nContent-Length: " + std::to_string(call.body.size());
  }
  return WireRequest{.head = head + "\r\n\r\n",
                     .body = std::move(call.body),
                     .answer_has_no_body = call.method == "HEAD",
                     .max_response_bytes = call.max_response_bytes,
                     .cut_response = call.cut_response};
}

Exchange::Exchange(std::unique_ptr<Wire> wire, std::shared_ptr<const WireRequest> request)
    : wire_(std::move(wire)), request_(std::move(request)) {}

void Exchange::Start(Done done) {
  done_ = std::move(done);
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
}

void Exchange::NewParser() {
  parser_.emplace();
  parser_->eager(true);
  parser_->skip(request_->answer_has_no_body);
  parser_->header_limit(kHeaderBytes);
  parser_->body_limit(request_->max_response_bytes);
}

void Exchange::OnWritten(error_code error, std::size_t size) {
  writing_ = false;
  // Encrypted bytes may have left although none of the plain ones are counted.
  wrote_ = !error || size > 0 || wire_ == nullptr || wire_->Encrypted();
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
  if (unreadable) return Finish(unreadable);
  if (parser_->is_done()) return Finish({});
  if (error) return Finish(error);
  // The parser waits for the end of a line, such as a chunk's extension, however long that is.
  if (buffer_.size() > kHeaderBytes + kReadBytes) return Finish(http::error::header_limit);
  Read();
}

error_code Exchange::Consume() {
  while (buffer_.size() > 0) {
    error_code error;
    const std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != http::error::need_more) return error;
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
    const bool keep = !cut && parser_->get().keep_alive() && !writing_ && buffer_.size() == 0;
    result.response = TakeResponse();
    if (keep) result.reusable = std::move(wire_);
  }
  if (wire_ != nullptr) wire_->Close();
  auto done = std::move(done_);
  done(std::move(result));
}

}  // namespace tocsin::net
