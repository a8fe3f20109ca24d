#include "adapters/expression/resolver.hpp"

#include <algorithm>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/similar.hpp"

namespace tocsin::jq {

tl::expected<void, SyntaxFault> Resolver::Resolve(Node* root,
                                                  const std::vector<std::string>& allowed) {
  allowed_ = &allowed;
  names_.clear();
  definitions_.clear();
  try {
    Visit(root, {});
    MeasureAll(root);
  } catch (SyntaxFault& fault) {
    return tl::unexpected(std::move(fault));
  }
  return {};
}

void Resolver::Fault(const Node* node, std::string message) {
  throw SyntaxFault{std::move(message), node->begin, node->end};
}

void Resolver::Unknown(const Node* node, std::string_view what,
                       const std::vector<std::string>& known) {
  std::string message = std::string(what) + " is not defined";
  if (const auto near = MostSimilar(what, known); !near.empty())
    message.append("; did you mean ").append(near).append("?");
  Fault(node, std::move(message));
}

Resolver::Sight Resolver::With(Sight sight, Name::Kind kind, std::string_view name,
                               Definition* definition) {
  if (kind != Name::Kind::kFunction) ++sight.level;
  names_.push_back({kind, name, sight.level, definition, sight.names});
  sight.names = &names_.back();
  return sight;
}

void Resolver::Visit(Node* node, Sight sight) {
  // Pipes and definitions follow each other in a loop: they are as long as the text.
  while (true) {
    switch (node->kind) {
      case NodeKind::kPipe:
        Visit(node->a, sight);
        node = node->b;
        continue;
      case NodeKind::kBind:
        Visit(node->a, sight);
        sight = VisitPatterns(node, sight);
        node = node->b;
        continue;
      case NodeKind::kDefine:
        sight = With(sight, Name::Kind::kFunction, node->definition->name, node->definition);
        VisitDefinition(node->definition, sight);
        node = node->a;
        continue;
      case NodeKind::kLabel:
        sight = With(sight, Name::Kind::kLabel, node->text);
        node = node->a;
        continue;
      default:
        break;
    }
    break;
  }
  switch (node->kind) {
    case NodeKind::kReduce:
    case NodeKind::kForeach: {
      Visit(node->a, sight);
      Visit(node->b, sight);
      const Sight inside = VisitPatterns(node, sight);
      Visit(node->c, inside);
      if (node->d != nullptr) Visit(node->d, inside);
      return;
    }
    case NodeKind::kVariable:
      return VisitVariable(node, sight);
    case NodeKind::kBreak:
      return VisitBreak(node, sight);
    case NodeKind::kCall:
      return VisitCall(node, sight);
    default:
      for (Node* child : {node->a, node->b, node->c, node->d})
        if (child != nullptr) Visit(child, sight);
      for (Node* child : node->list) Visit(child, sight);
  }
}

void Resolver::VisitDefinition(Definition* definition, Sight sight) {
  definition->level = sight.level;
  definitions_.push_back(definition);
  for (const auto& parameter : definition->parameters)
    sight = With(sight, Name::Kind::kArgument, parameter);
  Visit(definition->body, sight);
}

Resolver::Sight Resolver::VisitPattern(Pattern* pattern, Sight sight, const Sight* for_keys) {
  if (pattern->kind == Pattern::Kind::kVariable)
    return With(sight, Name::Kind::kVariable, pattern->variable);
  for (auto item = pattern->items.rbegin(); item != pattern->items.rend(); ++item)
    sight = VisitPattern(*item, sight, for_keys);  // from the last to the first, as they are bound
  for (auto& entry : pattern->entries) {
    if (entry.key != nullptr)
      Visit(entry.key, for_keys == nullptr ? sight : Sight{for_keys->names, sight.level});
    if (!entry.variable.empty()) sight = With(sight, Name::Kind::kVariable, entry.variable);
    if (entry.value != nullptr) sight = VisitPattern(entry.value, sight, for_keys);
  }
  return sight;
}

/// Of a name that one pattern binds twice, the first bound counts.
Resolver::Sight Resolver::FirstOfEachName(Sight inside, Sight outside) {
  Sight sight = inside;
  for (const Name* name = inside.names; name != outside.names; name = name->outer) {
    names_.push_back({name->kind, name->name, name->level, nullptr, sight.names});
    sight.names = &names_.back();
  }
  return sight;
}

Resolver::Sight Resolver::VisitPatterns(Node* node, Sight sight) {
  if (node->patterns.size() == 1)
    return FirstOfEachName(VisitPattern(node->patterns[0], sight, &sight), sight);
  std::vector<std::string_view> all;
  std::vector<std::vector<std::string_view>> own;
  for (Pattern* pattern : node->patterns) {
    const Sight inside = VisitPattern(pattern, sight, nullptr);
    auto& names = own.emplace_back();  // the last bound first
    for (const Name* name = inside.names; name != sight.names; name = name->outer) {
      names.push_back(name->name);
      if (std::ranges::find(all, name->name) == all.end()) all.push_back(name->name);
    }
  }
  node->alternatives.clear();
  for (const auto& names : own) {
    auto& places = node->alternatives.emplace_back();
    for (const auto name : all) {
      const auto found = std::ranges::find(names, name);
      places.push_back(found == names.end() ? -1 : static_cast<int>(found - names.begin()));
    }
  }
  for (const auto name : all) sight = With(sight, Name::Kind::kVariable, name);
  return sight;
}

void Resolver::VisitVariable(Node* node, Sight sight) {
  std::vector<std::string> known;
  for (const Name* name = sight.names; name != nullptr; name = name->outer) {
    if (name->kind != Name::Kind::kVariable) continue;
    if (name->name == node->text) {
      node->distance = sight.level - name->level;
      return;
    }
    known.push_back("$" + std::string(name->name));
  }
  for (std::size_t i = 0; i < globals_.size(); ++i) {
    if (std::ranges::find(*allowed_, globals_[i]) == allowed_->end()) continue;
    if (globals_[i] == node->text) {
      node->kind = NodeKind::kGlobal;
      node->distance = static_cast<std::uint32_t>(i);
      return;
    }
    known.push_back("$" + globals_[i]);
  }
  if (const auto* refused = FindRefused("$" + node->text))
    Fault(node, "not available: $" + node->text + " (" + std::string(refused->why) + ")");
  Unknown(node, "$" + node->text, known);
}

void Resolver::VisitBreak(Node* node, Sight sight) {
  for (const Name* name = sight.names; name != nullptr; name = name->outer) {
    if (name->kind != Name::Kind::kLabel || name->name != node->text) continue;
    node->distance = sight.level - name->level;
    return;
  }
  Fault(node, "no label $" + node->text + " around this break");
}

Definition* Resolver::WrittenBuiltin(std::string_view name, std::size_t arity) {
  const Written* written = FindWritten(name, arity);
  if (written == nullptr) return nullptr;
  auto& definition = written_[{std::string(name), arity}];
  if (definition != nullptr) return definition;
  auto parsed = ParseDefinition(written->text, syntax_);
  if (!parsed)
    throw SyntaxFault{"builtin " + std::string(name) + ": " + parsed.error().message, 0, 0};
  definition = *parsed;
  const Sight sight = With({}, Name::Kind::kFunction, definition->name, definition);
  VisitDefinition(definition, sight);
  return definition;
}

void Resolver::VisitCall(Node* node, Sight sight) {
  const std::size_t arity = node->list.size();
  std::vector<std::string> known = {};
  for (const Name* name = sight.names; name != nullptr; name = name->outer) {
    if (name->kind == Name::Kind::kArgument && arity == 0 && name->name == node->text) {
      node->kind = NodeKind::kCallArgument;
      node->distance = sight.level - name->level;
      return;
    }
    if (name->kind != Name::Kind::kFunction) continue;
    if (name->name == node->text && name->definition->parameters.size() == arity) {
      node->kind = NodeKind::kCallDefined;
      node->definition = name->definition;
      node->distance = sight.level - name->definition->level;
      for (Node* argument : node->list) Visit(argument, sight);
      return;
    }
    known.push_back(std::string(name->name) + "/" +
                    std::to_string(name->definition->parameters.size()));
  }
  if (const auto* refused = FindRefused(node->text))
    Fault(node, "not available: " + node->text + " (" + std::string(refused->why) + ")");
  for (Node* argument : node->list) Visit(argument, sight);
  if (const auto* native = FindNative(node->text, arity)) {
    node->kind = NodeKind::kCallNative;
    node->native = native;
  } else if (const auto* special = FindSpecial(node->text, arity)) {
    node->kind = NodeKind::kCallSpecial;
    node->special = special;
  } else if (Definition* written = WrittenBuiltin(node->text, arity)) {
    node->kind = NodeKind::kCallDefined;
    node->definition = written;
    node->distance = sight.level;
  } else {
    const auto& builtins = BuiltinNames();
    known.insert(known.end(), builtins.begin(), builtins.end());
    Unknown(node, node->text + "/" + std::to_string(arity), known);
  }
}

}  // namespace tocsin::jq
