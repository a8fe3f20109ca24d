#pragma once

#include "adapters/net/beast.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http.hpp"
#include "adapters/http_text.hpp"
#include "adapters/net/wire.hpp"

namespace tocsin::net {

/// A request as bytes, with what is needed to read its answer.
struct WireRequest {
  std::string head;
  std::string body;
  bool answer_has_no_body = false;  ///< HEAD
  std::size_t max_response_bytes = 0;
  bool cut_response = false;
};

/// With Host, Content-Length and User-Agent. kInvalid: a method, header name or value that cannot
/// be sent.
Result<WireRequest> RenderRequest(HttpCall call, const Endpoint& endpoint,
                                  std::string_view user_agent);

/// What one request on one connection came to.
struct ExchangeResult {
  std::optional<HttpResponse> response = {};
  error_code error = {};                ///< without a response
  bool wrote = false;                   ///< a byte of the request may have reached the other side
  bool answered = false;                ///< a byte of the answer had come
  bool too_large = false;               ///< the answer passed the bound
  std::unique_ptr<Wire> reusable = {};  ///< set when the connection may serve another request
};

/// Writes one request and reads its answer; `done` comes once, also after Cancel. On the wire's
/// executor.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  using Done = std::function<void(ExchangeResult)>;
  /// `request` is shared with the caller, who may send it again on another connection.
  Exchange(std::unique_ptr<Wire> wire, std::shared_ptr<const WireRequest> request);

  void Start(Done done);
  /// Closes the connection; `done` follows with an error.
  void Cancel();

 private:
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  void NewParser();
  void OnWritten(error_code error, std::size_t size);
  void Read();
  void OnRead(error_code error, std::size_t size);
  error_code Consume();
  void Finish(error_code error);
  HttpResponse TakeResponse();

  std::unique_ptr<Wire> wire_;
  std::shared_ptr<const WireRequest> request_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Done done_;
  bool writing_ = false;
  bool wrote_ = false;
  bool answered_ = false;
};

}  // namespace tocsin::net
