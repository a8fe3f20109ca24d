#include "adapters/telemetry/sentry_event.hpp"

#include <algorithm>
#include <cctype>

#include "schemas/masking.hpp"
#include "schemas/phone_filter.hpp"
#include "schemas/utf8.hpp"
#include "schemas/version.hpp"

namespace tocsin::sentry {
namespace {

constexpr std::size_t kMostText = 2'000;
/// Of the fields of a line those that say where it went wrong, and name nobody.
constexpr std::string_view kTags[] = {"event",    "call_sid", "call_id",  "run_id",  "trace_id",
                                      "workflow", "provider", "delivery", "attempt", "reason"};

bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

/// Calls `put` for each longest run of characters that `in` is true of, and for what lies between.
template <typename In, typename Put>
std::string Replaced(std::string_view text, In in, Put put) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && in(text[end])) ++end;
    if (end > at) out += put(text.substr(at, end - at));
    for (at = end; at < text.size() && !in(text[at]); ++at) out += text[at];
  }
  return out;
}

/// "https://user:secret@host/p?q" as "https://host/p".
std::string WithoutNames(std::string_view address) {
  const auto scheme = address.find("://") + 3;
  const auto path = std::min(address.find_first_of("/?#", scheme), address.size());
  const auto user = address.substr(scheme, path - scheme).rfind('@');
  std::string out(address.substr(0, scheme));
  const auto host = user == std::string_view::npos ? scheme : scheme + user + 1;
  const auto end = std::min(address.find_first_of("?#", host), address.size());
  return out.append(address.substr(host, end - host));
}

std::string WithoutPeople(std::string_view text) {
  const auto not_space = [](char c) { return !IsSpace(c); };
  return Replaced(FilterPhones(text), not_space, [](std::string_view word) {
    if (word.find("://") != std::string_view::npos) return WithoutNames(word);
    const auto at = word.find('@');
    if (at != std::string_view::npos && at > 0 && at + 1 < word.size())
      return std::string("[mail]");
    return MaskUrl(word);
  });
}

}  // namespace

Result<Target> ReadDsn(std::string_view dsn) {
  const auto wrong = [] {
    return Fail(ErrorKind::kInvalid,
                "telemetry.log.sentry.dsn: a DSN looks like https://PUBLIC_KEY@HOST/PROJECT; "
                "Sentry shows it under the "
                "project's client keys",
                "telemetry.log.sentry.dsn");
  };
  const bool known = dsn.starts_with("https://") || dsn.starts_with("http://");
  const auto scheme = dsn.find("://");
  const auto at = dsn.find('@');
  const auto slash = dsn.rfind('/');
  if (!known || at == std::string_view::npos || slash == std::string_view::npos || slash < at)
    return wrong();
  auto key = dsn.substr(scheme + 3, at - scheme - 3);
  key = key.substr(0, key.find(':'));  // what follows was a secret once, and is no longer sent
  const auto host = dsn.substr(at + 1, slash - at - 1);
  const auto project = dsn.substr(slash + 1);
  const auto plain = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, IsWord);
  };
  if (!plain(key) || host.empty() || !plain(project)) return wrong();
  // Behind the host may be a path, for a Sentry that is served below one.
  const auto path = std::min(host.find('/'), host.size());
  std::string url(dsn.substr(0, scheme + 3));
  url.append(host.substr(0, path)).append(host.substr(path)).append("/api/");
  url.append(project).append("/envelope/");
  return Target{.url = std::move(url),
                .auth = "Sentry sentry_version=7, sentry_client=tocsin/" + std::string(Version()) +
                        ", sentry_key=" + std::string(key)};
}

ErrorReport Scrubbed(spdlog::level::level_enum level, std::string_view text,
                     const json::object* fields, TimePoint at) {
  ErrorReport report{
      .level = level, .text = WithoutPeople(Shortened(text, kMostText)), .tags = {}, .at = at};
  if (fields == nullptr) return report;
  for (const auto name : kTags) {
    const auto* value = fields->if_contains(name);
    if (value == nullptr) continue;
    report.tags[name] = value->is_string() ? WithoutPeople(value->get_string()) : JsonText(*value);
  }
  return report;
}

std::string KindOf(std::string_view text) {
  return Replaced(text, IsWord, [](std::string_view word) {
    return std::ranges::any_of(word, IsDigit) ? std::string("#") : std::string(word);
  });
}

std::string Envelope(const ErrorReport& report, std::string_view id, std::string_view environment) {
  const bool fatal = report.level >= spdlog::level::critical;
  json::object tags = report.tags;
  const json::object event{{"event_id", id},
                           {"timestamp", FormatTime(report.at)},
                           {"platform", "native"},
                           {"logger", "tocsin"},
                           {"level", fatal ? "fatal" : "error"},
                           {"release", "tocsin@" + std::string(Version())},
                           {"environment", environment},
                           {"message", {{"formatted", report.text}}},
                           {"fingerprint", json::array{KindOf(report.text)}},
                           {"tags", std::move(tags)}};
  const std::string body = JsonText(event);
  const json::object header{{"event_id", id}, {"sent_at", FormatTime(report.at)}};
  const json::object item{
      {"type", "event"}, {"content_type", "application/json"}, {"length", body.size()}};
  return JsonText(header) + '\n' + JsonText(item) + '\n' + body + '\n';
}

}  // namespace tocsin::sentry
