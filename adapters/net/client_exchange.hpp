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
  bool answer_has_no_body = false;     ///< HEAD
  std::size_t max_response_bytes = 0;  ///< of a response that is collected
  bool cut_response = false;
  bool body_follows = false;  ///< in chunks, from an Outflow
};

/// With Host, Content-Length (or chunks) and User-Agent. kInvalid: a method, header name or value
/// that cannot be sent.
enum class RequestBody { kGiven, kFollows };
Result<WireRequest> RenderRequest(HttpCall call, const Endpoint& endpoint,
                                  std::string_view user_agent,
                                  RequestBody body = RequestBody::kGiven);

/// Who takes an answer as it comes, instead of having it collected. On the wire's executor.
class ExchangeSink {
 public:
  virtual ~ExchangeSink() = default;
  virtual void OnHead(HttpResponse head) = 0;
  /// False: no more is read until Exchange::Resume.
  virtual bool OnBody(std::string bytes) = 0;
  /// The request's next piece, framed; empty: none yet. `over` is set with the last one.
  virtual std::string NextPiece(bool& over) = 0;
};

/// What one request on one connection came to.
struct ExchangeResult {
  std::optional<HttpResponse> response = {};  ///< without its body when a sink took that
  error_code error = {};                      ///< without a response
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
  /// `request` is shared with the caller, who may send it again on another connection. `sink`
  /// null: the answer is collected.
  Exchange(std::unique_ptr<Wire> wire, std::shared_ptr<const WireRequest> request,
           std::shared_ptr<ExchangeSink> sink = nullptr);

  void Start(Done done);
  /// Closes the connection; `done` follows with an error.
  void Cancel();
  /// The sink has room again.
  void Resume();
  /// The sink has a piece of the request.
  void WritePiece();

 private:
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  void NewParser();
  void OnWritten(error_code error, std::size_t size);
  void Read();
  void OnRead(error_code error, std::size_t size);
  error_code Consume();
  void GiveToSink();
  void Finish(error_code error);
  HttpResponse TakeResponse();

  std::unique_ptr<Wire> wire_;
  std::shared_ptr<const WireRequest> request_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::shared_ptr<ExchangeSink> sink_;
  Done done_;
  std::string piece_;
  bool request_over_ = false;
  bool head_given_ = false;
  bool paused_ = false;
  bool writing_ = false;
  bool wrote_ = false;
  bool answered_ = false;
};

}  // namespace tocsin::net
