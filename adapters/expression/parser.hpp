#pragma once

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/expression/lexer.hpp"
#include "adapters/expression/syntax.hpp"

namespace tocsin::jq {

/// A word that cannot name a function that is defined.
bool IsKeyword(std::string_view name);

/// Reads one expression into nodes of `syntax`.
tl::expected<Node*, SyntaxFault> ParseExpression(std::string_view text, Syntax& syntax);

/// Reads one `def name(...): body;` (a builtin written in jq); its nodes have no place.
tl::expected<Definition*, SyntaxFault> ParseDefinition(std::string_view text, Syntax& syntax);

/// Recursive descent over jq 1.8's grammar. Faults leave it as exceptions of its own, which
/// ParseExpression catches.
class Parser {
 public:
  Parser(std::string_view text, Syntax& syntax) : lexer_(text), syntax_(syntax), text_(text) {
    Advance();
  }
  Node* Whole();
  Definition* WholeDefinition();

 private:
  class Depth {
   public:
    explicit Depth(Parser& parser);
    ~Depth() { --parser_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    Parser& parser_;
  };
  void Advance();
  bool Is(std::string_view symbol) const {
    return token_.kind == TokenKind::kSymbol && token_.text == symbol;
  }
  bool IsWord(std::string_view word) const {
    return token_.kind == TokenKind::kName && token_.text == word;
  }
  bool Take(std::string_view symbol);
  bool TakeWord(std::string_view word);
  void Expect(std::string_view symbol, std::string_view why);
  void ExpectWord(std::string_view word, std::string_view why);
  [[noreturn]] void Unexpected(std::string_view expected);
  [[noreturn]] void Fault(std::string message, std::uint32_t begin, std::uint32_t end);
  Node* Make(NodeKind kind, std::uint32_t begin);
  Node* Literal(Value value, std::uint32_t begin);
  std::string TakeVariable();

  Node* Pipe(bool comma = true);
  Node* Comma(bool comma);
  Node* Element(bool comma);
  Node* Binary(int lowest);
  Node* Unary();
  Node* TryOperand();
  Node* Try();
  Node* Postfix();
  Node* Bracket(Node* term);
  Node* Key();  ///< `"text"` or `@format "text"`, behind a dot
  Node* Attempt(Node* body, std::uint32_t begin);
  /// `T[k]?` is `k as $key | T | try .[$key]`: faults of T and k are none of its business.
  Node* OptionalStep(Node* step);
  Node* Term();
  Node* Word();
  Node* Call();
  Node* If();
  Node* Loop(NodeKind kind);
  Node* Define(bool comma);
  Node* Label(bool comma);
  Node* Array();
  Node* Object();
  Node* ObjectKey(Node*& short_value);
  Node* Text(std::string format);
  Node* FormatTerm();
  Node* Location();
  Definition* FunctionHead();
  std::vector<Pattern*> Patterns();
  Pattern* OnePattern();
  void CountPatternName();

  Lexer lexer_;
  Syntax& syntax_;
  Token token_;
  std::uint32_t last_end_ = 0;
  int depth_ = 0;
  int pattern_names_ = 0;
  std::string_view text_;
};

}  // namespace tocsin::jq
