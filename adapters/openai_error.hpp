#pragma once

#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "schemas/result.hpp"

/// What OpenAI's services complain of over a socket, read in one place for all engines. Pure.
namespace tocsin {

struct OpenAiError {
  std::string code = {};   ///< its code, or else the kind of the error
  std::string event = {};  ///< the id of our message that it is about
  std::string text = {};   ///< code and words, bounded
  /// As if it were fatal: kRejected (key, account), kInvalid, kTransient.
  ErrorKind kind = ErrorKind::kTransient;
};

/// Of a message with a member `error {type, code, message, event_id}`; never without words.
OpenAiError ReadOpenAiError(const json::object& message);
/// By a code or the reason of a close, such as "invalid_request_error.invalid_api_key".
ErrorKind KindOfOpenAiError(std::string_view words);

}  // namespace tocsin
