#include "schemas/masking.hpp"

#include <algorithm>
#include <cctype>

namespace tocsin {
namespace {

constexpr std::string_view kStars = "****";

std::string MaskAssignment(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const auto found = text.find("password=", at);
    if (found == std::string_view::npos) return out.append(text.substr(at));
    const auto value = found + 9;
    auto end = value;
    if (end < text.size() && text[end] == '\'') {
      for (++end; end < text.size() && text[end] != '\''; ++end)
        if (text[end] == '\\') ++end;
      end = std::min(end + 1, text.size());
    } else {
      while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) == 0 &&
             text[end] != '&')
        ++end;
    }
    out.append(text.substr(at, value - at)).append(kStars);
    at = end;
  }
}

/// Values of an HTTP address's query: keys of receivers stand there under any name.
std::string MaskQuery(std::string_view text) {
  const auto query = std::min(text.find('?'), text.size());
  std::string out(text.substr(0, query));
  bool value = false;
  for (const char c : text.substr(query)) {
    const bool ends = c == '&' || c == '#';
    if (value && !ends) continue;
    out += c;
    value = c == '=';
    if (value) out += kStars;
  }
  return out;
}

}  // namespace

std::string MaskPhone(std::string_view phone) {
  const std::size_t lead = phone.starts_with('+') ? 2 : 1;
  constexpr std::size_t kTail = 3;
  if (phone.size() < lead + kTail + 3) return std::string(phone.size(), '*');
  std::string out(phone.substr(0, lead));
  out.append(phone.size() - lead - kTail, '*');
  return out.append(phone.substr(phone.size() - kTail));
}

std::string MaskUrl(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return MaskAssignment(url);
  const auto start = scheme + 3;
  const auto end = url.find_first_of("/?#", start);
  const auto authority = url.substr(start, end == std::string_view::npos ? end : end - start);
  const auto at = authority.rfind('@');
  const auto colon = authority.find(':');
  std::string out(url.substr(0, start));
  if (at != std::string_view::npos && colon != std::string_view::npos && colon < at) {
    out.append(authority.substr(0, colon + 1)).append(kStars).append(authority.substr(at));
  } else {
    out.append(authority);
  }
  const auto rest = url.substr(start + authority.size());
  return out + (url.starts_with("http") ? MaskQuery(rest) : MaskAssignment(rest));
}

}  // namespace tocsin
