#include "workers/bridge/webhook_examination.hpp"

#include <optional>

#include "schemas/trimmed.hpp"

namespace tocsin::bridge {
namespace {

constexpr const char* kHeaders[] = {"webhook-id", "webhook-timestamp", "webhook-signature"};
constexpr std::string_view kChanged =
    "not of this body, id and time: one of them was changed on the way, or another secret signed "
    "it";

/// Takes a line off the text, without its end.
std::string_view TakeLine(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The request without the line end that editors and shells add to a body; nothing where it has
/// none.
std::optional<HttpRequest> WithoutLastLineEnd(HttpRequest request) {
  std::string& body = request.body;
  if (!body.ends_with('\n')) return std::nullopt;
  body.pop_back();
  if (body.ends_with('\r')) body.pop_back();
  return request;
}

WebhookCheck Signature(const HttpRequest& request,
                       const std::function<Status(const HttpRequest&)>& verify) {
  const auto verified = verify(request);
  if (verified) return {"signature", true, "fits"};
  const auto shorter = WithoutLastLineEnd(request);
  if (shorter && verify(*shorter))
    return {"signature", false,
            "fits the body without the line end at its end: the capture, or something on the way, "
            "added it"};
  return {"signature", false, verified.error().message};
}

WebhookCheck ClockCheck(std::string_view timestamp, TimePoint now) {
  const auto at = ReadWebhookTimestamp(timestamp);
  if (!at) return {"clock", false, "webhook-timestamp is no number of seconds since 1970"};
  const Duration off = *at > now ? *at - now : now - *at;
  const std::string text = "signed " + FormatTime(*at) + ", " + FormatDuration(off) +
                           (*at > now ? " after " : " before ") + FormatTime(now);
  if (off <= kWebhookTolerance) return {"clock", true, text};
  return {"clock", false,
          text + "; at most " + FormatDuration(kWebhookTolerance) +
              " are allowed: it was sent again, a clock is off, or the capture is old (--at)"};
}

}  // namespace

Result<HttpRequest> ReadCapturedRequest(std::string_view text) {
  const auto bad = [](const std::string& why) {
    return Fail(ErrorKind::kInvalid, "reading the captured request: " + why, "webhook");
  };
  HttpRequest request;
  const auto first = TakeLine(text);
  const auto method_end = first.find(' ');
  if (method_end == std::string_view::npos || first.find(':') < method_end)
    return bad("its first line must be the request line, such as 'POST /hooks/shop HTTP/1.1'");
  request.method = first.substr(0, method_end);
  const auto rest = first.substr(method_end + 1);
  request.target = rest.substr(0, rest.find(' '));
  if (!request.target.starts_with('/'))
    return bad("the target in its first line must begin with '/', not '" + request.target + "'");
  request.path = request.target.substr(0, request.target.find('?'));
  for (;;) {
    if (text.empty()) return bad("there is no empty line between headers and body");
    const auto line = TakeLine(text);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos)
      return bad("'" + std::string(line.substr(0, 60)) + "' is no header");
    request.headers.emplace_back(line.substr(0, colon), Trimmed(line.substr(colon + 1), " \t"));
  }
  request.body = text;
  return request;
}

std::vector<WebhookCheck> ExamineStandard(const WebhookKey& key, const HttpRequest& request,
                                          TimePoint now) {
  std::vector<WebhookCheck> checks;
  bool whole = true;
  for (const auto* name : kHeaders) {
    const bool there = !HeaderValue(request.headers, name).empty();
    checks.push_back({std::string("header ") + name, there, there ? "there" : "missing"});
    whole = whole && there;
  }
  const auto timestamp = HeaderValue(request.headers, "webhook-timestamp");
  if (!timestamp.empty()) checks.push_back(ClockCheck(timestamp, now));
  if (!whole) return checks;
  checks.push_back(Signature(request, [&](const HttpRequest& one) -> Status {
    const auto given = [&](const char* name) { return HeaderValue(one.headers, name); };
    // Of its own time, so that a wrong clock is not taken for a wrong signature.
    if (key.Verify(given("webhook-id"), timestamp, given("webhook-signature"), one.body,
                   ReadWebhookTimestamp(timestamp).value_or(now)))
      return {};
    return Fail(ErrorKind::kRejected, std::string(kChanged), "webhook");
  }));
  return checks;
}

std::vector<WebhookCheck> ExamineWhole(const HttpRequest& request,
                                       const std::function<Status(const HttpRequest&)>& verify) {
  return {Signature(request, verify)};
}

}  // namespace tocsin::bridge
