#include "schemas/plain_text.hpp"

#include <algorithm>

#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

/// Bytes of the character at the start of `text`; 0: broken, or not allowed in XML 1.0.
std::size_t CharacterSize(std::string_view text) {
  const auto [size, code] = FirstCharacter(text);
  const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return control || code == 0xfffe || code == 0xffff ? 0 : size;
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

std::string OneLine(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  const auto escape = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    out.append("\\x") += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (text[i] == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      escape(text[i]);
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {
      // U+0080 to U+009F: to many terminals what ESC and a letter are.
      escape(text[i]);
      escape(text[++i]);
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace tocsin
