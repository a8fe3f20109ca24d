#include <algorithm>

#include "adapters/expression/parser.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

constexpr std::string_view kReserved[] = {"def",    "then",    "elif",   "else",   "end",
                                          "as",     "catch",   "label",  "and",    "or",
                                          "import", "include", "module", "__loc__"};

}  // namespace

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
    if (token_.kind != TokenKind::kQuote) return identity;
    Node* key = Text("");
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

Node* Parser::Array() {
  const std::uint32_t begin = token_.begin;
  Advance();
  Node* inner = Is("]") ? nullptr : Pipe();
  Expect("]", "to close '['");
  Node* node = Make(NodeKind::kArray, begin);
  node->a = inner;
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

Node* Parser::Word() {
  const std::uint32_t begin = token_.begin;
  if (IsWord("if")) return If();
  if (IsWord("reduce")) return Loop(NodeKind::kReduce);
  if (IsWord("foreach")) return Loop(NodeKind::kForeach);
  if (IsWord("break")) {
    Advance();
    std::string name = TakeVariable();
    Node* node = Make(NodeKind::kBreak, begin);
    node->text = std::move(name);
    return node;
  }
  if (std::ranges::find(kReserved, token_.text) != std::end(kReserved)) Unexpected("");
  return Call();
}

Node* Parser::Call() {
  const std::uint32_t begin = token_.begin;
  const std::string name(token_.text);
  Advance();
  if (name == "null") return Literal(Value(), begin);
  if (name == "true") return Literal(Value::Bool(true), begin);
  if (name == "false") return Literal(Value::Bool(false), begin);
  std::vector<Node*> arguments;
  const std::uint32_t name_end = last_end_;
  if (Take("(")) {
    do arguments.push_back(Pipe());
    while (Take(";"));
    Expect(")", "after the arguments");
  }
  Node* node = Make(NodeKind::kCall, begin);
  if (arguments.empty()) node->end = name_end;
  node->text = name;
  node->list = std::move(arguments);
  return node;
}

Node* Parser::If() {
  const std::uint32_t begin = token_.begin;
  Advance();
  const Depth depth(*this);
  Node* condition = Pipe();
  ExpectWord("then", "after the condition of 'if'");
  Node* then = Pipe();
  Node* other = nullptr;
  if (IsWord("elif")) {
    other = If();
  } else {
    if (TakeWord("else")) other = Pipe();
    ExpectWord("end", "to close 'if'");
  }
  Node* node = Make(NodeKind::kIf, begin);
  node->a = condition;
  node->b = then;
  node->c = other;
  return node;
}

Node* Parser::Loop(NodeKind kind) {
  const std::uint32_t begin = token_.begin;
  Advance();
  Node* source = Binary(1);
  ExpectWord("as", "after what is looped over");
  auto patterns = Patterns();
  Expect("(", "before the start value");
  Node* init = Pipe();
  Expect(";", "after the start value");
  Node* update = Pipe();
  Node* extract = kind == NodeKind::kForeach && Take(";") ? Pipe() : nullptr;
  Expect(")", "to close the loop");
  Node* node = Make(kind, begin);
  node->a = source;
  node->b = init;
  node->c = update;
  node->d = extract;
  node->patterns = std::move(patterns);
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
    parts.push_back(Pipe());
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

std::vector<Pattern*> Parser::Patterns() {
  std::vector<Pattern*> patterns{OnePattern()};
  while (Take("?//")) patterns.push_back(OnePattern());
  return patterns;
}

Pattern* Parser::OnePattern() {
  const Depth depth(*this);
  Pattern* pattern = syntax_.NewPattern();
  if (token_.kind == TokenKind::kVariable) {
    pattern->variable = TakeVariable();
    return pattern;
  }
  if (Take("[")) {
    pattern->kind = Pattern::Kind::kArray;
    do pattern->items.push_back(OnePattern());
    while (Take(","));
    Expect("]", "to close the pattern");
    return pattern;
  }
  if (!Take("{")) Unexpected("$name, '[' or '{'");
  pattern->kind = Pattern::Kind::kObject;
  do {
    Pattern::Entry entry;
    if (token_.kind == TokenKind::kVariable) {
      entry.variable = TakeVariable();
      if (Take(":")) entry.value = OnePattern();
    } else {
      Node* ignored = nullptr;
      entry.key = ObjectKey(ignored);
      Expect(":", "after a key of a pattern");
      entry.value = OnePattern();
    }
    pattern->entries.push_back(std::move(entry));
  } while (Take(","));
  Expect("}", "to close the pattern");
  return pattern;
}

}  // namespace tocsin::jq
