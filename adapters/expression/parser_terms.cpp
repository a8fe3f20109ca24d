// Terms and the steps behind them.
#include "adapters/expression/limits.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {

Node* Parser::Term() {
  const Depth depth(*this);
  const std::uint32_t begin = token_.begin;
  switch (token_.kind) {
    case TokenKind::kNumber: {
      Value value;
      ReadNumber(token_.text, value);
      Advance();
      return Literal(std::move(value), begin);
    }
    case TokenKind::kQuote:
      return Text("");
    case TokenKind::kFormat:
      return FormatTerm();
    case TokenKind::kField: {
      Node* node = Make(NodeKind::kField, begin);
      node->a = Make(NodeKind::kIdentity, begin);
      node->value = Value::String(token_.text);
      Advance();
      node->end = last_end_;
      return node;
    }
    case TokenKind::kVariable: {
      if (token_.text == "__loc__") return Location();
      Node* node = Make(NodeKind::kVariable, begin);
      node->text = token_.text;
      Advance();
      node->end = last_end_;
      return node;
    }
    case TokenKind::kName:
      return Word();
    case TokenKind::kSymbol:
      break;
    default:
      Unexpected("");
  }
  if (Take("..")) return Make(NodeKind::kRecurse, begin);
  if (Take(".")) {
    Node* identity = Make(NodeKind::kIdentity, begin);
    if (token_.kind != TokenKind::kQuote && token_.kind != TokenKind::kFormat) return identity;
    Node* key = Key();
    Node* node = Make(NodeKind::kIndex, begin);
    node->a = identity;
    node->b = key;
    return node;
  }
  if (Take("(")) {
    Node* inner = Pipe();
    Expect(")", "to close '('");
    return inner;
  }
  if (Is("[")) return Array();
  if (Is("{")) return Object();
  Unexpected("");
}

Node* Parser::Postfix() {
  const std::uint32_t begin = token_.begin;
  bool step = token_.kind == TokenKind::kField || Is(".");  // what was read last is one
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
      step = true;
    } else if (Is("[")) {
      term = Bracket(term);
      term->begin = begin;
      step = true;
    } else if (Is(".")) {
      Advance();
      if (Is("[")) continue;
      if (token_.kind != TokenKind::kQuote && token_.kind != TokenKind::kFormat)
        Unexpected("a name or '['");
      Node* key = Key();
      Node* node = Make(NodeKind::kIndex, begin);
      node->a = term;
      node->b = key;
      term = node;
      step = true;
    } else if (Is("?") || Is("?//") || Is("?//=")) {
      if (Is("?")) {
        Advance();
      } else {
        token_.text.remove_prefix(1);
        ++token_.begin;
      }
      term = step && term->kind != NodeKind::kIdentity ? OptionalStep(term) : Attempt(term, begin);
      step = false;
    } else {
      return term;
    }
  }
}

Node* Parser::Key() {
  std::string format;
  const std::uint32_t begin = token_.begin;
  if (token_.kind == TokenKind::kFormat) {
    format = token_.text;
    Advance();
  }
  if (token_.kind != TokenKind::kQuote) Unexpected("a string");
  Node* key = Text(std::move(format));
  key->begin = begin;
  return key;
}

Node* Parser::Attempt(Node* body, std::uint32_t begin) {
  Node* node = Make(NodeKind::kTry, begin);
  node->a = body;
  return node;
}

Node* Parser::OptionalStep(Node* step) {
  Node* whole = step->a;
  std::vector<std::pair<std::string, Node*>> keys;
  for (Node** key : {&step->b, &step->c}) {
    if (*key == nullptr || (*key)->kind == NodeKind::kLiteral) continue;
    keys.emplace_back(key == &step->b ? "first key" : "second key", *key);  // none can write them
    *key = Make(NodeKind::kVariable, (*key)->begin);
    (*key)->text = keys.back().first;
  }
  Node* node = Attempt(step, step->begin);
  node->text = "?";  // a step's alone
  if (whole->kind != NodeKind::kIdentity) {
    step->a = Make(NodeKind::kIdentity, step->begin);
    Node* pipe = Make(NodeKind::kPipe, step->begin);
    pipe->a = whole;
    pipe->b = node;
    node = pipe;
  }
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    Node* bind = Make(NodeKind::kBind, step->begin);
    Pattern* pattern = syntax_.NewPattern();
    pattern->variable = key->first;
    bind->patterns.push_back(pattern);
    bind->a = key->second;
    bind->b = node;
    node = bind;
  }
  return node;
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

}  // namespace tocsin::jq
