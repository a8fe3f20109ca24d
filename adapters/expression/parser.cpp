#include "adapters/expression/parser.hpp"

#include <algorithm>

#include "adapters/expression/limits.hpp"
#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

constexpr std::string_view kKeywords[] = {
    "def", "if",    "then",  "elif", "else", "end",    "as",      "reduce", "foreach",
    "try", "catch", "label", "and",  "or",   "import", "include", "module", "__loc__"};

bool IsKeyword(std::string_view name) {
  return std::ranges::find(kKeywords, name) != std::end(kKeywords);
}

struct OperatorInfo {
  std::string_view text;
  int level;
  NodeKind kind;
  Op op = Op::kAdd;
};
constexpr int kAlternativeLevel = 1;
constexpr int kAssignLevel = 2;
constexpr int kCompareLevel = 5;
constexpr int kProductLevel = 7;
constexpr OperatorInfo kOperators[] = {
    {"//", kAlternativeLevel, NodeKind::kAlternative},
    {"=", kAssignLevel, NodeKind::kAssign, Op::kSet},
    {"|=", kAssignLevel, NodeKind::kAssign, Op::kModify},
    {"+=", kAssignLevel, NodeKind::kAssign, Op::kAdd},
    {"-=", kAssignLevel, NodeKind::kAssign, Op::kSubtract},
    {"*=", kAssignLevel, NodeKind::kAssign, Op::kMultiply},
    {"/=", kAssignLevel, NodeKind::kAssign, Op::kDivide},
    {"%=", kAssignLevel, NodeKind::kAssign, Op::kRemainder},
    {"//=", kAssignLevel, NodeKind::kAssign, Op::kAlternative},
    {"or", 3, NodeKind::kOr},
    {"and", 4, NodeKind::kAnd},
    {"==", kCompareLevel, NodeKind::kCompare, Op::kEqual},
    {"!=", kCompareLevel, NodeKind::kCompare, Op::kUnequal},
    {"<", kCompareLevel, NodeKind::kCompare, Op::kLess},
    {"<=", kCompareLevel, NodeKind::kCompare, Op::kLessEqual},
    {">", kCompareLevel, NodeKind::kCompare, Op::kGreater},
    {">=", kCompareLevel, NodeKind::kCompare, Op::kGreaterEqual},
    {"+", 6, NodeKind::kArithmetic, Op::kAdd},
    {"-", 6, NodeKind::kArithmetic, Op::kSubtract},
    {"*", kProductLevel, NodeKind::kArithmetic, Op::kMultiply},
    {"/", kProductLevel, NodeKind::kArithmetic, Op::kDivide},
    {"%", kProductLevel, NodeKind::kArithmetic, Op::kRemainder},
};

const OperatorInfo* FindOperator(const Token& token) {
  if (token.kind != TokenKind::kSymbol && token.kind != TokenKind::kName) return nullptr;
  for (const auto& entry : kOperators)
    if (entry.text == token.text) return &entry;
  return nullptr;
}

}  // namespace

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

Node* Parser::Pipe(bool comma) {
  const Depth depth(*this);
  std::vector<Node*> parts;
  while (true) {
    if (IsWord("def")) {
      parts.push_back(Define(comma));
    } else if (IsWord("label")) {
      parts.push_back(Label(comma));
    } else {
      parts.push_back(Comma(comma));
    }
    if (!Take("|")) break;
  }
  Node* node = parts.back();
  for (std::size_t i = parts.size() - 1; i-- > 0;) {
    Node* pipe = Make(NodeKind::kPipe, parts[i]->begin);
    pipe->a = parts[i];
    pipe->b = node;
    node = pipe;
  }
  return node;
}

Node* Parser::Comma(bool comma) {
  const std::uint32_t begin = token_.begin;
  Node* first = Element(comma);
  if (!comma || !Is(",")) return first;
  std::vector<Node*> list{first};
  while (Take(",")) list.push_back(IsWord("def") || IsWord("label") ? Pipe() : Element(true));
  Node* node = Make(NodeKind::kComma, begin);
  node->list = std::move(list);
  return node;
}

Node* Parser::Element(bool comma) {
  const std::uint32_t begin = token_.begin;
  Node* term = Binary(kAlternativeLevel);
  if (!TakeWord("as")) return term;
  auto patterns = Patterns();
  Expect("|", "after the pattern of 'as'");
  Node* body = Pipe(comma);
  Node* node = Make(NodeKind::kBind, begin);
  node->a = term;
  node->b = body;
  node->patterns = std::move(patterns);
  return node;
}

Node* Parser::Binary(int lowest) {
  const std::uint32_t begin = token_.begin;
  Node* left = Unary();
  int used = kProductLevel + 1;  // the level of the last operator, for those that do not chain
  for (int count = 0;; ++count) {
    const auto* entry = FindOperator(token_);
    if (entry == nullptr || entry->level < lowest) return left;
    const bool single = entry->level == kAssignLevel || entry->level == kCompareLevel;
    if (single && used == entry->level) Unexpected("brackets: it does not chain");
    if (count > kMaxSyntaxChain) Fault("too many operators in a row", token_.begin, token_.end);
    used = entry->level;
    Advance();
    // `//` binds to the right, the others to the left.
    const bool right = entry->level == kAlternativeLevel;
    const Depth depth(*this);
    Node* operand = Binary(right ? entry->level : entry->level + 1);
    Node* node = Make(entry->kind, begin);
    node->op = entry->op;
    node->a = left;
    node->b = operand;
    left = node;
  }
}

Node* Parser::Unary() {
  const std::uint32_t begin = token_.begin;
  if (IsWord("def")) return Define(true);
  if (IsWord("try")) return Try();
  if (!Take("-")) return Postfix();
  const Depth depth(*this);
  Node* operand = Binary(kProductLevel);
  Node* node = Make(NodeKind::kNegate, begin);
  node->a = operand;
  return node;
}

Node* Parser::TryOperand() {
  const Depth depth(*this);
  const std::uint32_t begin = token_.begin;
  if (IsWord("try")) return Try();
  if (!Take("-")) return Postfix();
  Node* operand = TryOperand();
  Node* node = Make(NodeKind::kNegate, begin);
  node->a = operand;
  return node;
}

Node* Parser::Try() {
  const std::uint32_t begin = token_.begin;
  Advance();
  Node* body = TryOperand();
  Node* handler = TakeWord("catch") ? TryOperand() : nullptr;
  Node* node = Make(NodeKind::kTry, begin);
  node->a = body;
  node->b = handler;
  return node;
}

Node* Parser::Postfix() {
  const std::uint32_t begin = token_.begin;
  Node* term = Term();
  for (int count = 0;; ++count) {
    if (count > kMaxSyntaxChain) Fault("too many steps in a row", token_.begin, token_.end);
    if (token_.kind == TokenKind::kField) {
      Value key = Value::String(token_.text);
      Advance();
      Node* node = Make(NodeKind::kField, begin);
      node->a = term;
      node->value = std::move(key);
      term = node;
    } else if (Is("[")) {
      term = Bracket(term);
      term->begin = begin;
    } else if (Is(".")) {
      Advance();
      if (Is("[")) continue;
      if (token_.kind != TokenKind::kQuote) Unexpected("a name or '['");
      Node* key = Text("");
      Node* node = Make(NodeKind::kIndex, begin);
      node->a = term;
      node->b = key;
      term = node;
    } else if (Is("?") || Is("?//") || Is("?//=")) {
      if (Is("?")) {
        Advance();
      } else {
        token_.text.remove_prefix(1);
        ++token_.begin;
      }
      Node* node = Make(NodeKind::kTry, begin);
      node->a = term;
      term = node;
    } else {
      return term;
    }
  }
}

Node* Parser::Bracket(Node* term) {
  const std::uint32_t begin = token_.begin;
  Advance();
  if (Take("]")) {
    Node* node = Make(NodeKind::kIterate, begin);
    node->a = term;
    return node;
  }
  Node* from = Is(":") ? nullptr : Pipe();
  if (Take(":")) {
    Node* to = Is("]") ? nullptr : Pipe();
    if (from == nullptr && to == nullptr) Unexpected("a place before or after ':'");
    Expect("]", "after a slice");
    Node* node = Make(NodeKind::kSlice, begin);
    node->a = term;
    node->b = from;
    node->c = to;
    return node;
  }
  Expect("]", "after an index");
  Node* node = Make(NodeKind::kIndex, begin);
  node->a = term;
  node->b = from;
  return node;
}

Node* Parser::Define(bool comma) {
  const std::uint32_t begin = token_.begin;
  Advance();
  Definition* definition = FunctionHead();
  Node* rest = Pipe(comma);
  Node* node = Make(NodeKind::kDefine, begin);
  node->definition = definition;
  node->a = rest;
  return node;
}

Definition* Parser::FunctionHead() {
  if (token_.kind != TokenKind::kName || IsKeyword(token_.text)) Unexpected("a name after 'def'");
  Definition* definition = syntax_.NewDefinition();
  definition->name = token_.text;
  definition->begin = token_.begin;
  Advance();
  std::vector<std::string> values;
  if (Take("(")) {
    do {
      if (token_.kind == TokenKind::kVariable) {
        values.emplace_back(token_.text);
      } else if (token_.kind != TokenKind::kName) {
        Unexpected("a parameter");
      }
      definition->parameters.emplace_back(token_.text);
      Advance();
    } while (Take(";"));
    Expect(")", "after the parameters");
  }
  Expect(":", "before the body of a function");
  Node* body = Pipe();
  Expect(";", "after the body of a function");
  // `def f($a): body` is `def f(a): a as $a | body`.
  for (auto name = values.rbegin(); name != values.rend(); ++name) {
    Node* call = Make(NodeKind::kCall, body->begin);
    call->text = *name;
    Node* bind = Make(NodeKind::kBind, body->begin);
    Pattern* pattern = syntax_.NewPattern();
    pattern->variable = *name;
    bind->patterns.push_back(pattern);
    bind->a = call;
    bind->b = body;
    body = bind;
  }
  definition->body = body;
  return definition;
}

Node* Parser::Label(bool comma) {
  const std::uint32_t begin = token_.begin;
  Advance();
  std::string name = TakeVariable();
  Expect("|", "after a label");
  Node* body = Pipe(comma);
  Node* node = Make(NodeKind::kLabel, begin);
  node->text = std::move(name);
  node->a = body;
  return node;
}

}  // namespace tocsin::jq
