#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "adapters/expression/value.hpp"

namespace tocsin::jq {

enum class NodeKind : std::uint8_t {
  kIdentity,
  kRecurse,      ///< ..
  kLiteral,      ///< value
  kText,         ///< list: literals and interpolations; text: the format
  kFormat,       ///< text: @name over the input
  kField,        ///< a, key: value (a literal text)
  kIndex,        ///< a[b]
  kSlice,        ///< a[b:c], either may be missing
  kIterate,      ///< a[]
  kTry,          ///< a, handler b or none
  kPipe,         ///< a | b
  kComma,        ///< list
  kNegate,       ///< -a
  kArithmetic,   ///< a op b
  kCompare,      ///< a op b
  kAnd,          ///< a, b
  kOr,           ///< a, b
  kAlternative,  ///< a // b
  kAssign,       ///< a op b
  kIf,           ///< a then b else c or the input
  kReduce,       ///< a as patterns (b; c)
  kForeach,      ///< a as patterns (b; c; d or none)
  kBind,         ///< a as patterns | b
  kDefine,       ///< definition, then a
  kLabel,        ///< text, a
  kBreak,        ///< text
  kArray,        ///< [a] or []
  kObject,       ///< list: key, value, key, value
  kCall,         ///< text(list); after resolving one of the next four
  kCallDefined,
  kCallArgument,  ///< a parameter of the function around
  kCallNative,
  kCallSpecial,
  kVariable,  ///< text; a cell at `distance`
  kGlobal,    ///< a variable of the scope, number `distance`
};

enum class Op : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,
  kEqual,
  kUnequal,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kSet,
  kModify,
  kAlternative,
};

/// How many outputs a node may have; errors aside.
enum class Yield : std::uint8_t { kOne, kMaybe, kMany };

struct Node;
struct Native;
struct Special;

/// What stands between `as` and `|`.
struct Pattern {
  enum class Kind : std::uint8_t { kVariable, kArray, kObject };
  struct Entry {
    Node* key = nullptr;   ///< evaluates to the key; null when `variable` names it
    std::string variable;  ///< bound to the member; empty for none
    Pattern* value = nullptr;
  };
  Kind kind = Kind::kVariable;
  std::string variable;
  std::vector<Pattern*> items;
  std::vector<Entry> entries;
};

struct Definition {
  std::string name;
  std::vector<std::string> parameters;
  Node* body = nullptr;
  std::uint32_t begin = 0;
  // Set by the resolver.
  std::uint32_t level = 0;  ///< cells around the definition
  Yield yield = Yield::kMany;
};

struct Node {
  NodeKind kind = NodeKind::kIdentity;
  Op op = Op::kAdd;
  Yield yield = Yield::kMany;
  std::uint32_t begin = 0;  ///< place in the expression; both 0 for parts of builtins
  std::uint32_t end = 0;
  Node* a = nullptr;
  Node* b = nullptr;
  Node* c = nullptr;
  Node* d = nullptr;
  std::vector<Node*> list;
  std::vector<Pattern*> patterns;
  std::string text;
  Value value;
  Definition* definition = nullptr;
  const Native* native = nullptr;
  const Special* special = nullptr;
  std::uint32_t distance = 0;  ///< cells to leave: to a variable, an argument, around a definition
  /// For several patterns: for each, the places of all their variables among its own from the last,
  /// or -1.
  std::vector<std::vector<int>> alternatives;
};

/// Owns the nodes of programs.
class Syntax {
 public:
  Node* NewNode(NodeKind kind, std::uint32_t begin, std::uint32_t end) {
    auto& node = nodes_.emplace_back();
    node.kind = kind;
    node.begin = begin;
    node.end = end;
    return &node;
  }
  Pattern* NewPattern() { return &patterns_.emplace_back(); }
  Definition* NewDefinition() { return &definitions_.emplace_back(); }

 private:
  std::deque<Node> nodes_;
  std::deque<Pattern> patterns_;
  std::deque<Definition> definitions_;
};

/// What is wrong with an expression's text.
struct SyntaxFault {
  std::string message;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

}  // namespace tocsin::jq
