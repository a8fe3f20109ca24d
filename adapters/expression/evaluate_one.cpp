#include "adapters/expression/builtin.hpp"
#include "adapters/expression/machine.hpp"
#include "adapters/expression/nesting.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {

Got Machine::Pure(const Node* node, const EnvRef& env, const Value& input, Value& out) {
  Item item;
  const Got got = One(node, env, Item{input}, item);
  if (got == Got::kValue) out = std::move(item.value);
  return got;
}

EnvRef Machine::CallEnv(const Node* call, const EnvRef& env) const {
  EnvRef inside = env.Leave(call->distance);
  for (const Node* argument : call->list) {
    // An argument that only names one of ours is passed on as it is, so that loops grow no chain.
    if (argument->kind == NodeKind::kCallArgument) {
      const auto& cell = env.Cell(argument->distance);
      inside = inside.BindArgument(cell.argument, cell.where);
    } else {
      inside = inside.BindArgument(argument, env);
    }
  }
  return inside;
}

Got Machine::One(const Node* node, const EnvRef& env, Item input, Item& out) {
  const NestedHere nested(*this);
  if (!nested.Fine()) return Exceed(kNestedTooDeep, node), Got::kStop;
  EnvRef held;
  const EnvRef* at = &env;
  while (true) {
    if (!Step()) return Got::kStop;
    if (node->end != 0) here = node;
    switch (node->kind) {
      case NodeKind::kIdentity:
        out = std::move(input);
        return Got::kValue;
      case NodeKind::kLiteral:
        if (input.path && !node->value.Identical(input.value)) input.path = nowhere_;
        out = {node->value, std::move(input.path)};
        return Got::kValue;
      case NodeKind::kVariable:
        out.value = at->Cell(node->distance).value;
        if (input.path && !out.value.Identical(input.value)) input.path = nowhere_;
        out.path = std::move(input.path);
        return Got::kValue;
      case NodeKind::kGlobal: {
        const json::value* global = globals_[node->distance];
        out = {global == nullptr ? Value() : Value::Of(*global), OffPath(input.path)};
        return Got::kValue;
      }
      case NodeKind::kField: {
        Item from;
        const Got got = node->a->kind == NodeKind::kIdentity
                            ? (from = std::move(input), Got::kValue)
                            : One(node->a, *at, std::move(input), from);
        if (got != Got::kValue) return got;
        if (node->end != 0) here = node;
        return Index(node, from, node->value, out) ? Got::kValue : Got::kStop;
      }
      case NodeKind::kIndex:
      case NodeKind::kSlice:
        return OneIndex(node, *at, std::move(input), out);
      case NodeKind::kTry:
        return OneTry(node, *at, std::move(input), out);
      case NodeKind::kPipe: {
        Item middle;
        const Got got = One(node->a, *at, std::move(input), middle);
        if (got != Got::kValue) return got;
        input = std::move(middle);
        node = node->b;
        continue;
      }
      case NodeKind::kNegate:
      case NodeKind::kArithmetic:
      case NodeKind::kCompare:
      case NodeKind::kAnd:
      case NodeKind::kOr:
        return OneOperation(node, *at, std::move(input), out);
      case NodeKind::kAlternative: {
        Item first;
        const Got got = One(node->a, *at, input, first);
        if (got == Got::kStop) return got;
        if (got == Got::kValue && first.value.IsTruthy()) {
          out = std::move(first);
          return Got::kValue;
        }
        node = node->b;
        continue;
      }
      case NodeKind::kIf: {
        Value condition;
        const Got got = Pure(node->a, *at, input.value, condition);
        if (got != Got::kValue) return got;
        node = condition.IsTruthy() ? node->b : node->c;
        if (node != nullptr) continue;
        out = std::move(input);
        return Got::kValue;
      }
      case NodeKind::kBind: {
        if (node->patterns.size() != 1 || node->patterns[0]->kind != Pattern::Kind::kVariable)
          return OneOther(node, *at, std::move(input), out);
        Value bound;
        const Got got = Pure(node->a, *at, input.value, bound);
        if (got != Got::kValue) return got;
        held = at->Bind(std::move(bound));
        at = &held;
        node = node->b;
        continue;
      }
      case NodeKind::kDefine:
        node = node->a;
        continue;
      case NodeKind::kCallDefined:
        held = CallEnv(node, *at);
        at = &held;
        node = node->definition->body;
        continue;
      case NodeKind::kText:
      case NodeKind::kFormat:
        return OneText(node, *at, std::move(input), out);
      case NodeKind::kObject:
        return OneObject(node, *at, std::move(input), out);
      case NodeKind::kArray:
        return OneArray(node, *at, std::move(input), out);
      case NodeKind::kCallNative:
        return OneNative(node, *at, std::move(input), out);
      default:
        return OneOther(node, *at, std::move(input), out);
    }
  }
}

/// By Each, which must know the node's kind.
Got Machine::OneOther(const Node* node, const EnvRef& env, Item input, Item& out) {
  bool found = false;
  const bool went_on = Each(node, env, std::move(input), [&](Item&& item) {
    out = std::move(item);
    found = true;
    return true;
  });
  return !went_on ? Got::kStop : found ? Got::kValue : Got::kNone;
}

Got Machine::OneTry(const Node* node, const EnvRef& env, Item input, Item& out) {
  const Got got = One(node->a, env, input, out);
  if (got != Got::kStop || stop_ != Stop::kError) return got;
  ClearStop();
  if (node->b == nullptr) return Got::kNone;
  return One(node->b, env, {error_, OffPath(input.path)}, out);
}

Got Machine::OneIndex(const Node* node, const EnvRef& env, Item input, Item& out) {
  Value key;
  if (node->kind == NodeKind::kIndex) {
    if (const Got got = Pure(node->b, env, input.value, key); got != Got::kValue) return got;
  } else {
    key = Value::Object();
    Value bounds[2];
    const Node* sides[] = {node->b, node->c};
    for (int i = 0; i < 2; ++i)
      if (sides[i] != nullptr)
        if (const Got got = Pure(sides[i], env, input.value, bounds[i]); got != Got::kValue)
          return got;
    key.Put(Value::Borrowed("start"), std::move(bounds[0]));
    key.Put(Value::Borrowed("end"), std::move(bounds[1]));
  }
  Item from;
  if (const Got got = One(node->a, env, std::move(input), from); got != Got::kValue) return got;
  if (node->end != 0) here = node;
  return Index(node, from, key, out) ? Got::kValue : Got::kStop;
}

Got Machine::OneOperation(const Node* node, const EnvRef& env, Item input, Item& out) {
  Value left;
  Value right;
  if (node->kind == NodeKind::kAnd || node->kind == NodeKind::kOr) {
    if (const Got got = Pure(node->a, env, input.value, left); got != Got::kValue) return got;
    const bool decided = left.IsTruthy() == (node->kind == NodeKind::kOr);
    if (!decided)
      if (const Got got = Pure(node->b, env, input.value, left); got != Got::kValue) return got;
    out = {Value::Bool(left.IsTruthy()), OffPath(input.path)};
    return Got::kValue;
  }
  PathRef path = OffPath(input.path);
  if (node->b != nullptr)
    if (const Got got = Pure(node->b, env, input.value, right); got != Got::kValue) return got;
  // The left side is evaluated last and takes the input, so that `. + [1]` may grow it in place.
  Item operand;
  const Got got = One(node->a, env, {std::move(input.value)}, operand);
  if (got != Got::kValue) return got;
  if (node->end != 0) here = node;
  out.path = std::move(path);
  if (node->kind == NodeKind::kNegate) {
    if (!operand.value.IsNumber())
      return Raise(Described(operand.value) + " cannot be negated", node), Got::kStop;
    const Value& number = operand.value;
    if (number.kind() == Kind::kInt && number.AsInt() != 0 && number.AsInt() != INT64_MIN)
      out.value = Value::Int(-number.AsInt());
    else if (number.kind() == Kind::kUint && number.AsUint() == std::uint64_t{1} << 63)
      out.value = Value::Int(INT64_MIN);
    else if (number.kind() == Kind::kInt && number.AsInt() == INT64_MIN)
      out.value = Value::Uint(std::uint64_t{1} << 63);
    else
      out.value = Value::Double(-number.AsDouble());
    return Got::kValue;
  }
  if (node->kind == NodeKind::kCompare) {
    bool holds = false;
    if (!Compare(node->op, operand.value, right, holds)) return Got::kStop;
    out.value = Value::Bool(holds);
    return Got::kValue;
  }
  return Arithmetic(node, node->op, std::move(operand.value), std::move(right), out.value)
             ? Got::kValue
             : Got::kStop;
}

Got Machine::OneText(const Node* node, const EnvRef& env, Item input, Item& out) {
  if (node->kind == NodeKind::kFormat) {
    out.path = OffPath(input.path);
    return Format(node->text, input.value, node, out.value) ? Got::kValue : Got::kStop;
  }
  // The last part is evaluated first, as jq does it.
  std::vector<std::string> parts(node->list.size());
  for (std::size_t i = parts.size(); i-- > 0;) {
    Value part;
    if (const Got got = Pure(node->list[i], env, input.value, part); got != Got::kValue) return got;
    if (node->list[i]->kind == NodeKind::kLiteral && part.IsString()) {
      parts[i] = part.Text();
    } else if (node->text.empty() || node->text == "@text") {
      if (!ToText(part, parts[i])) return Got::kStop;
    } else {
      Value formatted;
      if (!Format(node->text, part, node, formatted)) return Got::kStop;
      parts[i] = formatted.Text();
    }
  }
  std::string text;
  for (const auto& part : parts) text += part;
  out.path = OffPath(input.path);
  return Text(std::move(text), out.value) ? Got::kValue : Got::kStop;
}

Got Machine::OneObject(const Node* node, const EnvRef& env, Item input, Item& out) {
  Value object = Value::Object();
  for (std::size_t i = 0; i < node->list.size(); i += 2) {
    Value key;
    Value value;
    if (const Got got = Pure(node->list[i], env, input.value, key); got != Got::kValue) return got;
    if (!key.IsString()) {
      Raise("Cannot use " + Described(key) + " as object key", node->list[i]);
      return Got::kStop;
    }
    if (const Got got = Pure(node->list[i + 1], env, input.value, value); got != Got::kValue)
      return got;
    object.Put(std::move(key), std::move(value));
  }
  out = {std::move(object), OffPath(input.path)};
  return Got::kValue;
}

Got Machine::OneArray(const Node* node, const EnvRef& env, Item input, Item& out) {
  std::vector<Value> items;
  Value array = Value::Array();
  auto& into = array.Items();
  if (node->a != nullptr) {
    std::size_t counted = 0;
    const bool fine = Values(node->a, env, input.value, [&](Value&& value) {
      into.push_back(std::move(value));
      if (into.size() > counted + 1024) {
        counted = into.size();
        array.Recount();
      }
      return Step();
    });
    if (!fine) return Got::kStop;
  }
  array.Recount();
  out = {std::move(array), OffPath(input.path)};
  return Got::kValue;
}

Got Machine::OneNative(const Node* node, const EnvRef& env, Item input, Item& out) {
  constexpr std::size_t kMostArguments = 4;
  Value arguments[kMostArguments];
  const std::size_t count = node->list.size();
  for (std::size_t i = count; i-- > 0;)
    if (const Got got = Pure(node->list[i], env, input.value, arguments[i]); got != Got::kValue)
      return got;
  if (node->end != 0) here = node;
  out.path = OffPath(input.path);
  Value result;
  if (!node->native->call(*this, std::move(input.value), std::span(arguments, count), result))
    return Got::kStop;
  out.value = std::move(result);
  return Got::kValue;
}

}  // namespace tocsin::jq
