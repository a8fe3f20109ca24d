#include "schemas/plain_text.hpp"

#include <algorithm>
#include <cstdint>

namespace tocsin {
namespace {

/// Bytes of the character at the start of `text`; 0: broken, or not allowed in XML 1.0.
std::size_t CharacterSize(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  std::uint32_t code = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool control = code >= 0x80 && code < 0xa0;
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  const bool forbidden = code == 0xfffe || code == 0xffff || code > 0x10ffff;
  return overlong || control || surrogate || forbidden ? 0 : size;
}

}  // namespace

std::string PlainText(std::string_view text, std::size_t max_bytes) {
  std::string out;
  out.reserve(std::min(text.size(), max_bytes));
  while (!text.empty()) {
    const bool space = text[0] == '\t' || text[0] == '\n' || text[0] == '\r';
    const std::size_t size = space ? 1 : CharacterSize(text);
    if (out.size() + size > max_bytes) break;
    if (space) {
      out += ' ';
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(1, size));
  }
  return out;
}

}  // namespace tocsin
