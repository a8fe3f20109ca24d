#include "schemas/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace tocsin {

std::string_view ToString(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalid:
      return "invalid";
    case ErrorKind::kNotFound:
      return "not_found";
    case ErrorKind::kRejected:
      return "rejected";
    case ErrorKind::kTransient:
      return "transient";
    case ErrorKind::kTimeout:
      return "timeout";
    case ErrorKind::kConflict:
      return "conflict";
    case ErrorKind::kCancelled:
      return "cancelled";
    case ErrorKind::kInternal:
      return "internal";
  }
  return "internal";
}

Error Wrap(Error error, std::string_view context) {
  error.message = std::string(context) + ": " + error.message;
  return error;
}

void Abort(std::string_view text) {
  std::fprintf(stderr, "tocsin: broken invariant: %.*s\n", static_cast<int>(text.size()),
               text.data());
  std::abort();
}

}  // namespace tocsin
