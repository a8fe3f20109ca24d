#include "adapters/store/storable_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tocsin::postgres {
namespace {

std::uint8_t ByteAt(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

bool Continues(std::string_view text, std::size_t at, std::size_t count) {
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || (ByteAt(text, i) & 0xc0) != 0x80) return false;
  }
  return true;
}

bool IsEscape(std::string_view text, std::size_t at) {
  return at + 4 <= text.size() && ByteAt(text, at) == 0xf4 && ByteAt(text, at + 1) == 0x8f &&
         (ByteAt(text, at + 2) & 0xfc) == 0xb8 && (ByteAt(text, at + 3) & 0xc0) == 0x80;
}

/// Length of the character at `at` that may stay as it is, or 0 (RFC 3629: no overlong forms, no
/// surrogates).
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  const std::uint8_t first = ByteAt(text, at);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  const std::uint8_t second = at + 1 < text.size() ? ByteAt(text, at + 1) : 0;
  if (first >= 0xc2 && first <= 0xdf) return Continues(text, at + 1, 1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
    return Continues(text, at + 1, 2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
    return Continues(text, at + 1, 3) && !IsEscape(text, at) ? 4 : 0;
  }
  return 0;
}

void AppendEscape(std::string& out, std::uint8_t byte) {
  out += '\xf4';
  out += '\x8f';
  out += static_cast<char>(0xb8 | (byte >> 6));
  out += static_cast<char>(0x80 | (byte & 0x3f));
}

}  // namespace

std::string ToStorable(std::string_view bytes) {
  if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0; }))
    return std::string(bytes);
  std::string out;
  out.reserve(bytes.size() + 16);
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = CharacterLength(bytes, i);
    if (length == 0) {
      AppendEscape(out, ByteAt(bytes, i++));
    } else {
      out += bytes.substr(i, length);
      i += length;
    }
  }
  return out;
}

std::string FromStorable(std::string_view text) {
  if (text.find('\xf4') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (IsEscape(text, i)) {
      out += static_cast<char>((ByteAt(text, i + 2) & 0x03) << 6 | (ByteAt(text, i + 3) & 0x3f));
      i += 4;
    } else {
      out += text[i++];
    }
  }
  return out;
}

}  // namespace tocsin::postgres
