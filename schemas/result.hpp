#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace tocsin {

/// What went wrong, by the one question a caller asks: may I try again?
enum class ErrorKind {
  kInvalid,    ///< the input is wrong; trying again gives the same (dead letter, HTTP 4xx)
  kNotFound,   ///< what was named does not exist
  kRejected,   ///< the other side said no, for good
  kTransient,  ///< the other side is away or busy; try again with backoff
  kTimeout,    ///< no answer in time; it may have happened or not
  kConflict,   ///< somebody else was first; reload and decide again
  kCancelled,  ///< we are stopping
  kInternal,   ///< a fault of ours
};

std::string_view ToString(ErrorKind kind);

/// An error as a value. `message` is gerund and object, lower case, no full stop ("starting call:
/// 503 from carrier"); `where` names the component ("bus.kafka", "store"). Never holds secrets or
/// phone numbers.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;
  std::string where = {};
};

inline bool Retryable(ErrorKind kind) {
  return kind == ErrorKind::kTransient || kind == ErrorKind::kTimeout ||
         kind == ErrorKind::kConflict;
}

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> Fail(ErrorKind kind, std::string message, std::string where = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(message), std::move(where)});
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The same error with "context: " put in front of its message.
Error Wrap(Error error, std::string_view context);

/// Broken invariant: writes `text` to stderr and aborts. Never for input or for trouble outside.
[[noreturn]] void Abort(std::string_view text);
inline void Check(bool condition, std::string_view text) {
  if (!condition) Abort(text);
}

}  // namespace tocsin

#define TOCSIN_CONCAT_(a, b) a##b
#define TOCSIN_CONCAT(a, b) TOCSIN_CONCAT_(a, b)

/// TRY(expr): leaves the function with the error of a Status or Result.
#define TRY(...)                                                                         \
  do {                                                                                   \
    auto&& tocsin_try_result = (__VA_ARGS__);                                            \
    if (!tocsin_try_result) return tl::unexpected(std::move(tocsin_try_result).error()); \
  } while (false)

/// TRY_ASSIGN(auto x, expr): declares x with the value, or leaves the function with the error.
#define TRY_ASSIGN(declaration, ...)                                                   \
  auto TOCSIN_CONCAT(tocsin_result_, __LINE__) = (__VA_ARGS__);                        \
  if (!TOCSIN_CONCAT(tocsin_result_, __LINE__))                                        \
    return tl::unexpected(std::move(TOCSIN_CONCAT(tocsin_result_, __LINE__)).error()); \
  declaration = std::move(*TOCSIN_CONCAT(tocsin_result_, __LINE__))
