#include "schemas/uri_reference.hpp"

#include <algorithm>
#include <string>

namespace tocsin {
namespace {

bool IsUriLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool IsUriCharacter(char c) {
  return IsUriLetter(c) || IsDigit(c) ||
         std::string_view("-._~:/?#[]@!$&'()*+,;={}").find(c) != std::string_view::npos;
}

/// The part before the first ':' when that stands before any '/', '?' or '#'.
std::string_view SchemeOf(std::string_view text) {
  const auto end = text.find_first_of(":/?#");
  return end == std::string_view::npos || text[end] != ':' ? std::string_view{}
                                                           : text.substr(0, end);
}

bool IsScheme(std::string_view text) {
  return !text.empty() && IsUriLetter(text.front()) && std::ranges::all_of(text, [](char c) {
    return IsUriLetter(c) || IsDigit(c) || c == '+' || c == '-' || c == '.';
  });
}

}  // namespace

bool IsUriReference(std::string_view text) {
  if (text.empty() || text.starts_with(':')) return false;
  const auto scheme = SchemeOf(text);
  if (!scheme.empty() && scheme.find('{') == std::string_view::npos && !IsScheme(scheme))
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !IsHexDigit(text[i + 1]) || !IsHexDigit(text[i + 2]))
        return false;
      i += 2;
    } else if (!IsUriCharacter(text[i])) {
      return false;
    }
  }
  return std::ranges::count(text, '#') <= 1;
}

bool IsIriReference(std::string_view text) {
  std::string ascii(text);
  std::ranges::replace_if(
      ascii, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, 'x');
  return IsUriReference(ascii);
}

bool HasUriScheme(std::string_view text) { return IsScheme(SchemeOf(text)); }

}  // namespace tocsin
