#pragma once

#include <memory>
#include <string>

#include "adapters/http_stream.hpp"

namespace tocsin {

struct HttpClientOptions {
  std::size_t max_connections_per_host = 64;
  std::size_t max_waiting =
      10'000;  ///< calls beyond the connections; further ones fail as kTransient, not sent
  Duration connect_timeout = std::chrono::seconds(10);
  Duration keep_idle = std::chrono::seconds(10);  ///< how long an unused connection is kept
  std::string authorities_file = {};              ///< PEM, beside the system's authorities
  std::string user_agent = "tocsin";
};

/// One thread of its own. Destruction ends every call in hand with kCancelled. A connection that
/// was kept and turns out dead before the first byte of the answer is replaced once, when the
/// method is idempotent (GET, HEAD, OPTIONS, PUT, DELETE), the call is repeatable or no byte was
/// written; else the call fails with `request_sent`. An unreadable `authorities_file` fails each
/// https call.
std::unique_ptr<HttpClient> MakeHttpClient(HttpClientOptions options = {});
/// The same for answers that are read as they come. A call with `body_follows` takes a connection
/// of its own from the start, for what it has written cannot be written again.
std::unique_ptr<HttpStreamClient> MakeHttpStreamClient(HttpClientOptions options = {});

}  // namespace tocsin
