#pragma once

#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "schemas/result.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// What a service says of a request that it does not take, read as it comes, 4 KB of it. One
/// thread at a time.
class HttpRefusal {
 public:
  /// Another request: what came of the one before is forgotten.
  void OnHead(int status, const HttpHeaders& headers);
  void OnBody(std::string_view bytes);

  int StatusCode() const { return status_; }
  /// kRejected: the key, or the account. kNotFound. kTransient: busy, or at fault itself. Else
  /// kInvalid.
  ErrorKind Kind() const;
  /// For how long the service wants to be left alone (Retry-After); zero: it does not say.
  Duration Wait(TimePoint now) const;
  /// "429 (too many requests), not before 3 s": with the service's own words, as far as they are
  /// JSON of a form that is used (error, error.message, message, err_msg, detail, detail.message);
  /// `key` is taken out of them.
  std::string Text(const Secret& key) const;

 private:
  int status_ = 0;
  std::string retry_after_, body_;
};

}  // namespace tocsin
