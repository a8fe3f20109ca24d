// Operators, from the weakest to those that bind most.
#include "adapters/expression/limits.hpp"
#include "adapters/expression/parser.hpp"

namespace tocsin::jq {
namespace {

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
  Node* operand = Unary();
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

}  // namespace tocsin::jq
