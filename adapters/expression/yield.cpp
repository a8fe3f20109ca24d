#include <algorithm>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/resolver.hpp"

namespace tocsin::jq {

/// Functions call each other and themselves: begins with one output each and goes up until nothing
/// changes.
void Resolver::MeasureAll(Node* root) {
  for (Definition* definition : definitions_) definition->yield = Yield::kOne;
  do {
    changed_ = false;
    for (Definition* definition : definitions_) {
      const Yield yield = Measure(definition->body);
      if (yield > definition->yield) {
        definition->yield = yield;
        changed_ = true;
      }
    }
    Measure(root);
  } while (changed_);
}

Yield Resolver::Measure(Node* node) {
  Yield all = Yield::kOne;  // of all parts, one after the other
  for (Node* child : {node->a, node->b, node->c, node->d})
    if (child != nullptr) all = std::max(all, Measure(child));
  for (Node* child : node->list) all = std::max(all, Measure(child));
  bool keyed = false;
  const auto visit = [&](auto& self, Pattern* pattern) -> void {
    for (Pattern* item : pattern->items) self(self, item);
    for (auto& entry : pattern->entries) {
      if (entry.key != nullptr && Measure(entry.key) != Yield::kOne) keyed = true;
      if (entry.value != nullptr) self(self, entry.value);
    }
  };
  for (Pattern* pattern : node->patterns) visit(visit, pattern);
  switch (node->kind) {
    case NodeKind::kRecurse:
    case NodeKind::kIterate:
    case NodeKind::kComma:
    case NodeKind::kForeach:
    case NodeKind::kCallArgument:
      node->yield = Yield::kMany;
      break;
    case NodeKind::kTry:
      node->yield = std::max(all, node->b == nullptr ? Yield::kMaybe : Yield::kOne);
      break;
    case NodeKind::kAlternative:
      node->yield = node->a->yield == Yield::kMany ? Yield::kMany : node->b->yield;
      break;
    case NodeKind::kArray:
      node->yield = Yield::kOne;
      break;
    case NodeKind::kReduce:
      node->yield = node->b->yield;
      break;
    case NodeKind::kAssign:
      node->yield = node->op == Op::kModify ? Yield::kOne : node->b->yield;
      break;
    case NodeKind::kBind:
      node->yield = keyed || node->patterns.size() > 1 ? Yield::kMany : all;
      break;
    case NodeKind::kLabel:
      node->yield = std::max(all, Yield::kMaybe);
      break;
    case NodeKind::kBreak:
      node->yield = Yield::kMaybe;
      break;
    case NodeKind::kDefine:
      node->yield = node->a->yield;
      break;
    case NodeKind::kCallDefined:
      node->yield = node->definition->yield;
      break;
    case NodeKind::kCallSpecial:
      node->yield = node->special->yield(node);
      break;
    default:
      node->yield = all;
  }
  return node->yield;
}

}  // namespace tocsin::jq
