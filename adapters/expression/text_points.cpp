// Characters in texts, and texts in texts.
#include <cstring>

#include "adapters/expression/text.hpp"

namespace tocsin::jq {

std::size_t FindText(std::string_view text, std::string_view part, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (part.empty()) return from;
  const void* found = ::memmem(text.data() + from, text.size() - from, part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t CountPoints(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

std::size_t ByteOfPoint(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (index-- == 0) return at;
  }
  return at;
}

void AppendPoint(std::uint32_t point, std::string& out) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | (point >> 6));
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | (point >> 12));
    add(0x80 | ((point >> 6) & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | (point >> 18));
    add(0x80 | ((point >> 12) & 0x3F));
    add(0x80 | ((point >> 6) & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

std::uint32_t NextPoint(std::string_view text, std::size_t& at) {
  const std::uint32_t first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return ++at, first;
  const std::size_t size = first < 0xC2 || first > 0xF4 ? 1
                           : first < 0xE0               ? 2
                           : first < 0xF0               ? 3
                                                        : 4;
  if (size == 1) return ++at, 0xFFFD;
  if (text.size() - at < size) return at = text.size(), 0xFFFD;
  std::uint32_t point = first & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint32_t byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return at += i, 0xFFFD;
    point = (point << 6) | (byte & 0x3F);
  }
  at += size;
  const bool shortest = size == 2 || (size == 3 ? point >= 0x800 : point >= 0x10000);
  return shortest && point < 0x110000 && (point < 0xD800 || point > 0xDFFF) ? point : 0xFFFD;
}

std::string ValidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) AppendPoint(NextPoint(text, at), out);
  return out;
}

}  // namespace tocsin::jq
