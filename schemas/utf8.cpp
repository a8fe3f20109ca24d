#include "schemas/utf8.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The code of a surrogate in three bytes at the start of `text`, or 0.
std::uint32_t SurrogateAt(std::string_view text) {
  if (text.size() < 3) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const bool surrogate =
      byte(0) == 0xed && byte(1) >= 0xa0 && byte(1) <= 0xbf && (byte(2) & 0xc0) == 0x80;
  return surrogate ? 0xd000U | (byte(1) & 0x3fU) << 6U | (byte(2) & 0x3fU) : 0;
}

/// The character that a CESU-8 pair at the start of `text` stands for; empty: there is none.
std::string FromCesu(std::string_view text) {
  const auto high = SurrogateAt(text);
  const auto low = high == 0 ? 0 : SurrogateAt(text.substr(3));
  if (high < 0xd800 || high > 0xdbff || low < 0xdc00) return {};
  const std::uint32_t code = 0x10000 + ((high - 0xd800) << 10U) + (low - 0xdc00);
  return {static_cast<char>(0xf0 | code >> 18U), static_cast<char>(0x80 | (code >> 12U & 0x3fU)),
          static_cast<char>(0x80 | (code >> 6U & 0x3fU)), static_cast<char>(0x80 | (code & 0x3fU))};
}

bool IsAscii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

Utf8Character FirstCharacter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {1, first};
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return {};
  std::uint32_t code = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (overlong || surrogate || code > 0x10ffff) return {};
  return {size, code};
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto size = FirstCharacter(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string ToUtf8(std::string text) {
  if (IsAscii(text) || IsUtf8(text)) return text;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const auto size = FirstCharacter(rest).size;
    if (size > 0) {
      out += rest.substr(0, size);
    } else if (const auto paired = FromCesu(rest); !paired.empty()) {
      out += paired;
      rest.remove_prefix(6);
      continue;
    } else {
      out += kReplacement;
    }
    rest.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string Shortened(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace tocsin
