#include "tools/phone/sim/webhook_url.hpp"

#include <algorithm>
#include <charconv>

#include "tools/phone/sim/params.hpp"

namespace tocsin::phone {
namespace {

int NumberIn(std::string_view text, int low, int high, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return otherwise;
  return std::clamp(value, low, high);
}

RetryPolicy ParseFragment(std::string_view fragment) {
  RetryPolicy policy;
  const Params options = DecodeForm(fragment);
  policy.retries = NumberIn(FirstOf(options, "rc"), 0, 5, policy.retries);
  policy.read = Duration(NumberIn(FirstOf(options, "rt"), 100, 15000, 15000));
  policy.total = Duration(NumberIn(FirstOf(options, "tt"), 100, 15000, 15000));
  const auto rules = FirstOf(options, "rp");
  if (rules.empty()) return policy;
  const bool all = rules.find("all") != std::string_view::npos;
  policy.on_connect = all || rules.find("ct") != std::string_view::npos;
  policy.on_read = all || rules.find("rt") != std::string_view::npos;
  policy.on_client_error = all || rules.find("4xx") != std::string_view::npos;
  policy.on_server_error = all || rules.find("5xx") != std::string_view::npos;
  return policy;
}

bool HasScheme(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

/// Length of scheme and authority.
std::size_t OriginLength(std::string_view url) {
  return std::min(url.find_first_of("/?#", url.find("://") + 3), url.size());
}

}  // namespace

Result<WebhookUrl> ParseWebhookUrl(std::string_view text) {
  if (!HasScheme(text)) return Fail(ErrorKind::kInvalid, "must begin with http:// or https://");
  if (text.find_first_of(" \t\r\n\"<>") != std::string_view::npos)
    return Fail(ErrorKind::kInvalid, "holds a character that must be percent-encoded");
  const auto start = text.find("://") + 3;
  const auto host = text.substr(start, OriginLength(text) - start);
  if (host.empty() || host.front() == ':') return Fail(ErrorKind::kInvalid, "has no host");
  if (host.find('_') != std::string_view::npos)
    return Fail(ErrorKind::kInvalid, "has a host with an underscore");
  const auto hash = std::min(text.find('#'), text.size());
  WebhookUrl url;
  url.url = text.substr(0, hash);
  url.retry = ParseFragment(hash < text.size() ? text.substr(hash + 1) : std::string_view());
  return url;
}

std::string ResolveUrl(std::string_view base, std::string_view reference) {
  if (HasScheme(reference)) return std::string(reference);
  base = base.substr(0, base.find('#'));
  if (reference.empty()) return std::string(base);
  const auto origin = base.substr(0, OriginLength(base));
  if (reference.starts_with("//"))
    return std::string(base.substr(0, base.find(':') + 1)).append(reference);
  if (reference.front() == '/') return std::string(origin).append(reference);
  const auto path_end = std::min(base.find('?'), base.size());
  if (reference.front() == '?') return std::string(base.substr(0, path_end)).append(reference);
  const auto path = base.substr(0, path_end);
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || slash < origin.size())
    return std::string(origin).append("/").append(reference);
  return std::string(path.substr(0, slash + 1)).append(reference);
}

}  // namespace tocsin::phone
