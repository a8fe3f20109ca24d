#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

/// Shortest digits that give the double back, and the place of the decimal point after the first
/// `point` digits.
std::string DigitsOf(double value, int& point) {
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t mark = text.find('e');
  int exponent = 0;
  std::string_view tail = text.substr(mark + 1);
  if (tail.starts_with('+')) tail.remove_prefix(1);
  std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
  std::string digits;
  for (const char c : text.substr(0, mark))
    if (c != '.') digits += c;
  point = exponent + 1;
  return digits;
}

std::string DoubleText(double value) {
  if (std::isnan(value)) return "null";
  std::string out;
  if (std::signbit(value)) out += '-';
  value = std::fabs(value);
  if (std::isinf(value)) value = std::numeric_limits<double>::max();
  if (value == 0) return out + '0';
  int point = 0;
  const std::string digits = DigitsOf(value, point);
  const int size = static_cast<int>(digits.size());
  if (point <= -4 || point > size + 15) {
    out += digits[0];
    if (size > 1) out.append(1, '.').append(digits, 1);
    const int exponent = point - 1;
    out += exponent < 0 ? "e-" : "e+";
    const std::string number = std::to_string(std::abs(exponent));
    return out.append(number.size() < 2 ? "0" : "").append(number);
  }
  if (point <= 0) return out.append("0.").append(static_cast<std::size_t>(-point), '0') + digits;
  if (point >= size) return out.append(digits).append(static_cast<std::size_t>(point - size), '0');
  const auto whole = static_cast<std::size_t>(point);
  return out.append(digits, 0, whole).append(1, '.').append(digits, whole);
}

class Writer {
 public:
  Writer(Meter& meter, std::size_t limit, std::string& out)
      : meter_(meter), limit_(limit), out_(out) {}

  bool Write(const Value& value, int depth) {
    if (out_.size() > limit_ || !meter_.Step()) return false;
    if (value.IsNumber()) {
      out_ += NumberText(value);
    } else if (value.IsString()) {
      WriteText(value.Text());
    } else if (value.IsArray() || value.IsObject()) {
      if (depth > kMaxValueDepth || StackIsLow()) {
        out_ += "<skipped: too deep>";
        return true;
      }
      return value.IsArray() ? WriteArray(value, depth) : WriteObject(value, depth);
    } else {
      out_ += value.IsNull() ? "null" : value.kind() == Kind::kTrue ? "true" : "false";
    }
    return true;
  }

 private:
  /// No more of it than passes the limit.
  void WriteText(std::string_view text) {
    const std::size_t room = limit_ - std::min(limit_, out_.size());
    WriteQuoted(text.substr(0, std::min(text.size(), room + 1)), out_);
  }
  bool WriteArray(const Value& value, int depth) {
    out_ += '[';
    for (std::size_t i = 0; i < value.Size(); ++i) {
      if (i > 0) out_ += ',';
      if (!Write(value.At(i), depth + 1)) return false;
    }
    out_ += ']';
    return true;
  }
  bool WriteObject(const Value& value, int depth) {
    out_ += '{';
    bool first = true;
    const bool whole = value.Each([&](const Value& key, const Value& item) {
      if (!first) out_ += ',';
      first = false;
      WriteText(key.Text());
      out_ += ':';
      return Write(item, depth + 1);
    });
    out_ += '}';
    return whole;
  }

  Meter& meter_;
  std::size_t limit_;
  std::string& out_;
};

}  // namespace

std::string NumberText(const Value& number) {
  if (number.kind() == Kind::kInt) return std::to_string(number.AsInt());
  if (number.kind() == Kind::kUint) return std::to_string(number.AsUint());
  if (number.kind() == Kind::kLarge) return std::string(number.Text());
  return DoubleText(number.AsDouble());
}

bool WriteJson(const Value& value, Meter& meter, std::size_t limit, std::string& out) {
  return Writer(meter, limit, out).Write(value, 0) && out.size() <= limit;
}

void WriteQuoted(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
          out += "\\u00";
          out += kHex[byte >> 4];
          out += kHex[byte & 15];
        } else {
          out += c;
        }
      }
    }
  }
  out += '"';
}

std::string Glimpse(const Value& value) {
  constexpr std::size_t kShown = 29;  // as jq's buffer of 30 bytes has it
  std::string text;
  Meter meter;
  WriteJson(value, meter, 4 * kShown, text);
  if (text.size() <= kShown) return text;
  std::size_t size = kShown - 3;
  // A text in quotes keeps its closing one.
  const char last = value.IsString() ? '"' : value.IsArray() ? ']' : value.IsObject() ? '}' : '\0';
  if (last != '\0') --size;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
  text += "...";
  if (last != '\0') text += last;
  return text;
}

std::string Described(const Value& value) {
  return std::string(KindName(value)).append(" (").append(Glimpse(value)).append(")");
}

}  // namespace tocsin::jq
