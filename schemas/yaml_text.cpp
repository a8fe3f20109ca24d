#include "schemas/yaml_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <initializer_list>

#include "schemas/utf8.hpp"
#include "schemas/yaml_place.hpp"

namespace tocsin {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool IsWordOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

/// The integer in decimal; empty when 64 bits cannot hold it.
std::string InDecimal(std::string_view digits, bool negative, int base) {
  std::uint64_t size = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), size, base);
  if (error != std::errc{} || end != digits.data() + digits.size()) return {};
  constexpr std::uint64_t kMostNegative = std::uint64_t{1} << 63U;
  if (negative && size > kMostNegative) return {};
  return (negative && size > 0 ? "-" : "") + std::to_string(size);
}

/// 8, 10 or 16; 0 for what is no integer. `digits`: without the sign.
int BaseOf(std::string_view digits, bool has_sign) {
  const bool prefixed = !has_sign && digits.size() > 2 && digits[0] == '0';
  const auto all_in = [&](std::string_view alphabet) {
    return digits.find_first_not_of(alphabet, 2) == std::string_view::npos;
  };
  if (prefixed && digits[1] == 'x' && all_in("0123456789abcdefABCDEF")) return 16;
  if (prefixed && digits[1] == 'o' && all_in("01234567")) return 8;
  return AllDigits(digits) ? 10 : 0;
}

std::string NotUtf8(char byte) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  return std::string("not UTF-8: byte 0x") + kHex[value >> 4U] + kHex[value & 15U] +
         " begins no character; save the file as UTF-8";
}

}  // namespace

std::optional<YamlFault> FaultOfCharacters(std::string_view source) {
  Mark at{1, 1};
  while (!source.empty()) {
    const auto [size, code] = FirstCharacter(source);
    if (size == 0) return YamlFault{at, NotUtf8(source.front())};
    if (code == '\r' && !source.substr(1).starts_with('\n'))
      return YamlFault{at,
                       "a line that ends in CR alone; save the file with LF or CR LF as line ends"};
    if (code == 0xfeff)
      return YamlFault{at,
                       "a byte order mark within the file, which nobody sees: remove it (between "
                       "double quotes \\uFEFF writes one)"};
    const bool allowed = code >= 0x20 ? code != 0x7f : code == '\t' || code == '\n' || code == '\r';
    if (!allowed) return YamlFault{at, "a control character, which YAML does not allow"};
    if (code == '\n')
      at = {at.line + 1, 1};
    else
      ++at.column;
    source.remove_prefix(size);
  }
  return std::nullopt;
}

std::string ReadPlainScalar(YamlNode& node) {
  const std::string_view text = node.text;
  node.kind = YamlNode::Kind::kString;
  if (text.empty() || IsWordOf(text, {"~", "null", "Null", "NULL"})) {
    node.kind = YamlNode::Kind::kNull;
    return {};
  }
  if (IsWordOf(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
    node.kind = YamlNode::Kind::kBool;
    return {};
  }
  const bool negative = text.front() == '-';
  const std::string_view digits = negative || text.front() == '+' ? text.substr(1) : text;
  if (const int base = BaseOf(digits, digits.size() < text.size()); base != 0) {
    const auto decimal = InDecimal(base == 10 ? digits : digits.substr(2), negative, base);
    if (decimal.empty())
      return "the integer " + node.text +
             " does not fit into 64 bits and would be changed: quote it";
    node.kind = YamlNode::Kind::kInteger;
    if (base != 10) node.text = decimal;
    return {};
  }
  if (IsWordOf(digits, {".inf", ".Inf", ".INF"}) || IsWordOf(text, {".nan", ".NaN", ".NAN"}))
    return node.text + " is a number that JSON cannot hold: quote it";
  if (digits.empty() || (!AllDigits(digits.substr(0, 1)) && digits.front() != '.')) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return {};
  if (error == std::errc::result_out_of_range)
    return "the number " + node.text + " is beyond what JSON can hold: quote it";
  if (error == std::errc{}) node.kind = YamlNode::Kind::kDouble;
  return {};
}

std::size_t SkipProperties(std::string_view source, std::size_t at) {
  while (at < source.size() && (source[at] == '&' || source[at] == '!')) {
    at = std::min(source.find_first_of(" \t\r\n", at), source.size());
    at = std::min(source.find_first_not_of(" \t\r\n", at), source.size());
  }
  return at;
}

bool IsOpenQuote(std::string_view source, std::size_t at) {
  at = SkipProperties(source, at);
  if (at >= source.size()) return false;
  const char quote = source[at];
  if (quote != '"' && quote != '\'') return false;
  const std::string_view stops = quote == '"' ? "\"\\" : "'";
  for (at = source.find_first_of(stops, at + 1); at < source.size();
       at = source.find_first_of(stops, at + 2)) {
    const bool escaped =
        source[at] == '\\' || (quote == '\'' && source.substr(at + 1).starts_with('\''));
    if (!escaped) return false;
  }
  return true;
}

std::string MendEscapes(std::string value) {
  if (value.find_first_of("\x85\xA0") == std::string::npos) return value;
  for (std::size_t at = 0; at < value.size();) {
    const auto size = FirstCharacter(std::string_view(value).substr(at)).size;
    if (size == 0) value.insert(at, 1, '\xC2');  // U+0085 and U+00A0 are C2 85 and C2 A0
    at += size == 0 ? 2 : size;
  }
  return value;
}

namespace {

/// Behind the dashes (and question marks) that open items of a line's first value.
std::size_t SkipItems(std::string_view line, std::size_t at) {
  const auto blank = [&](std::size_t i) {
    return i < line.size() && (line[i] == ' ' || line[i] == '\t');
  };
  while (at < line.size() && (blank(at) || ((line[at] == '-' || line[at] == '?') && blank(at + 1))))
    ++at;
  return at;
}

}  // namespace

std::optional<Mark> TabInIndentation(std::string_view source, std::size_t at) {
  std::size_t end = std::min(at, source.size());
  for (int line = 0; line < 2; ++line) {
    const auto before = end == 0 ? std::string_view::npos : source.rfind('\n', end - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    auto shown = std::min(source.find_first_not_of(" \t", begin), source.size());
    if (line == 0) shown = SkipItems(source, shown);
    const auto tab = source.substr(begin, shown - begin).find('\t');
    if (tab != std::string_view::npos) return MarkOfByte(source, begin + tab);
    if (begin == 0) break;
    end = begin - 1;
  }
  return std::nullopt;
}

}  // namespace tocsin
