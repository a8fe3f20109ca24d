#include "schemas/hex.hpp"

#include <cstdint>

namespace tocsin {

std::string Hex(std::string_view bytes) {
  std::string text;
  AppendHex(text, bytes);
  return text;
}

void AppendHex(std::string& out, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  const std::size_t start = out.size();
  out.resize(start + bytes.size() * 2);
  char* to = out.data() + start;
  for (const char c : bytes) {
    *to++ = kDigits[static_cast<std::uint8_t>(c) >> 4];
    *to++ = kDigits[static_cast<std::uint8_t>(c) & 0x0f];
  }
}

int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace tocsin
