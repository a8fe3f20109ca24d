#include "schemas/text_checks.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "schemas/ip_network.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topic_pattern.hpp"

namespace tocsin {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsLetter(char c) { return IsLower(c) || (c >= 'A' && c <= 'Z'); }

bool AllOf(std::string_view text, bool (*allowed)(char)) {
  return std::ranges::all_of(text, allowed);
}

std::optional<int> Number(std::string_view text, int max) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > max)
    return std::nullopt;
  return value;
}

/// "host:port" or "[address]:port".
bool IsEndpoint(std::string_view text, bool zero_port) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (!bracketed && host.find_first_of(":/@[] ") != std::string_view::npos) return false;
  const auto port = Number(text.substr(colon + 1), 65535);
  return port && (zero_port || *port > 0);
}

bool IsHttp(std::string_view text) {
  const auto start = text.starts_with("https://") ? 8u : text.starts_with("http://") ? 7u : 0u;
  if (start == 0 || AllOf(text, [](char c) { return c > ' '; }) == false) return false;
  auto authority = text.substr(start);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return has_port ? IsEndpoint(authority, false) : true;
}

}  // namespace

std::string CheckPhone(std::string_view text) {
  if (IsPhoneNumber(text)) return {};
  return "must be a phone number in international form (E.164): + and 7 to 15 digits without "
         "spaces, the first not 0, such as +15551234567";
}

std::string CheckCallingCode(std::string_view text) {
  const auto digits = text.substr(std::min<std::size_t>(1, text.size()));
  if (text.starts_with('+') && !digits.empty() && digits.size() <= 7 && AllOf(digits, IsDigit) &&
      digits.front() != '0')
    return {};
  return "must be a calling code such as +49, got '" + std::string(text) + "'";
}

std::string CheckHttpUrl(std::string_view text) {
  if (IsHttp(text) && text.find_first_of("?#") == std::string_view::npos) return {};
  return "must be a URL such as https://voice.example.com, without query or user";
}

std::string CheckSocketUrl(std::string_view text) {
  const bool socket = text.starts_with("ws://") || text.starts_with("wss://");
  if (socket && CheckHttpUrl("http" + std::string(text.substr(2))).empty()) return {};
  return "must be the address of a WebSocket such as ws://127.0.0.1:2700, without query or user";
}

std::string CheckOrigin(std::string_view text) {
  const auto host = text.find("://") + 3;
  const bool secure = text.starts_with("https:");
  const bool bare = text.find_first_of("/?#", host) == std::string_view::npos;
  const bool lower = AllOf(text, [](char c) { return !IsLetter(c) || IsLower(c); });
  if (IsHttp(text) && bare && lower && !text.ends_with(secure ? ":443" : ":80")) return {};
  return "must be an origin as browsers write it, such as https://desk.example.com or "
         "http://127.0.0.1:5173: in lower case, nothing behind the host but a port other than the "
         "usual one; '*' is not taken";
}

std::string CheckEndpoint(std::string_view text) {
  return IsEndpoint(text, false) ? "" : "must be a host and a port such as mail.example.com:587";
}

std::string CheckMailAddress(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size()
             ? ""
             : "must be a mail address such as ops@example.com";
}
std::string CheckWebhookUrl(std::string_view text) {
  return IsHttp(text) ? "" : "must be a URL such as https://n8n.example.com/webhook/actions";
}

std::string CheckDatabaseUrl(std::string_view text) {
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) return {};
  if (text.find("://") == std::string_view::npos && text.find('=') != std::string_view::npos)
    return {};
  return "must be a PostgreSQL address such as postgresql://USER:PASSWORD@HOST:5432/DATABASE";
}

std::string CheckListen(std::string_view text) {
  return IsEndpoint(text, true)
             ? ""
             : "must be ADDRESS:PORT such as 127.0.0.1:8003, got '" + std::string(text) + "'";
}

std::string CheckBrokers(std::string_view text) {
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    auto broker = text.substr(at, comma - at);
    while (broker.starts_with(' ')) broker.remove_prefix(1);
    if (!IsEndpoint(broker, false)) {
      return "must be HOST:PORT, several with commas between them, such as kafka:9092, got '" +
             std::string(text) + "'";
    }
    at = comma + 1;
  }
  return {};
}

std::string CheckNetwork(std::string_view text) {
  if (IpNetwork::Parse(text)) return {};
  return "must be an address or a network such as 10.0.0.0/8, got '" + std::string(text) + "'";
}

std::string CheckTopicName(std::string_view text) {
  const auto allowed = [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '.' || c == '_' || c == '-';
  };
  if (!text.empty() && text.size() <= 200 && AllOf(text, allowed)) return {};
  return "must be 1 to 200 letters, digits, dots, _ or -, got '" + std::string(text) + "'";
}

std::string CheckTopics(std::string_view text) {
  if (!TopicPattern::Is(text)) return CheckTopicName(text);
  const auto compiled = TopicPattern::Compile(text);
  if (compiled) return {};
  return "must be a topic's name or a regular expression, '" + std::string(text) +
         "': " + compiled.error().message;
}

std::string CheckWord(std::string_view text) {
  const auto allowed = [](char c) { return IsLetter(c) || IsDigit(c) || c == '_' || c == '-'; };
  if (!text.empty() && text.size() <= 63 && AllOf(text, allowed)) return {};
  return "must be 1 to 63 letters, digits, _ or -, got '" + std::string(text) + "'";
}

std::string CheckPathSecret(std::string_view text) {
  if (text.size() >= 24 && CheckWord(text).empty()) return {};
  return "must be 24 to 63 letters, digits, _ or -: whoever knows it may say what was pressed";
}

std::string CheckSqlName(std::string_view text) {
  const auto allowed = [](char c) { return IsLower(c) || IsDigit(c) || c == '_'; };
  if (!text.empty() && text.size() <= 63 && !IsDigit(text.front()) && AllOf(text, allowed))
    return {};
  return "must be 1 to 63 lower-case letters, digits or _, got '" + std::string(text) + "'";
}

std::string CheckCurrency(std::string_view text) {
  if (text.size() == 3 && AllOf(text, [](char c) { return c >= 'A' && c <= 'Z'; })) return {};
  return "must be a currency of three capital letters such as EUR, got '" + std::string(text) + "'";
}

std::string CheckTenantName(std::string_view text) {
  return IsTenantName(text) ? std::string() : NoTenantName(text);
}

std::string CheckLanguage(std::string_view text) {
  const auto wrong = CheckSpokenLanguage(text);
  return wrong.empty() ? wrong : wrong + "; got '" + std::string(text) + "'";
}

}  // namespace tocsin
