#include "adapters/telephony/twilio/signature.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"
#include "schemas/ids.hpp"

namespace tocsin {
namespace {

std::string_view WithoutFragment(std::string_view url) { return url.substr(0, url.find('#')); }

struct UrlParts {
  std::string_view scheme;  ///< "https"
  std::string_view host;
  std::string_view port;  ///< empty: none
  std::string_view rest;  ///< path and query
};

std::optional<UrlParts> SplitUrl(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  UrlParts parts;
  parts.scheme = url.substr(0, scheme_end);
  url.remove_prefix(scheme_end + 3);
  const auto path = url.find_first_of("/?");
  const std::string_view authority = url.substr(0, path);
  parts.rest = path == std::string_view::npos ? std::string_view{} : url.substr(path);
  const auto colon = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  parts.host = authority.substr(0, has_port ? colon : std::string_view::npos);
  if (has_port) parts.port = authority.substr(colon + 1);
  return parts;
}

std::string Join(std::string_view scheme, const UrlParts& parts, std::string_view port,
                 std::string_view rest) {
  std::string url = std::string(scheme) + "://" + std::string(parts.host);
  if (!port.empty()) url += ":" + std::string(port);
  return url + std::string(rest);
}

std::string_view PortOf(const UrlParts& parts) {
  if (!parts.port.empty()) return parts.port;
  return parts.scheme == "https" || parts.scheme == "wss" ? "443" : "80";
}

std::vector<std::string> WithAndWithoutPort(std::string_view url) {
  const auto parts = SplitUrl(url);
  if (!parts) return {std::string(url)};
  std::vector<std::string> both{Join(parts->scheme, *parts, PortOf(*parts), parts->rest),
                                Join(parts->scheme, *parts, {}, parts->rest)};
  // As it was called is the likelier one.
  if (parts->port.empty()) std::ranges::reverse(both);
  return both;
}

std::string_view QueryValue(std::string_view url, std::string_view name) {
  const auto question = url.find('?');
  if (question == std::string_view::npos) return {};
  std::string_view rest = url.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace

std::string SignTwilio(std::string_view token, std::string_view url,
                       const FormParameters& parameters) {
  std::map<std::string_view, std::set<std::string_view>> sorted;
  for (const auto& [name, value] : parameters) sorted[name].insert(value);
  std::string text(WithoutFragment(url));
  for (const auto& [name, values] : sorted) {
    for (const auto value : values) {
      text += name;
      text += value;
    }
  }
  return EncodeBase64(HmacSha1(token, text));
}

TwilioVerifier::TwilioVerifier(std::string current, std::string previous) {
  // An empty token would make every signature computable by anyone.
  if (!current.empty()) tokens_.push_back(std::move(current));
  if (!previous.empty()) tokens_.push_back(std::move(previous));
}

bool TwilioVerifier::Any(const std::vector<std::string>& urls, const FormParameters& parameters,
                         std::string_view signature) const {
  // Which of them was right is no secret: the others need not be made.
  for (const auto& token : tokens_)
    for (const auto& url : urls)
      if (SameSecret(SignTwilio(token, url, parameters), signature)) return true;
  return false;
}

bool TwilioVerifier::Form(std::string_view url, const FormParameters& parameters,
                          std::string_view signature) const {
  return !signature.empty() && Any(WithAndWithoutPort(WithoutFragment(url)), parameters, signature);
}

bool TwilioVerifier::Body(std::string_view url, std::string_view body,
                          std::string_view signature) const {
  const std::string_view plain = WithoutFragment(url);
  const std::string_view hash = QueryValue(plain, "bodySHA256");
  if (hash.empty() || signature.empty() || !SameSecret(hash, Sha256Hex(body))) return false;
  return Any(WithAndWithoutPort(plain), {}, signature);
}

bool TwilioVerifier::Socket(std::string_view url, std::string_view signature) const {
  const auto parts = SplitUrl(WithoutFragment(url));
  if (!parts || signature.empty()) return false;
  std::string other_slash(parts->rest);
  const auto path_end = std::min(other_slash.find('?'), other_slash.size());
  if (path_end > 0 && other_slash[path_end - 1] == '/') {
    other_slash.erase(path_end - 1, 1);
  } else {
    other_slash.insert(path_end, "/");
  }
  std::vector<std::string_view> schemes = {"wss", "https"};
  if (parts->scheme == "ws" || parts->scheme == "http")
    schemes.insert(schemes.end(), {"ws", "http"});
  std::vector<std::string> urls;
  for (const std::string_view scheme : schemes)
    for (const std::string_view port : {std::string_view{}, PortOf(*parts)})
      for (const std::string_view rest : {parts->rest, std::string_view(other_slash)})
        urls.push_back(Join(scheme, *parts, port, rest));
  return Any(urls, {}, signature);
}

}  // namespace tocsin
