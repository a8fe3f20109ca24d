#include "adapters/expression/parser.hpp"

#include <algorithm>

#include "adapters/expression/limits.hpp"
#include "adapters/expression/stack.hpp"

namespace tocsin::jq {
namespace {

constexpr std::string_view kKeywords[] = {
    "def", "if",    "then",  "elif", "else", "end",    "as",      "reduce", "foreach",
    "try", "catch", "label", "and",  "or",   "import", "include", "module", "__loc__"};

}  // namespace

bool IsKeyword(std::string_view name) {
  return std::ranges::find(kKeywords, name) != std::end(kKeywords);
}

Parser::Depth::Depth(Parser& parser) : parser_(parser) {
  if (++parser_.depth_ > kMaxSyntaxDepth || StackIsLow())
    parser_.Fault("nested deeper than " + std::to_string(kMaxSyntaxDepth), parser_.token_.begin,
                  parser_.token_.end);
}

tl::expected<Node*, SyntaxFault> ParseExpression(std::string_view text, Syntax& syntax) {
  try {
    return Parser(text, syntax).Whole();
  } catch (SyntaxFault& fault) {
    return tl::unexpected(std::move(fault));
  }
}

tl::expected<Definition*, SyntaxFault> ParseDefinition(std::string_view text, Syntax& syntax) {
  try {
    return Parser(text, syntax).WholeDefinition();
  } catch (SyntaxFault& fault) {
    return tl::unexpected(std::move(fault));
  }
}

void Parser::Advance() {
  last_end_ = token_.end;
  token_ = lexer_.Next();
}
bool Parser::Take(std::string_view symbol) {
  if (!Is(symbol)) return false;
  Advance();
  return true;
}
bool Parser::TakeWord(std::string_view word) {
  if (!IsWord(word)) return false;
  Advance();
  return true;
}
void Parser::Expect(std::string_view symbol, std::string_view why) {
  if (!Take(symbol)) Unexpected("'" + std::string(symbol) + "' " + std::string(why));
}
void Parser::ExpectWord(std::string_view word, std::string_view why) {
  if (!TakeWord(word)) Unexpected("'" + std::string(word) + "' " + std::string(why));
}
void Parser::Fault(std::string message, std::uint32_t begin, std::uint32_t end) {
  throw SyntaxFault{std::move(message), begin, end};
}
void Parser::Unexpected(std::string_view expected) {
  std::string found = token_.kind == TokenKind::kEnd     ? "end of expression"
                      : token_.kind == TokenKind::kQuote ? "string"
                                                         : "'" + std::string(token_.text) + "'";
  if (token_.kind == TokenKind::kVariable) found.insert(1, "$");
  if (token_.kind == TokenKind::kField) found.insert(1, ".");
  std::string message = "syntax error, unexpected " + found;
  if (IsWord("import") || IsWord("include") || IsWord("module"))
    message = "not available: " + std::string(token_.text) + " (expressions have no modules)";
  else if (!expected.empty())
    message.append(", expecting ").append(expected);
  Fault(std::move(message), token_.begin, token_.end);
}
Node* Parser::Make(NodeKind kind, std::uint32_t begin) {
  return syntax_.NewNode(kind, begin, last_end_);
}
Node* Parser::Literal(Value value, std::uint32_t begin) {
  Node* node = Make(NodeKind::kLiteral, begin);
  node->value = std::move(value);
  return node;
}
std::string Parser::TakeVariable() {
  if (token_.kind != TokenKind::kVariable) Unexpected("a variable ($name)");
  std::string name(token_.text);
  Advance();
  return name;
}

Node* Parser::Whole() {
  if (token_.kind == TokenKind::kEnd) Fault("empty expression", 0, 0);
  Node* node = Pipe();
  if (token_.kind != TokenKind::kEnd) Unexpected("end of expression");
  return node;
}

Definition* Parser::WholeDefinition() {
  Advance();
  return FunctionHead();
}

}  // namespace tocsin::jq
