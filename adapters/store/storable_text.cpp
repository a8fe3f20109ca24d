#include "adapters/store/storable_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "schemas/utf8.hpp"

namespace tocsin::postgres {
namespace {

std::uint8_t ByteAt(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

bool IsEscape(std::string_view text, std::size_t at) {
  return at + 4 <= text.size() && ByteAt(text, at) == 0xf4 && ByteAt(text, at + 1) == 0x8f &&
         (ByteAt(text, at + 2) & 0xfc) == 0xb8 && (ByteAt(text, at + 3) & 0xc0) == 0x80;
}

/// Length of the character at `at` that may stay as it is, or 0.
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  if (ByteAt(text, at) == 0) return 0;
  const std::size_t size = FirstCharacter(text.substr(at)).size;
  return size == 4 && IsEscape(text, at) ? 0 : size;
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
