#include "adapters/openai_error.hpp"

#include "schemas/plain_text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMostErrorId = 200;
constexpr std::size_t kMostErrorWords = 300;

}  // namespace

OpenAiError ReadOpenAiError(const json::object& message) {
  OpenAiError read;
  const auto* found = message.if_contains("error");
  const auto* error = found == nullptr ? nullptr : IfMap(*found);
  const json::object none;
  const auto& told = error == nullptr ? none : *error;
  const auto type = StringAt(told, "type");
  const auto code = StringAt(told, "code");
  const auto words = StringAt(told, "message");
  read.code = PlainText(code.empty() ? type : code, kMostErrorId);
  read.event = PlainText(StringAt(told, "event_id"), kMostErrorId);
  read.text = read.code;
  if (!words.empty())
    read.text += (read.text.empty() ? "" : ": ") + PlainText(words, kMostErrorWords);
  if (read.text.empty()) read.text = "an error without words";
  read.kind = KindOfOpenAiError(std::string(type) + '.' + std::string(code));
  return read;
}

ErrorKind KindOfOpenAiError(std::string_view words) {
  const auto has = [&](std::string_view part) {
    return words.find(part) != std::string_view::npos;
  };
  if (has("invalid_api_key") || has("insufficient_quota") || has("authentication_error") ||
      has("permission_error") || has("account_deactivated") || has("billing"))
    return ErrorKind::kRejected;
  if (has("session_expired") || has("rate_limit")) return ErrorKind::kTransient;
  return has("invalid_request_error") || has("model_not_found") ? ErrorKind::kInvalid
                                                                : ErrorKind::kTransient;
}

}  // namespace tocsin
