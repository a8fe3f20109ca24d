#include "adapters/realtime/session_socket.hpp"

#include <string>

#include "adapters/realtime/openai_events.hpp"

namespace tocsin::realtime {
namespace {

/// Of OpenAI: the key, and what was asked.
constexpr std::uint16_t kUnauthorizedClose = 3000;
constexpr std::uint16_t kBadRequestClose = 4000;

ErrorKind KindOfStatus(int status) {
  if (status == 401 || status == 403) return ErrorKind::kRejected;
  const bool ours = status >= 300 && status < 500 && status != 408 && status != 429;
  return ours ? ErrorKind::kInvalid : ErrorKind::kTransient;
}

}  // namespace

Error ReadSocketEnd(const WebSocketEnd& end) {
  using Cause = WebSocketEnd::Cause;
  std::string text = InWords(end);
  if (end.cause == Cause::kNotOpened) {
    const int status = end.status;
    if (status == 401 || status == 403) text += ": language.realtime.api_key is not taken";
    if (status == 404) text += ": see language.realtime.api_url and language.realtime.model";
    if (status == 429) text += ": too many sessions at once, or no budget";
    return {.kind = KindOfStatus(status), .message = std::move(text)};
  }
  if (end.cause != Cause::kClosedByPeer) return {.kind = ErrorKind::kTransient, .message = text};
  auto kind = KindOfComplaint(end.reason);
  if (kind == ErrorKind::kTransient && end.code == kBadRequestClose) kind = ErrorKind::kInvalid;
  if (end.code == kUnauthorizedClose) kind = ErrorKind::kRejected;
  return {.kind = kind, .message = std::move(text)};
}

}  // namespace tocsin::realtime
