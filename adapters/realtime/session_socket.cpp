#include "adapters/realtime/session_socket.hpp"

#include <charconv>
#include <string>

#include "adapters/realtime/openai_events.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::realtime {
namespace {

constexpr std::size_t kMostReason = 200;
/// Of OpenAI: the key, and what was asked.
constexpr std::uint16_t kUnauthorizedClose = 3000;
constexpr std::uint16_t kBadRequestClose = 4000;

/// Of "... (status 401)"; 0: there was no answer.
int StatusIn(std::string_view detail) {
  constexpr std::string_view kMark = "(status ";
  const auto at = detail.rfind(kMark);
  if (at == std::string_view::npos) return 0;
  int status = 0;
  std::from_chars(detail.data() + at + kMark.size(), detail.data() + detail.size(), status);
  return status;
}

ErrorKind KindOfStatus(int status) {
  if (status == 401 || status == 403) return ErrorKind::kRejected;
  const bool ours = status >= 300 && status < 500 && status != 408 && status != 429;
  return ours ? ErrorKind::kInvalid : ErrorKind::kTransient;
}

}  // namespace

Error ReadSocketEnd(const WebSocketEnd& end) {
  using Cause = WebSocketEnd::Cause;
  std::string text = end.detail.empty() ? std::string(ToString(end.cause)) : end.detail;
  if (end.cause == Cause::kNotOpened) {
    const int status = StatusIn(text);
    if (status == 401 || status == 403) text += ": language.realtime.api_key is not taken";
    if (status == 404) text += ": see language.realtime.api_url and language.realtime.model";
    if (status == 429) text += ": too many sessions at once, or no budget";
    return {.kind = KindOfStatus(status), .message = std::move(text)};
  }
  if (end.cause != Cause::kClosedByPeer) return {.kind = ErrorKind::kTransient, .message = text};
  text = "it closed the socket with " + std::to_string(end.code);
  if (!end.reason.empty()) text += ' ' + PlainText(end.reason, kMostReason);
  auto kind = KindOfComplaint(end.reason);
  if (kind == ErrorKind::kTransient && end.code == kBadRequestClose) kind = ErrorKind::kInvalid;
  if (end.code == kUnauthorizedClose) kind = ErrorKind::kRejected;
  return {.kind = kind, .message = std::move(text)};
}

void OpenAiSession::Listener::OnOpen(const std::shared_ptr<WebSocket>& socket) {
  if (const auto owner = owner_.lock()) return owner->OnOpen();
  socket->Close();
}

void OpenAiSession::Listener::OnMessage(WebSocketKind kind, std::string_view bytes) {
  if (kind != WebSocketKind::kText) return;
  if (const auto owner = owner_.lock()) owner->OnMessage(bytes);
}

void OpenAiSession::Listener::OnEnd(const WebSocketEnd& end) {
  if (const auto owner = owner_.lock()) owner->OnEnd(end);
}

}  // namespace tocsin::realtime
