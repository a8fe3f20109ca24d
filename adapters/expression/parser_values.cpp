// Texts, arrays and objects.
#include <algorithm>

#include "adapters/expression/parser.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {

Node* Parser::Text(std::string format) {
  const std::uint32_t begin = token_.begin;
  std::vector<Node*> parts;
  std::string text;
  while (true) {
    const std::uint32_t part_begin = lexer_.At();
    const auto end = lexer_.TextPart(text);
    switch (end) {
      case Lexer::Part::kUnfinished:
        Fault("string does not end", begin, part_begin);
      case Lexer::Part::kBadEscape:
        Fault("invalid escape in a string", lexer_.At(), lexer_.At() + 1);
      case Lexer::Part::kBadSurrogate:
        Fault("half of a surrogate pair in a string", lexer_.At(), lexer_.At() + 1);
      default:
        break;
    }
    if (!text.empty() || (end == Lexer::Part::kEnd && parts.empty()))
      parts.push_back(Literal(Value::String(text), part_begin));
    if (end == Lexer::Part::kEnd) break;
    Advance();
    Node* part = Pipe();
    if (part->kind == NodeKind::kLiteral) {  // what is in brackets is formatted, a text is not
      Node* pipe = Make(NodeKind::kPipe, part->begin);
      pipe->a = Make(NodeKind::kIdentity, part->begin);
      pipe->b = part;
      part = pipe;
    }
    parts.push_back(part);
    // The string goes on right behind the bracket: no token is read there.
    if (!Is(")")) Unexpected("')' to close '\\('");
  }
  token_.end = lexer_.At();
  Advance();
  if (parts.size() == 1 && parts[0]->kind == NodeKind::kLiteral && parts[0]->value.IsString() &&
      parts[0]->begin == begin + 1) {
    parts[0]->begin = begin;
    parts[0]->end = last_end_;
    return parts[0];
  }
  Node* node = Make(NodeKind::kText, begin);
  node->list = std::move(parts);
  node->text = std::move(format);
  return node;
}

Node* Parser::FormatTerm() {
  const std::uint32_t begin = token_.begin;
  std::string format(token_.text);
  Advance();
  if (token_.kind == TokenKind::kQuote) {
    Node* text = Text(format);
    text->begin = begin;
    return text;
  }
  Node* node = Make(NodeKind::kFormat, begin);
  node->text = std::move(format);
  return node;
}

Node* Parser::Location() {
  const std::uint32_t begin = token_.begin;
  Advance();
  const auto before = text_.substr(0, begin);
  Value place = Value::Object();
  place.Put(Value::String("file"), Value::String("<top-level>"));
  place.Put(Value::String("line"), Value::Int(1 + std::ranges::count(before, '\n')));
  return Literal(std::move(place), begin);
}

Node* Parser::Array() {
  const std::uint32_t begin = token_.begin;
  Advance();
  Node* inner = Is("]") ? nullptr : Pipe();
  Expect("]", "to close '['");
  Node* node = Make(NodeKind::kArray, begin);
  node->a = inner;
  return node;
}

Node* Parser::Object() {
  const std::uint32_t begin = token_.begin;
  Advance();
  std::vector<Node*> list;
  while (!Is("}")) {
    Node* value = nullptr;
    list.push_back(ObjectKey(value));
    if (value == nullptr) {
      Expect(":", "after a key");
      value = Pipe(false);
    }
    list.push_back(value);
    if (!Take(",")) break;
    if (Is("}")) Unexpected("another member after ','");
  }
  Expect("}", "to close '{'");
  Node* node = Make(NodeKind::kObject, begin);
  node->list = std::move(list);
  return node;
}

Node* Parser::ObjectKey(Node*& short_value) {
  const std::uint32_t begin = token_.begin;
  if (token_.kind == TokenKind::kVariable) {
    const std::string name(token_.text);
    Node* variable = Term();
    if (Is(":")) return variable;
    short_value = variable;
    return Literal(Value::String(name), begin);
  }
  if (token_.kind == TokenKind::kName) {
    Value name = Value::String(token_.text);
    Advance();
    if (!Is(":")) {
      short_value = Make(NodeKind::kField, begin);
      short_value->a = Make(NodeKind::kIdentity, begin);
      short_value->value = name;
    }
    return Literal(std::move(name), begin);
  }
  if (token_.kind == TokenKind::kQuote || token_.kind == TokenKind::kFormat) {
    Node* key = Term();
    if (!Is(":")) {
      short_value = Make(NodeKind::kIndex, begin);
      short_value->a = Make(NodeKind::kIdentity, begin);
      short_value->b = key;
    }
    return key;
  }
  if (!Take("(")) Unexpected("a name, a string or '(' as key; other keys need brackets");
  Node* key = Pipe();
  Expect(")", "after a key");
  if (!Is(":")) Unexpected("':' after a key in brackets");
  if (key->kind == NodeKind::kLiteral && !key->value.IsString())
    Fault("Cannot use " + Described(key->value) + " as object key", key->begin, key->end);
  return key;
}

}  // namespace tocsin::jq
