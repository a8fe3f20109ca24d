#include "adapters/expression/lexer.hpp"

#include <charconv>

#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

bool BeginsName(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigitMark(char c) { return c >= '0' && c <= '9'; }
bool ContinuesName(char c) { return BeginsName(c) || IsDigitMark(c); }

/// Longer ones first.
constexpr std::string_view kSymbols[] = {"?//=", "?//", "//=", "..", "|=", "+=", "-=", "*=", "/=",
                                         "%=",   "==",  "!=",  "<=", ">=", "//", ".",  "|",  ",",
                                         "+",    "-",   "*",   "/",  "%",  "=",  "<",  ">",  "(",
                                         ")",    "[",   "]",   "{",  "}",  ":",  ";",  "?"};

}  // namespace

void Lexer::SkipComment() {
  while (at_ < text_.size() && text_[at_] != '\n') {
    // A backslash continues the comment on the next line, another one undoes it.
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
      ++at_;
      if (text_[at_] == '\r' && Peek(1) == '\n') ++at_;
    }
    ++at_;
  }
}

void Lexer::SkipBlank() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '#') {
      SkipComment();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at_;
    } else {
      return;
    }
  }
}

Token Lexer::Make(TokenKind kind, std::size_t begin, std::size_t text_begin) {
  return {kind, text_.substr(text_begin, at_ - text_begin), static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(at_)};
}

Token Lexer::Number(std::size_t begin) {
  while (IsDigitMark(Peek())) ++at_;
  if (Peek() == '.') {
    ++at_;
    while (IsDigitMark(Peek())) ++at_;
  }
  if (Peek() == 'e' || Peek() == 'E') {
    const std::size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
    if (IsDigitMark(Peek(1 + sign))) {
      at_ += 1 + sign;
      while (IsDigitMark(Peek())) ++at_;
    }
  }
  return Make(TokenKind::kNumber, begin, begin);
}

Token Lexer::Next() {
  SkipBlank();
  const std::size_t begin = at_;
  if (at_ >= text_.size()) return Make(TokenKind::kEnd, begin, begin);
  const char c = text_[at_];
  if (IsDigitMark(c) || (c == '.' && IsDigitMark(Peek(1)))) return Number(begin);
  const auto name = [&] {
    while (ContinuesName(Peek()) || (Peek() == ':' && Peek(1) == ':' && BeginsName(Peek(2))))
      at_ += Peek() == ':' ? 2 : 1;
  };
  if (BeginsName(c)) {
    name();
    return Make(TokenKind::kName, begin, begin);
  }
  if (c == '$' && BeginsName(Peek(1))) {
    ++at_;
    name();
    return Make(TokenKind::kVariable, begin, begin + 1);
  }
  if (c == '.' && BeginsName(Peek(1))) {
    ++at_;
    while (ContinuesName(Peek())) ++at_;
    return Make(TokenKind::kField, begin, begin + 1);
  }
  if (c == '@' && ContinuesName(Peek(1))) {
    ++at_;
    while (ContinuesName(Peek())) ++at_;
    return Make(TokenKind::kFormat, begin, begin);
  }
  if (c == '"') {
    ++at_;
    return Make(TokenKind::kQuote, begin, begin);
  }
  for (const auto symbol : kSymbols) {
    if (text_.substr(at_, symbol.size()) != symbol) continue;
    at_ += symbol.size();
    return Make(TokenKind::kSymbol, begin, begin);
  }
  ++at_;
  while ((static_cast<unsigned char>(Peek()) & 0xC0) == 0x80) ++at_;
  return Make(TokenKind::kWrong, begin, begin);
}

bool Lexer::Unit(std::uint32_t& unit) {
  const auto digits = text_.substr(std::min(at_, text_.size()), 4);
  if (digits.size() < 4) return false;
  const auto read = std::from_chars(digits.data(), digits.data() + 4, unit, 16);
  if (read.ec != std::errc{} || read.ptr != digits.data() + 4) return false;
  at_ += 4;
  return true;
}

Lexer::Part Lexer::Escape(std::string& out) {
  constexpr std::string_view kFrom = "\"\\/bfnrt";
  constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
  const char c = Peek();
  if (const auto found = kFrom.find(c); c != '\0' && found != std::string_view::npos) {
    ++at_;
    out += kTo[found];
    return Part::kEnd;
  }
  if (c != 'u') return Part::kBadEscape;
  ++at_;
  std::uint32_t unit = 0;
  if (!Unit(unit)) return Part::kBadEscape;
  if (unit >= 0xDC00 && unit < 0xE000) return Part::kBadSurrogate;
  if (unit >= 0xD800 && unit < 0xDC00) {
    std::uint32_t low = 0;
    if (Peek() != '\\' || Peek(1) != 'u') return Part::kBadSurrogate;
    at_ += 2;
    if (!Unit(low) || low < 0xDC00 || low >= 0xE000) return Part::kBadSurrogate;
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  AppendPoint(unit, out);
  return Part::kEnd;
}

Lexer::Part Lexer::TextPart(std::string& out) {
  out.clear();
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '"') return Part::kEnd;
    if (c != '\\') {
      out += c;
      continue;
    }
    if (Peek() == '(') {
      ++at_;
      return Part::kInterpolation;
    }
    if (at_ >= text_.size()) break;
    if (const auto part = Escape(out); part != Part::kEnd) return part;
  }
  return Part::kUnfinished;
}

}  // namespace tocsin::jq
