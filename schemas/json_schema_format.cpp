#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "schemas/ids.hpp"
#include "schemas/json_schema_tree.hpp"
#include "schemas/time.hpp"
#include "schemas/uri_reference.hpp"

namespace tocsin {
namespace {

bool IsDateTimeText(std::string_view text) { return ParseTime(text).has_value(); }
bool IsDateText(std::string_view text) {
  return text.size() == 10 && ParseTime(std::string(text) + "T00:00:00Z").has_value();
}
bool IsTimeText(std::string_view text) {
  return ParseTime("2000-01-01T" + std::string(text)).has_value();
}
bool IsDurationText(std::string_view text) {
  return text.starts_with('P') && ParseTimeSpan(text).has_value();
}
bool IsUuidText(std::string_view text) { return text.size() == 36 && Uuid::Parse(text); }

bool IsUriText(std::string_view text) { return IsUriReference(text) && HasUriScheme(text); }
bool IsUriReferenceText(std::string_view text) { return text.empty() || IsUriReference(text); }

bool IsHostLabel(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-';
         });
}
bool IsHostnameText(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const auto dot = text.find('.');
    if (!IsHostLabel(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// As HTML's e-mail fields have it, quoted local parts apart (RFC 5321 4.1.2).
bool IsEmailText(std::string_view text) {
  constexpr std::string_view kSigns = ".!#$%&'*+/=?^_`{|}~-";
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const auto local = text.substr(0, at);
  const bool plain = std::ranges::all_of(local, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kSigns.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80;
  });
  return plain && !local.starts_with('.') && !local.ends_with('.') &&
         local.find("..") == std::string_view::npos && IsHostnameText(text.substr(at + 1));
}

template <int kFamily>
bool IsAddressText(std::string_view text) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(kFamily, std::string(text).c_str(), bytes.data()) == 1 &&
         text.find('\0') == std::string_view::npos;
}

bool IsPointerText(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

bool IsPatternText(std::string_view text) { return Pattern::Compile(text).has_value(); }

constexpr SchemaFormat kFormats[] = {
    {"date-time", IsDateTimeText},
    {"date", IsDateText},
    {"time", IsTimeText},
    {"duration", IsDurationText},
    {"uuid", IsUuidText},
    {"uri", IsUriText},
    {"uri-reference", IsUriReferenceText},
    {"email", IsEmailText},
    {"hostname", IsHostnameText},
    {"ipv4", IsAddressText<AF_INET>},
    {"ipv6", IsAddressText<AF_INET6>},
    {"json-pointer", IsPointerText},
    {"regex", IsPatternText},
};

}  // namespace

const SchemaFormat* FindSchemaFormat(std::string_view name) {
  const auto* found = std::ranges::find(kFormats, name, &SchemaFormat::name);
  return found == std::end(kFormats) ? nullptr : found;
}

}  // namespace tocsin
