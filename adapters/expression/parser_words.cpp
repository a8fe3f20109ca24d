// What begins with a word: functions, branches, loops, calls; and the patterns of `as`.
#include <utility>

#include "adapters/expression/parser.hpp"

namespace tocsin::jq {

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
  if (IsKeyword(token_.text)) Unexpected("");
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

std::vector<Pattern*> Parser::Patterns() {
  const int around = std::exchange(pattern_names_, 0);  // of one whose key is being read
  std::vector<Pattern*> patterns{OnePattern()};
  while (Take("?//")) patterns.push_back(OnePattern());
  pattern_names_ = around;
  return patterns;
}

void Parser::CountPatternName() {
  if (++pattern_names_ > kMaxPatternNames)
    Fault("one pattern binds at most 1000 names", token_.begin, token_.end);
}

Pattern* Parser::OnePattern() {
  const Depth depth(*this);
  CountPatternName();
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
      if (Take(":"))
        entry.value = OnePattern();
      else
        CountPatternName();
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
