#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

bool IsDigitChar(char c) { return c >= '0' && c <= '9'; }

/// Reads one JSON text. Messages are jq's, as far as its parser's column can be told.
class Reader {
 public:
  Reader(std::string_view text, Meter& meter) : text_(text), meter_(meter) {}

  bool Run(Value& out, std::string& message) {
    SkipSpace();
    bool fine = at_ < text_.size() ? Read(out, 0) : Fault("Expected JSON value", false);
    if (fine) {
      SkipSpace();
      if (at_ < text_.size()) fine = Fault("Unexpected extra JSON values", false);
    }
    if (!fine) {
      std::string shown(text_.substr(0, kMaxMessageBytes));
      message = message_ + " (while parsing '" + ValidUtf8(shown) + "')";
    }
    return fine;
  }

 private:
  bool Fault(std::string text, bool placed = true) {
    if (placed) {
      std::size_t line = 1;
      std::size_t column = 0;
      const std::size_t end = std::min(at_, text_.size());
      for (std::size_t i = 0; i < end; ++i) {
        ++column;
        if (text_[i] == '\n') {
          ++line;
          column = 0;
        }
      }
      if (at_ >= text_.size())
        text += " at EOF";
      else
        ++column;
      text += " at line " + std::to_string(line) + ", column " + std::to_string(column);
    }
    message_ = std::move(text);
    return false;
  }
  void SkipSpace() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool Read(Value& out, int depth) {
    SkipSpace();
    if ((depth > kMaxValueDepth - 1 || StackIsLow()) && at_ < text_.size() &&
        (text_[at_] == '[' || text_[at_] == '{'))
      return Fault("Exceeds depth limit for parsing");
    if (!meter_.Step()) return Fault("too much", false);
    if (at_ >= text_.size()) return Fault("Unfinished JSON term");
    switch (text_[at_]) {
      case '[':
        return ReadArray(out, depth);
      case '{':
        return ReadObject(out, depth);
      case '"': {
        std::string text;
        if (!ReadText(text)) return false;
        out = Value::String(text);
        return true;
      }
      case '\'':
        return Fault("Invalid string literal; expected \", but got '");
      default:
        return ReadWord(out);
    }
  }

  bool ReadArray(Value& out, int depth) {
    std::vector<Value> items;
    ++at_;
    SkipSpace();
    if (at_ < text_.size() && text_[at_] == ']') {
      ++at_;
      out = Value::Array();
      return true;
    }
    while (true) {
      SkipSpace();
      if (at_ < text_.size() && text_[at_] == ']') return Fault("Expected another array element");
      items.emplace_back();
      if (!Read(items.back(), depth + 1)) return false;
      SkipSpace();
      if (at_ >= text_.size()) return Fault("Unfinished JSON term");
      const char c = text_[at_];
      if (c == ',') {
        ++at_;
      } else if (c == ']') {
        ++at_;
        out = Value::Array(std::move(items));
        return true;
      } else {
        return Fault(c == '}' ? "Unmatched '}'" : "Expected separator between values");
      }
    }
  }

  bool ReadObject(Value& out, int depth) {
    Value object = Value::Object();
    ++at_;
    SkipSpace();
    bool first = true;
    while (true) {
      SkipSpace();
      if (at_ >= text_.size()) return Fault("Unfinished JSON term");
      if (text_[at_] == '}') {
        if (!first) return Fault("Objects must consist of key:value pairs");
        ++at_;
        out = std::move(object);
        return true;
      }
      if (text_[at_] == '\'') return Fault("Invalid string literal; expected \", but got '");
      if (text_[at_] != '"') {
        Value ignored;
        if (!Read(ignored, depth + 1)) return false;
        return Fault("Object keys must be strings");
      }
      std::string key;
      if (!ReadText(key)) return false;
      SkipSpace();
      if (at_ >= text_.size()) return Fault("Unfinished JSON term");
      if (text_[at_] != ':') return Fault("Expected separator between values");
      ++at_;
      Value value;
      if (!Read(value, depth + 1)) return false;
      object.Put(Value::String(key), std::move(value));
      SkipSpace();
      if (at_ >= text_.size()) return Fault("Unfinished JSON term");
      if (text_[at_] == '}') {
        ++at_;
        out = std::move(object);
        return true;
      }
      if (text_[at_] != ',') return Fault("Expected separator between values");
      ++at_;
      first = false;
    }
  }

  bool ReadText(std::string& out) {
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        out = ValidUtf8(out);
        return true;
      }
      if (c != '\\') {
        out += c;
        continue;
      }
      if (++at_ >= text_.size()) break;
      if (!ReadEscape(out)) return false;
    }
    at_ = text_.size();
    return Fault("Unfinished string");
  }

  bool ReadEscape(std::string& out) {
    constexpr std::string_view kFrom = "\"\\/bfnrt";
    constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    const char c = text_[at_];
    if (const auto found = kFrom.find(c); found != std::string_view::npos) {
      out += kTo[found];
      return true;
    }
    if (c != 'u') return Fault("Invalid escape");
    std::uint32_t unit = 0;
    if (!ReadUnit(unit)) return Fault("Invalid escape");
    if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_ + 1, 2) == "\\u") {
      const std::size_t before = at_;
      at_ += 2;
      std::uint32_t low = 0;
      if (!ReadUnit(low)) return Fault("Invalid escape");
      if (low >= 0xDC00 && low < 0xE000) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      } else {
        at_ = before;
      }
    }
    AppendPoint(unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit, out);
    return true;
  }
  /// Four digits behind `at_`, which then is at the last.
  bool ReadUnit(std::uint32_t& unit) {
    const auto digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    if (digits.size() < 4) return false;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 4, unit, 16);
    at_ += 4;
    return error == std::errc{} && end == digits.data() + 4;
  }

  bool ReadWord(Value& out) {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n,:[]{}\"'").find(text_[at_]) == std::string_view::npos)
      ++at_;
    const auto word = text_.substr(begin, at_ - begin);
    if (word.empty()) {
      return Fault(text_[at_] == ']' || text_[at_] == '}' ? "Unmatched bracket"
                                                          : "Expected value before separator");
    }
    if (word == "null")
      out = Value();
    else if (word == "true")
      out = Value::Bool(true);
    else if (word == "false")
      out = Value::Bool(false);
    else if (word == "nan" || word == "NaN" || word == "-NaN" || word == "-nan")
      out = Value::Double(std::nan(""));
    else if (word == "Infinity" || word == "infinity")
      out = Value::Double(std::numeric_limits<double>::infinity());
    else if (word == "-Infinity" || word == "-infinity")
      out = Value::Double(-std::numeric_limits<double>::infinity());
    else if (!ReadNumber(word, out))
      return Fault(word[0] == 't' || word[0] == 'f' || word[0] == 'n' ? "Invalid literal"
                                                                      : "Invalid numeric literal");
    return true;
  }

  std::string_view text_;
  Meter& meter_;
  std::size_t at_ = 0;
  std::string message_;
};

}  // namespace

bool ReadJson(std::string_view text, Meter& meter, Value& out, std::string& message) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Reader(text, meter).Run(out, message);
}

bool ReadNumber(std::string_view text, Value& out) {
  std::size_t at = 0;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) ++at;
  const std::size_t first = at;
  std::size_t digits = 0;
  while (at < text.size() && IsDigitChar(text[at])) ++at, ++digits;
  bool whole = true;
  if (at < text.size() && text[at] == '.') {
    whole = false;
    for (++at; at < text.size() && IsDigitChar(text[at]); ++at) ++digits;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    whole = false;
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at >= text.size()) return false;
    while (at < text.size() && IsDigitChar(text[at])) ++at;
    if (!IsDigitChar(text[at - 1])) return false;
  }
  if (at != text.size()) return false;
  const auto number = text.substr(first);
  if (whole) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    constexpr std::uint64_t kLowest = std::uint64_t{1} << 63;
    if (read.ec == std::errc{} && (!negative || value <= kLowest)) {
      out = negative ? Value::Int(static_cast<std::int64_t>(~value + 1)) : Value::Uint(value);
      if (negative && value == 0) out = Value::Double(-0.0);
      return true;
    }
    std::string exact = negative ? "-" : "";
    exact += number.substr(std::min(number.find_first_not_of('0'), number.size()));
    if (IsLargeInteger(exact)) {
      out = Value::Large(exact);
      return true;
    }
  }
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc::result_out_of_range) {
    // Too large or too small: which of both shows the exponent's sign.
    value =
        number.find("e-") != std::string_view::npos || number.find("E-") != std::string_view::npos
            ? 0.0
            : std::numeric_limits<double>::max();
  }
  out = Value::Double(negative ? -value : value);
  return true;
}

}  // namespace tocsin::jq
