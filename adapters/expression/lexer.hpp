#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::jq {

enum class TokenKind : std::uint8_t {
  kEnd,
  kName,      ///< a name or keyword
  kVariable,  ///< $name, text without "$"
  kField,     ///< .name, text without "."
  kNumber,
  kQuote,   ///< a string begins; its parts follow by TextPart
  kFormat,  ///< @name, text with "@"
  kSymbol,  ///< an operator or bracket, text as written
  kWrong,   ///< a character that begins nothing
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Cuts an expression into tokens. The text outlives the lexer.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Token Next();

  /// What follows a part of a string.
  enum class Part : std::uint8_t { kEnd, kInterpolation, kUnfinished, kBadEscape, kBadSurrogate };
  /// Reads a string from where the lexer is up to its end or "\(", its escapes resolved.
  Part TextPart(std::string& out);
  std::uint32_t At() const { return static_cast<std::uint32_t>(at_); }

 private:
  void SkipBlank();
  void SkipComment();
  Token Make(TokenKind kind, std::size_t begin, std::size_t text_begin);
  Token Number(std::size_t begin);
  bool Unit(std::uint32_t& unit);
  Part Escape(std::string& out);
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace tocsin::jq
