#include "workers/bridge/hooks/hook_body.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::bridge {
namespace {

using BodyRefusal = tl::unexpected<HttpResponse>;

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
/// What senders call JSON that their users wrote by hand; none is common too.
constexpr std::array<std::string_view, 3> kNoParticularType = {"", "text/plain",
                                                               "application/octet-stream"};

/// The parameter `charset` of a Content-Type, in lower case; empty where it has none.
std::string CharsetOf(std::string_view content_type) {
  const std::string lower = LowerCase(content_type);
  constexpr std::string_view kName = "charset=";
  const auto at = lower.find(kName);
  if (at == std::string::npos) return {};
  auto value = std::string_view(lower).substr(at + kName.size());
  value = value.substr(0, value.find(';'));
  constexpr std::string_view kAround = " \"";
  const auto first = value.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return std::string(value.substr(first, value.find_last_not_of(kAround) - first + 1));
}

bool LooksLikeJson(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

json::value FormOf(std::string_view body) {
  json::object form;
  for (auto& [name, value] : ParseForm(body)) {
    const auto [member, fresh] = form.emplace(name, value);
    if (fresh) continue;
    if (!member->value().is_array()) member->value() = json::array{member->value()};
    member->value().get_array().emplace_back(value);
  }
  return form;
}

std::optional<HttpResponse> FaultOfHeaders(const HttpRequest& request) {
  const auto refuse = [](std::string_view detail) {
    return Problem(415, "Unsupported Media Type", detail);
  };
  const auto coding = HeaderValue(request.headers, "Content-Encoding");
  if (!coding.empty() && !EqualsIgnoringCase(coding, "identity"))
    return refuse("send the body as it is, without Content-Encoding");
  const auto content_type = HeaderValue(request.headers, "Content-Type");
  const auto charset = CharsetOf(content_type);
  if (!charset.empty() && charset != "utf-8" && charset != "utf8" && charset != "us-ascii")
    return refuse("send the body in UTF-8, not in " + charset);
  const auto media = MediaType(content_type);
  const bool known = IsJsonType(content_type) || media == kForm ||
                     std::ranges::find(kNoParticularType, media) != kNoParticularType.end();
  if (!known) return refuse("send JSON (Content-Type: application/json) or a form, not " + media);
  return std::nullopt;
}

}  // namespace

tl::expected<json::value, HttpResponse> ReadHookBody(const HttpRequest& request) {
  if (auto fault = FaultOfHeaders(request)) return BodyRefusal(*std::move(fault));
  if (!IsUtf8(request.body))
    return BodyRefusal(Problem(400, "Bad Request", "the body is not UTF-8"));
  const auto media = MediaType(HeaderValue(request.headers, "Content-Type"));
  // `curl -d` calls everything a form.
  if (media == kForm && !LooksLikeJson(request.body)) return FormOf(request.body);
  auto body = ParseJson(request.body);
  if (!body) return BodyRefusal(Problem(400, "Bad Request", body.error().message));
  return *std::move(body);
}

}  // namespace tocsin::bridge
