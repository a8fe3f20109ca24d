#include <cctype>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/text.hpp"

// The formats: @csv, @html and their kin.

namespace tocsin::jq {
namespace {

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kBase32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void Escape(std::string_view text, std::initializer_list<std::pair<char, std::string_view>> marks,
            std::string& out) {
  for (const char c : text) {
    bool found = false;
    for (const auto& [mark, instead] : marks)
      if (mark == c) {
        out += instead;
        found = true;
      }
    if (!found) out += c;
  }
}

std::string UriText(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
  }
  return out;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool FromUri(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const int high = HexDigit(text[i + 1]);
    const int low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return ValidUtf8(out) == out;
}

/// Groups of bits as letters, filled up with '='.
std::string BitsText(std::string_view text, const char* letters, unsigned bits, std::size_t group) {
  std::string out;
  std::uint32_t held = 0;
  unsigned have = 0;
  for (const char c : text) {
    held = (held << 8) | static_cast<unsigned char>(c);
    have += 8;
    for (; have >= bits; have -= bits) out += letters[(held >> (have - bits)) & ((1U << bits) - 1)];
  }
  if (have > 0) out += letters[(held << (bits - have)) & ((1U << bits) - 1)];
  while (out.size() % group != 0) out += '=';
  return out;
}

enum class Decoded : std::uint8_t { kFine, kInvalid, kTrailing };
Decoded FromBits(std::string_view text, std::string_view letters, unsigned bits, std::string& out) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::uint32_t held = 0;
  unsigned have = 0;
  for (const char c : text) {
    const auto digit = letters.find(c);
    if (digit == std::string_view::npos) return Decoded::kInvalid;
    held = (held << bits) | static_cast<std::uint32_t>(digit);
    have += bits;
    if (have >= 8) {
      have -= 8;
      out += static_cast<char>((held >> have) & 0xFF);
    }
  }
  if (have >= bits && have >= 6 && bits == 6 && text.size() % 4 == 1) return Decoded::kTrailing;
  out = ValidUtf8(out);
  return Decoded::kFine;
}

bool RowText(Machine& machine, const Value& value, bool csv, std::string& out) {
  const std::string_view kind = csv ? "csv" : "tsv";
  if (!value.IsArray())
    return machine.Raise(Described(value) + " cannot be " + std::string(kind) +
                         "-formatted, only array");
  for (std::size_t i = 0; i < value.Size(); ++i) {
    if (i > 0) out += csv ? ',' : '\t';
    const Value cell = value.At(i);
    if (cell.IsArray() || cell.IsObject())
      return machine.Raise(Described(cell) + " is not valid in a csv row");
    if (cell.IsNull()) continue;
    std::string text;
    if (!machine.ToText(cell, text)) return false;
    if (!cell.IsString()) {
      out += text;
    } else if (csv) {
      out += '"';
      Escape(text, {{'"', "\"\""}}, out);
      out += '"';
    } else {
      Escape(text, {{'\t', "\\t"}, {'\r', "\\r"}, {'\n', "\\n"}, {'\\', "\\\\"}, {'\0', "\\0"}},
             out);
    }
  }
  return true;
}

bool ShellText(Machine& machine, const Value& value, std::string& out) {
  const auto word = [&](const Value& item) {
    if (item.IsArray() || item.IsObject())
      return machine.Raise(Described(item) + " can not be escaped for shell");
    std::string text;
    if (!machine.ToText(item, text)) return false;
    if (!item.IsString()) {
      out += text;
      return true;
    }
    out += '\'';
    Escape(text, {{'\'', "'\\''"}}, out);
    out += '\'';
    return true;
  };
  if (!value.IsArray()) return word(value);
  for (std::size_t i = 0; i < value.Size(); ++i) {
    if (i > 0) out += ' ';
    if (!word(value.At(i))) return false;
  }
  return true;
}

}  // namespace

bool Machine::Format(std::string_view format, const Value& value, const Node* node, Value& out) {
  std::string text;
  std::string result;
  if (format == "@csv" || format == "@tsv")
    return RowText(*this, value, format == "@csv", result) && Text(std::move(result), out);
  if (format == "@sh") return ShellText(*this, value, result) && Text(std::move(result), out);
  if (format == "@json") {
    if (!WriteJson(value, meter_, kMaxTextBytes, text))
      return meter_.Fine() ? Exceed("a text is longer than the bound", node) : MeterPassed();
    return Text(std::move(text), out);
  }
  if (!ToText(value, text)) return false;
  if (format == "@text") return Text(std::move(text), out);
  if (format == "@html") {
    Escape(text, {{'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'\'', "&apos;"}, {'"', "&quot;"}},
           result);
  } else if (format == "@uri") {
    result = UriText(text);
  } else if (format == "@urid") {
    if (!FromUri(text, result))
      return Raise(Described(Value::String(text)) + " is not a valid uri encoding", node);
  } else if (format == "@base64") {
    result = BitsText(text, kBase64, 6, 4);
  } else if (format == "@base32") {
    result = BitsText(text, kBase32, 5, 8);
  } else if (format == "@base64d" || format == "@base32d") {
    const bool sixty = format == "@base64d";
    const auto decoded = FromBits(text, sixty ? kBase64 : kBase32, sixty ? 6 : 5, result);
    if (decoded != Decoded::kFine)
      return Raise(Described(Value::String(text)) + (decoded == Decoded::kTrailing
                                                         ? " trailing base64 byte found"
                                                     : sixty ? " is not valid base64 data"
                                                             : " is not valid base32 data"),
                   node);
  } else {
    return Raise(std::string(format.substr(1)) + " is not a valid format", node);
  }
  return Text(std::move(result), out);
}

}  // namespace tocsin::jq
