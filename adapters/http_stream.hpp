#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"

namespace tocsin {

/// The body of an answer that is made as it goes: server-sent events, long lists. Any thread.
class HttpBody {
 public:
  virtual ~HttpBody() = default;
  /// Never blocks. False: nothing was taken, because too much is waiting (`room` follows) or nobody
  /// is there any more (`gone` follows or has come).
  virtual bool Write(std::string bytes) = 0;
  /// Nothing more comes; what is waiting is still written.
  virtual void End() = 0;
};

/// A server's answer with such a body. The callbacks come on the connection's thread and must not
/// block.
struct HttpStreamedBody {
  /// Once, when the head is on its way. A body that is dropped without End cuts the connection, so
  /// that the client does not take it for whole.
  std::function<void(std::shared_ptr<HttpBody>)> begin;
  /// After a refused Write: less than half of what may wait is waiting.
  std::function<void()> room = {};
  /// Once, unless End came first: the client went away or reads nothing, or the server stops.
  std::function<void()> gone = {};
  std::size_t max_waiting_bytes = 256 * 1024;
  /// Whole wherever it ends, as events are: a stop of the server ends it in order. Another one has
  /// the stop's drain for its end, and is cut after that, so that nobody takes it for whole.
  bool endless = false;
};

/// One request whose answer is read as it comes.
struct HttpStreamCall {
  std::string method = "POST";
  std::string url;  ///< http:// or https://
  HttpHeaders headers = {};
  std::string body = {};
  bool body_follows = false;  ///< the body is what HttpExchange::Write gives, in chunks
  bool repeatable = false;    ///< as of HttpCall; not with `body_follows`
  /// From the request on the wire to the first byte of the answer.
  Duration first_byte_timeout = std::chrono::seconds(30);
  /// Between two pieces of the answer, while somebody takes them.
  Duration idle_timeout = std::chrono::seconds(30);
  Duration timeout = Duration(0);  ///< of the whole; zero: none
  /// Of the body, given and not yet said to be Consumed: beyond it nothing more is read.
  std::size_t window_bytes = 256 * 1024;
  std::size_t max_waiting_bytes = 1024 * 1024;  ///< given to Write and not yet written
  /// Where the listener is called; null: on the client's own thread.
  Loop* loop = nullptr;
};

/// What comes of a call. Must not block; a loop that stops is the end without a word.
class HttpStreamListener {
 public:
  virtual ~HttpStreamListener() = default;
  virtual void OnHead(int status, const HttpHeaders& headers) = 0;
  virtual void OnBody(std::string_view bytes) = 0;
  /// Once, and the last. Without a failure the body was whole.
  virtual void OnEnd(const std::optional<HttpFailure>& failure) = 0;
};

/// A call under way. Any thread.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;
  /// Ends it at any moment with kCancelled; its connection is closed and serves no other. On the
  /// thread where the listener is called, nothing comes afterwards but OnEnd.
  virtual void Cancel() = 0;
  /// So many bytes of OnBody need no more room.
  virtual void Consumed(std::size_t bytes) = 0;
  /// With `body_follows`. False: too much is waiting, nothing was taken.
  virtual bool Write(std::string bytes) = 0;
  virtual void EndWriting() = 0;
};

class HttpStreamClient {
 public:
  virtual ~HttpStreamClient() = default;
  /// Dropping what it gives cancels nothing.
  virtual std::shared_ptr<HttpExchange> Open(HttpStreamCall call,
                                             std::shared_ptr<HttpStreamListener> listener) = 0;
};

}  // namespace tocsin
