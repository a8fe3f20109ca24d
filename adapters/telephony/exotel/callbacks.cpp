// Status callbacks: form, multipart or JSON, plain ("Status") and extended ("EventType", "Legs").
#include <charconv>
#include <functional>
#include <utility>

#include "adapters/telephony/exotel/wire.hpp"
#include "adapters/telephony/rest_answer.hpp"
#include "adapters/telephony/rest_text.hpp"

namespace tocsin::exotel {
namespace {

constexpr std::size_t kMaxParts = 64;
constexpr std::size_t kMaxToken = 128;  ///< of CustomField, as Exotel bounds it

/// A member of the callback, wherever it stands; empty: there is none.
using Member = std::function<std::string(std::string_view name)>;

std::string_view Between(std::string_view text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start + before.size());
  return text.substr(0, text.find(after));
}

/// multipart/form-data (RFC 7578): texts only, bounded.
FormParameters ReadMultipart(std::string_view body, std::string_view content_type) {
  std::string_view boundary = Between(content_type, "boundary=", ";");
  if (boundary.starts_with('"')) boundary = Between(boundary, "\"", "\"");
  if (boundary.empty()) return {};
  const std::string line = "--" + std::string(boundary);
  FormParameters form;
  auto at = body.find(line);
  while (at != std::string_view::npos && form.size() < kMaxParts) {
    body.remove_prefix(at + line.size());
    at = body.find("\r\n" + line);
    const std::string_view part = body.substr(0, at);
    const auto head_end = part.find("\r\n\r\n");
    if (head_end == std::string_view::npos) break;
    const auto name = Between(part.substr(0, head_end), " name=\"", "\"");
    form.emplace_back(name, part.substr(head_end + 4));
    if (at != std::string_view::npos) at += 2;
  }
  return form;
}

std::string TextOf(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  return {};
}

/// {"CallSid": ...}, or the same within {"Call": {...}}.
Member OfJson(json::value body) {
  if (const auto* call = Find(body, "Call"); call != nullptr && call->is_object()) {
    json::value inner = *call;
    body = std::move(inner);
  }
  return [body = std::move(body)](std::string_view name) {
    const auto* found = Find(body, name);
    return found == nullptr ? std::string() : TextOf(*found);
  };
}

Member OfForm(FormParameters form) {
  return [form = std::move(form)](std::string_view name) -> std::string {
    for (const auto& [key, value] : form)
      if (key == name) return value;
    return {};
  };
}

std::optional<int> SecondsOf(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

Result<Member> MembersOf(const HttpRequest& request) {
  const std::string_view type = HeaderValue(request.headers, "Content-Type");
  if (type.starts_with("application/json")) {
    auto body = ParseJson(request.body);
    if (!body || !body->is_object())
      return Fail(ErrorKind::kInvalid, "reading webhook: body is no JSON object",
                  "telephony.exotel");
    return OfJson(*std::move(body));
  }
  if (type.starts_with("multipart/form-data")) return OfForm(ReadMultipart(request.body, type));
  return OfForm(ParseForm(request.body));
}

}  // namespace

Result<CallWebhook> ReadCallback(const HttpRequest& request) {
  const auto bad = [](std::string_view name) {
    return Fail(ErrorKind::kInvalid,
                "reading webhook: '" + std::string(name) + "' is missing or wrong",
                "telephony.exotel");
  };
  TRY_ASSIGN(const Member member, MembersOf(request));
  CallWebhook hook;
  hook.kind = CallWebhook::Kind::kStatus;
  hook.provider_call_id = member("CallSid");
  if (hook.provider_call_id.empty()) hook.provider_call_id = member("Sid");
  if (!IsSid(hook.provider_call_id)) return bad("CallSid");
  std::string word = member("Status");
  if (word.empty()) word = member("CallStatus");
  auto status = ReadCallStatus(word);
  // An extended callback of the answer may still say what the call was before.
  if (member("EventType") == "answered") status = CallStatus::kInProgress;
  if (!status) return bad("Status");
  hook.status = *status;
  hook.inbound = member("Direction") == "inbound";
  hook.from = member("From");
  hook.to = member("To");
  hook.duration_seconds = SecondsOf(member("ConversationDuration"));
  if (!hook.duration_seconds) hook.duration_seconds = SecondsOf(member("Duration"));
  hook.token = member("CustomField");
  if (hook.token.size() > kMaxToken) hook.token.clear();
  return hook;
}

}  // namespace tocsin::exotel
