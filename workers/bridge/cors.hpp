#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"

namespace tocsin::bridge {

/// Lets pages of named origins read the API's answers from within a browser (CORS protocol of the
/// Fetch standard, https://fetch.spec.whatwg.org/#http-cors-protocol). An origin is answered by its
/// name, never by "*", and no cookies or other credentials of the browser are asked for: a page
/// sends its key itself. It opens nothing: a key is needed as ever. Thread-safe.
class Cors {
 public:
  /// As browsers write them: "https://desk.example.com"; none: no page of another origin.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  bool Any() const { return !origins_.empty(); }
  /// The answer to OPTIONS of a path that takes `method`: 204, or 403 to a page of another origin.
  HttpResponse Preflight(const HttpRequest& request, std::string_view method) const;
  /// `respond`, with what the request's page needs to read the answer, where its origin is named.
  HttpRespond Readable(const HttpRequest& request, HttpRespond respond) const;

 private:
  bool Names(std::string_view origin) const;

  std::vector<std::string> origins_;
};

}  // namespace tocsin::bridge
