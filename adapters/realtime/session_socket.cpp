#include "adapters/realtime/session_socket.hpp"

#include <string>
#include <string_view>

#include "adapters/openai_error.hpp"

namespace tocsin::realtime {
namespace {

/// Of OpenAI: the key, and what was asked.
constexpr std::uint16_t kUnauthorizedClose = 3000;
constexpr std::uint16_t kBadRequestClose = 4000;

ErrorKind KindOfStatus(int status) {
  if (status == 401 || status == 403) return ErrorKind::kRejected;
  const bool ours = status >= 200 && status < 500 && status != 408 && status != 429;
  return ours ? ErrorKind::kInvalid : ErrorKind::kTransient;
}

/// What mends it.
std::string_view RemedyFor(int status) {
  if (status == 401 || status == 403) return ": language.realtime.api_key is not taken";
  if (status == 404) return ": see language.realtime.api_url and language.realtime.model";
  if (status == 429) return ": too many sessions at once, or no budget";
  if (status >= 200 && status < 400)
    return ": no Realtime service answers there; see language.realtime.api_url";
  if (status != 0) return "";
  return "; is language.realtime.api_url right (https or http too), and can it be reached from "
         "here?";
}

}  // namespace

Error ReadSocketEnd(const WebSocketEnd& end) {
  using Cause = WebSocketEnd::Cause;
  std::string text = InWords(end);
  if (end.cause == Cause::kNotOpened) {
    text += RemedyFor(end.status);
    return {.kind = KindOfStatus(end.status), .message = std::move(text)};
  }
  if (end.cause != Cause::kClosedByPeer) return {.kind = ErrorKind::kTransient, .message = text};
  auto kind = KindOfOpenAiError(end.reason);
  if (kind == ErrorKind::kTransient && end.code == kBadRequestClose) kind = ErrorKind::kInvalid;
  if (end.code == kUnauthorizedClose) kind = ErrorKind::kRejected;
  return {.kind = kind, .message = std::move(text)};
}

}  // namespace tocsin::realtime
