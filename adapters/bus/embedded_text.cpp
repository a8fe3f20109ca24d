#include "adapters/bus/embedded_text.hpp"

#include <algorithm>

#include "schemas/hex.hpp"

namespace tocsin::embedded {
namespace {

void PackText(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((size >> shift) & 0xff));
  out += text;
}

std::optional<std::string> UnpackText(std::string_view bytes, std::size_t& at) {
  if (bytes.size() - at < 4) return std::nullopt;
  std::size_t size = 0;
  for (int i = 0; i < 4; ++i) size = (size << 8) | static_cast<unsigned char>(bytes[at++]);
  if (bytes.size() - at < size) return std::nullopt;
  at += size;
  return std::string(bytes.substr(at - size, size));
}

}  // namespace

std::string PackHeaders(const Headers& headers) {
  std::string bytes;
  for (const auto& [name, value] : headers) {
    PackText(bytes, name);
    PackText(bytes, value);
  }
  return bytes;
}

std::optional<Headers> UnpackHeaders(std::string_view bytes) {
  Headers headers;
  std::size_t at = 0;
  while (at < bytes.size()) {
    auto name = UnpackText(bytes, at);
    if (!name) return std::nullopt;
    auto value = UnpackText(bytes, at);
    if (!value) return std::nullopt;
    headers.emplace_back(std::move(*name), std::move(*value));
  }
  return headers;
}

void ArrayText::Separate() {
  if (text_.size() > 1) text_.push_back(',');
}

void ArrayText::AddNumber(std::int64_t number) {
  Separate();
  text_ += std::to_string(number);
}

void ArrayText::AddWord(std::string_view word) {
  Separate();
  text_ += word;
}

void ArrayText::AddBytes(const std::optional<std::string>& bytes) {
  Separate();
  if (!bytes) {
    text_ += "NULL";
    return;
  }
  text_ += "\"\\\\x";
  AppendHex(text_, *bytes);
  text_.push_back('"');
}

const std::string& ArrayText::Text() {
  text_.push_back('}');
  return text_;
}

std::string FromHex(std::string_view text) {
  if (text.starts_with("\\x")) text.remove_prefix(2);
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(HexValue(text[2 * i]) << 4 | HexValue(text[2 * i + 1]));
  return bytes;
}

bool IsTopicName(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 249 && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace tocsin::embedded
