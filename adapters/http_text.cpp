#include "adapters/http_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "schemas/hex.hpp"
#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin {
namespace net {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return IsAlphanumeric(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool IsFieldValue(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

Result<std::string> PercentDecode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus == Plus::kSpace) {
      c = ' ';
    } else if (c == '%') {
      const int high = i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexValue(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return Fail(ErrorKind::kInvalid, "decoding URL: broken % escape", "http");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return Fail(ErrorKind::kInvalid, "decoding URL: NUL character", "http");
    out += c;
  }
  return out;
}

Result<Target> ParseTarget(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!EqualsIgnoringCase(target.substr(0, scheme.size()), scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    break;
  }
  if (target == "*") return Target{.path = "*", .query = {}};
  if (!target.starts_with('/')) {
    return Fail(ErrorKind::kInvalid, "reading request target: does not start with '/'", "http");
  }
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  Target out;
  TRY_ASSIGN(out.path, PercentDecode(target.substr(0, question), Plus::kLiteral));
  if (question == std::string_view::npos) return out;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    TRY_ASSIGN(auto name, PercentDecode(pair.substr(0, equals), Plus::kSpace));
    const auto raw =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    TRY_ASSIGN(auto value, PercentDecode(raw, Plus::kSpace));
    out.query.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

Result<Endpoint> ParseUrl(std::string_view url) {
  const auto bad = [](std::string_view why) {
    return Fail(ErrorKind::kInvalid, "reading URL: " + std::string(why), "http");
  };
  Endpoint out;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return bad("no http:// or https:// in front");
  const std::string_view scheme = url.substr(0, scheme_end);
  out.encrypted = EqualsIgnoringCase(scheme, "https");
  if (!out.encrypted && !EqualsIgnoringCase(scheme, "http")) {
    return bad("scheme is neither http nor https");
  }
  url.remove_prefix(scheme_end + 3);
  url = url.substr(0, url.find('#'));
  const auto path = url.find_first_of("/?");
  const std::string_view authority = url.substr(0, path);
  const std::string_view target =
      path == std::string_view::npos ? std::string_view{} : url.substr(path);
  if (authority.find('@') != std::string_view::npos) return bad("user information is not taken");
  out.authority = authority;
  out.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  std::size_t colon = authority.rfind(':');
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) return bad("'[' without ']'");
    out.host = authority.substr(1, bracket - 1);
    if (colon < bracket) colon = std::string_view::npos;
  } else {
    out.host = authority.substr(0, colon);
  }
  out.port = colon == std::string_view::npos ? std::string(out.encrypted ? "443" : "80")
                                             : std::string(authority.substr(colon + 1));
  const bool digits = std::ranges::all_of(out.port, [](char c) { return c >= '0' && c <= '9'; });
  if (out.host.empty()) return bad("no host");
  if (!digits || out.port.empty() || out.port.size() > 5) return bad("port is not a number");
  const auto visible = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; };
  if (!std::ranges::all_of(out.authority + out.target, visible)) {
    return bad("white space or control characters");
  }
  return out;
}

std::string_view ReasonPhrase(int status) {
  static constexpr std::pair<int, std::string_view> kPhrases[] = {
      {101, "Switching Protocols"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
  };
  for (const auto& [code, phrase] : kPhrases)
    if (code == status) return phrase;
  return "Status";
}

std::string HttpDate() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return std::string(text.data(), size);
}

Duration RetryAfter(std::string_view value, TimePoint now) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error == std::errc() && end == value.data() + value.size())
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 1'000'000'000));
  std::tm parts{};
  const std::string text(value);
  const char* rest = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (rest == nullptr || *rest != '\0') return Duration(0);
  const auto date = std::chrono::system_clock::from_time_t(timegm(&parts));
  return std::max(Duration(0), std::chrono::duration_cast<Duration>(date - now));
}

std::vector<std::string> ListItems(const HttpHeaders& headers, std::string_view name) {
  std::vector<std::string> items;
  for (const auto& [key, value] : headers) {
    if (!EqualsIgnoringCase(key, name)) continue;
    for (std::string_view rest = value; !rest.empty();) {
      std::string_view item = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), item.size() + 1));
      item.remove_prefix(std::min(item.size(), item.find_first_not_of(" \t")));
      item = item.substr(0, item.find_last_not_of(" \t") + 1);
      if (!item.empty()) items.emplace_back(item);
    }
  }
  return items;
}

bool HasListItem(const HttpHeaders& headers, std::string_view name, std::string_view item) {
  return std::ranges::any_of(ListItems(headers, name), [&](const std::string& given) {
    return EqualsIgnoringCase(given, item);
  });
}

}  // namespace net

std::string_view HeaderValue(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (EqualsIgnoringCase(key, name)) return value;
  return {};
}

HttpResponse Problem(int status, std::string_view title, std::string_view detail,
                     const std::vector<std::pair<std::string, std::string>>& extra) {
  json::object body{
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  for (const auto& [name, value] : extra) body[name] = value;
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}},
          .body = JsonText(body)};
}

HttpResponse JsonResponse(int status, std::string json_text) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(json_text)};
}

std::vector<std::pair<std::string, std::string>> ParseForm(std::string_view body) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto raw =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    // A broken escape is kept as it came: signatures are computed over what the sender meant, so
    // that shows there.
    const auto decode = [](std::string_view text) {
      return net::PercentDecode(text, net::Plus::kSpace).value_or(std::string(text));
    };
    out.emplace_back(decode(pair.substr(0, equals)), decode(raw));
  }
  return out;
}

std::string AddressBelow(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  return std::string(base).append(path);
}

std::string PercentEncode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (net::IsAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace tocsin
