#include "workers/workflow/engine/http_call.hpp"

#include <algorithm>
#include <cctype>

#include "schemas/base64.hpp"
#include "schemas/events/data.hpp"
#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"
#include "schemas/trace_context.hpp"
#include "schemas/utf8.hpp"
#include "schemas/web_address.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {
namespace {

constexpr Duration kUsualCall = std::chrono::seconds(30);
constexpr Duration kLongestCall = std::chrono::minutes(15);

bool HasHeader(const json::object& headers, std::string_view name) {
  return std::ranges::any_of(
      headers, [&](const auto& header) { return EqualsIgnoringCase(header.key(), name); });
}

bool BadHeader(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// A map of texts from `headers` or `query`; nulls are left out.
Outcome<json::object> TextMap(Execution& run, const Frame& frame, const Template& value,
                              std::string_view what) {
  const auto filled = run.Fill(value, frame.input, frame);
  if (!filled) return tl::unexpected(filled.error());
  json::object out;
  if (filled->is_null()) return out;
  const auto* map = IfMap(*filled);
  if (map == nullptr)
    return tl::unexpected(
        ExpressionError("'" + std::string(what) + "' must be a map, not " + Shown(*filled)));
  for (const auto& member : *map)
    if (!member.value().is_null()) out[member.key()] = TextOf(member.value());
  return out;
}

Outcome<std::string> Url(Execution& run, const Frame& frame, const HttpCallDefinition& call) {
  std::string url;
  if (call.is_template) {
    auto expanded = ExpandUri(call.endpoint.literal.as_string(), frame.input);
    if (!expanded) return expanded;
    url = *std::move(expanded);
  } else {
    const auto given = run.Fill(call.endpoint, frame.input, frame);
    if (!given) return tl::unexpected(given.error());
    url = given->is_string() ? std::string(given->get_string()) : std::string();
  }
  if (!IsWebAddress(url))
    return tl::unexpected(ConfigurationError(
        "'endpoint' must be a URL with http:// or https://, not '" + Shortened(url, 80) + "'"));
  if (std::ranges::any_of(url,
                          [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\0'; }))
    return tl::unexpected(ConfigurationError("'endpoint' has a space or line break in it: '" +
                                             Shortened(url, 80) + "'"));
  const auto query = TextMap(run, frame, call.query, "query");
  if (!query) return tl::unexpected(query.error());
  for (const auto& member : *query) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += EncodeForUrl(member.key()) + '=' + EncodeForUrl(TextOf(member.value()));
  }
  return url;
}

Outcome<std::string> Authorization(Execution& run, const Frame& frame,
                                   const Authentication& authentication) {
  const bool basic = authentication.scheme == Authentication::Scheme::kBasic;
  if (!authentication.secret.empty()) {
    const auto secret = PlaceholderOf(authentication.secret);
    return basic ? BasicCredentials(secret) : "Bearer " + secret;
  }
  if (!basic) {
    const auto token = run.Fill(authentication.token, frame.input, frame);
    if (!token) return tl::unexpected(token.error());
    return "Bearer " + TextOf(*token);
  }
  const auto username = run.Fill(authentication.username, frame.input, frame);
  if (!username) return tl::unexpected(username.error());
  const auto password = run.Fill(authentication.password, frame.input, frame);
  if (!password) return tl::unexpected(password.error());
  return BasicCredentials(TextOf(*username) + ':' + TextOf(*password));
}

Duration TimeLeft(const Execution& run, const Frame& frame) {
  // Longer than usual only where the task itself says so.
  Duration left = frame.deadline ? kLongestCall : kUsualCall;
  for (const Frame* at = &frame; at != nullptr; at = at->parent)
    if (at->deadline) left = std::min(left, *at->deadline - run.Now());
  return std::max(left, Duration(1));
}

/// Without query: that may hold what should not be repeated.
std::string Target(const HttpAsked& asked) {
  const std::string_view url = asked.url;
  return asked.method + ' ' + Shortened(url.substr(0, url.find('?')), 200);
}

RaisedError FailedCall(const json::value& error, const HttpAsked& asked) {
  const auto [kind, message] = events::Read<EffectFailure>(error);
  const auto detail = Target(asked) + ": " + Shortened(message, 300);
  if (kind == "timeout") return TimeoutError(detail);
  if (kind == "invalid" || kind == "configuration") return ConfigurationError(detail);
  if (kind == "not_found")  // a secret that is not configured
    return {std::string(error_type::kAuthorization), 403, "Authorization error", detail};
  return {std::string(error_type::kCommunication), kind == "transient" ? 503 : 500,
          "Communication error", detail};
}

Outcome<json::value> Content(std::string_view body, std::string_view content_type,
                             const HttpAsked& asked) {
  if (body.empty()) return nullptr;
  if (!IsJsonType(content_type)) return json::value(body);
  auto parsed = ParseJson(body);
  if (!parsed)
    return tl::unexpected(RaisedError{
        std::string(error_type::kCommunication), 502, "Invalid response",
        Target(asked) + " answered with JSON that cannot be read: " + parsed.error().message});
  return *std::move(parsed);
}

/// A request as outputs show it: without the header of credentials, secrets by their names.
json::object ShownRequest(const HttpAsked& asked) {
  json::object headers;
  for (const auto& header : asked.headers)
    if (!EqualsIgnoringCase(header.key(), "authorization"))
      headers[NamePlaceholders(header.key())] = NamePlaceholders(TextOf(header.value()));
  return {{"method", asked.method},
          {"uri", NamePlaceholders(asked.url)},
          {"headers", std::move(headers)}};
}

}  // namespace

std::string UriTemplateFault(std::string_view uri) {
  for (auto open = uri.find('{'); open != std::string_view::npos; open = uri.find('{', open + 1)) {
    const auto close = uri.find('}', open);
    if (close == std::string_view::npos) return "'{' is not closed";
    const auto name = uri.substr(open + 1, close - open - 1);
    if (name.empty()) return "'{}' has no name";
    if (std::string_view("+#./;?&=,!@|").find(name.front()) != std::string_view::npos ||
        name.find(',') != std::string_view::npos)
      return "'{" + std::string(name) +
             "}': only simple expansion {name} is supported; put query parameters into 'query'";
    open = close;
  }
  return {};
}

Outcome<std::string> ExpandUri(std::string_view uri, const json::value& values) {
  std::string out;
  while (!uri.empty()) {
    const auto open = uri.find('{');
    const auto close = open == std::string_view::npos ? open : uri.find('}', open);
    out += uri.substr(0, close == std::string_view::npos ? uri.size() : open);
    if (close == std::string_view::npos) break;
    const auto name = uri.substr(open + 1, close - open - 1);
    if (const auto* value = Find(values, name)) {
      if (IsContainer(*value))
        return tl::unexpected(ExpressionError("'{" + std::string(name) +
                                              "}' of the endpoint must be text, a number, "
                                              "a boolean or null, not " +
                                              Shown(*value)));
      out += EncodeForUrl(TextOf(*value));
    }
    uri.remove_prefix(close + 1);
  }
  return out;
}

Outcome<HttpAsked> MakeHttpRequest(Execution& run, const Frame& frame,
                                   const HttpCallDefinition& call, const EffectId& id) {
  const auto method = run.Fill(call.method, frame.input, frame);
  if (!method) return tl::unexpected(method.error());
  std::string verb = TextOf(*method);
  std::ranges::transform(verb, verb.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  if (verb.empty() || std::ranges::any_of(verb, [](char c) { return c < 'A' || c > 'Z'; }))
    return tl::unexpected(
        ConfigurationError("'method' must be an HTTP method, not '" + Shortened(verb, 40) + "'"));
  auto url = Url(run, frame, call);
  if (!url) return tl::unexpected(url.error());
  auto headers = TextMap(run, frame, call.headers, "headers");
  if (!headers) return tl::unexpected(headers.error());
  for (const auto& header : *headers)
    if (BadHeader(header.key()) || BadHeader(header.value().as_string()))
      return tl::unexpected(
          ExpressionError("header '" + Shortened(header.key(), 40) + "' has a line break in it"));
  if (call.authentication) {
    auto credentials = Authorization(run, frame, *call.authentication);
    if (!credentials) return tl::unexpected(credentials.error());
    if (BadHeader(*credentials))
      return tl::unexpected(ExpressionError("the credentials have a line break in them"));
    (*headers)["Authorization"] = *std::move(credentials);
  }
  auto body = run.Fill(call.body, frame.input, frame);
  if (!body) return tl::unexpected(body.error());
  if (NestedDeeper(*body)) return tl::unexpected(TooDeepToGoOut("'body'"));
  if (!body->is_null() && !HasHeader(*headers, "content-type"))
    (*headers)["Content-Type"] =
        body->is_string() ? "text/plain; charset=utf-8" : "application/json";
  if (verb != "GET" && verb != "HEAD" && !HasHeader(*headers, "idempotency-key"))
    (*headers)["Idempotency-Key"] = id.ToString();
  const auto& trace = run.GetRun().traceparent;
  if (!trace.empty() && !HasHeader(*headers, "traceparent")) {
    (*headers)["traceparent"] = WithSpan(trace, SpanOfTask(run.GetRun().id, frame.id));
    const auto& state = run.GetRun().tracestate;
    if (!state.empty() && !BadHeader(state) && !HasHeader(*headers, "tracestate"))
      (*headers)["tracestate"] = state;
  }
  return HttpAsked{.method = std::move(verb),
                   .url = *std::move(url),
                   .headers = *std::move(headers),
                   .body = *std::move(body),
                   .timeout_ms = TimeLeft(run, frame).count()};
}

Outcome<json::value> ReadHttpResult(const json::value& result, const HttpAsked& asked,
                                    const HttpCallDefinition& call) {
  if (const auto* error = Find(result, NameOf<&HttpAnswered::error>()))
    return tl::unexpected(FailedCall(*error, asked));
  boost::system::error_code none;
  const auto* status_value = Find(result, NameOf<&HttpAnswered::status>());
  const int status = status_value == nullptr ? 0 : status_value->to_number<int>(none);
  const auto* body_value =
      Find(result, NameOf<&HttpAnswered::body>());  // not copied: it may be large
  const std::string_view body = body_value != nullptr && body_value->is_string()
                                    ? std::string_view(body_value->get_string())
                                    : std::string_view{};
  if (status < 200 || status > (call.redirect ? 399 : 299))
    return tl::unexpected(RaisedError{std::string(error_type::kCommunication),
                                      status == 0 ? 500 : status,
                                      "HTTP status " + std::to_string(status),
                                      Target(asked) + " answered " + std::to_string(status) +
                                          (body.empty() ? "" : ": " + Shortened(body, 200))});
  if (call.output == HttpCallDefinition::Output::kRaw) return json::value(EncodeBase64(body));
  auto content =
      Content(body, StringAt(result.as_object(), NameOf<&HttpAnswered::content_type>()), asked);
  if (!content || call.output == HttpCallDefinition::Output::kContent) return content;
  const auto* headers = Find(result, NameOf<&HttpAnswered::headers>());
  json::object response;
  response["request"] = ShownRequest(asked);
  response["statusCode"] = status;
  response["headers"] = headers == nullptr ? json::value(json::object()) : *headers;
  response["content"] = *std::move(content);
  return response;
}

}  // namespace tocsin::workflow
