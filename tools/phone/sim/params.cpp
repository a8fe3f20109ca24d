#include "tools/phone/sim/params.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tocsin::phone {
namespace {

std::string EncodePart(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '*') {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string DecodePart(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

std::string EncodeForm(const Params& params) {
  std::string out;
  for (const auto& [name, value] : params) {
    if (!out.empty()) out += '&';
    out += EncodePart(name) + '=' + EncodePart(value);
  }
  return out;
}

Params DecodeForm(std::string_view body) {
  Params params;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto field = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (field.empty()) continue;
    const auto equals = std::min(field.find('='), field.size());
    params.emplace_back(
        DecodePart(field.substr(0, equals)),
        equals < field.size() ? DecodePart(field.substr(equals + 1)) : std::string());
  }
  return params;
}

std::string_view FirstOf(const Params& params, std::string_view name) {
  for (const auto& [key, value] : params)
    if (key == name) return value;
  return {};
}

bool Has(const Params& params, std::string_view name) {
  return std::ranges::any_of(params, [&](const auto& param) { return param.first == name; });
}

}  // namespace tocsin::phone
