#include "adapters/expression/builtin.hpp"
#include "adapters/expression/machine.hpp"
#include "adapters/expression/nesting.hpp"

namespace tocsin::jq {
namespace {

/// Kinds that Machine::One follows itself.
bool FollowedByOne(const Node* node) {
  switch (node->kind) {
    case NodeKind::kRecurse:
    case NodeKind::kIterate:
    case NodeKind::kComma:
    case NodeKind::kAssign:
    case NodeKind::kReduce:
    case NodeKind::kForeach:
    case NodeKind::kLabel:
    case NodeKind::kBreak:
    case NodeKind::kCallArgument:
    case NodeKind::kCallSpecial:
      return false;
    case NodeKind::kBind:
      return node->patterns.size() == 1 && node->patterns[0]->kind == Pattern::Kind::kVariable;
    default:
      return true;
  }
}

}  // namespace

bool Machine::Each(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  const NestedHere nested(*this);
  if (!nested.Fine()) return Exceed(kNestedTooDeep, node);
  EnvRef held;
  const EnvRef* at = &env;
  while (true) {
    if (!Step()) return false;
    if (node->end != 0) here = node;
    if (node->kind == NodeKind::kArray || (node->yield != Yield::kMany && FollowedByOne(node))) {
      Item out;
      const Got got = One(node, *at, std::move(input), out);
      return got == Got::kValue ? sink(std::move(out)) : got == Got::kNone;
    }
    switch (node->kind) {
      case NodeKind::kPipe: {
        if (node->a->yield == Yield::kMany) return EachPipe(node, *at, std::move(input), sink);
        Item middle;
        const Got got = One(node->a, *at, std::move(input), middle);
        if (got != Got::kValue) return got == Got::kNone;
        input = std::move(middle);
        node = node->b;
        continue;
      }
      case NodeKind::kComma: {
        for (std::size_t i = 0; i + 1 < node->list.size(); ++i)
          if (!Each(node->list[i], *at, input, sink)) return false;
        node = node->list.back();
        continue;
      }
      case NodeKind::kIf: {
        if (node->a->yield == Yield::kMany) return EachIf(node, *at, std::move(input), sink);
        Value condition;
        const Got got = Pure(node->a, *at, input.value, condition);
        if (got != Got::kValue) return got == Got::kNone;
        node = condition.IsTruthy() ? node->b : node->c;
        if (node == nullptr) return sink(std::move(input));
        continue;
      }
      case NodeKind::kBind: {
        const bool plain =
            node->patterns.size() == 1 && node->patterns[0]->kind == Pattern::Kind::kVariable;
        if (!plain || node->a->yield == Yield::kMany)
          return EachBind(node, *at, std::move(input), sink);
        Value bound;
        const Got got = Pure(node->a, *at, input.value, bound);
        if (got != Got::kValue) return got == Got::kNone;
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
      case NodeKind::kCallArgument: {
        const auto& cell = at->Cell(node->distance);
        node = cell.argument;
        EnvRef where = cell.where;
        held = std::move(where);
        at = &held;
        continue;
      }
      case NodeKind::kIterate:
      case NodeKind::kField: {
        if (node->a->yield == Yield::kMany)
          return Each(node->a, *at, std::move(input), [&](Item&& from) {
            if (node->kind == NodeKind::kIterate) return Iterate(node, from, sink);
            Item out;
            return Index(node, from, node->value, out) && sink(std::move(out));
          });
        Item from;
        const Got got = One(node->a, *at, std::move(input), from);
        if (got != Got::kValue) return got == Got::kNone;
        return Iterate(node, from, sink);
      }
      case NodeKind::kIndex:
        return EachIndex(node, *at, std::move(input), sink);
      case NodeKind::kSlice:
        return EachSlice(node, *at, std::move(input), sink);
      case NodeKind::kRecurse:
        return EachRecurse(node, std::move(input), sink);
      case NodeKind::kTry:
        return EachTry(node, *at, std::move(input), sink);
      case NodeKind::kAlternative:
        return EachAlternative(node, *at, std::move(input), sink);
      case NodeKind::kNegate:
      case NodeKind::kArithmetic:
      case NodeKind::kCompare:
        return EachOperation(node, *at, std::move(input), sink);
      case NodeKind::kAnd:
      case NodeKind::kOr:
        return EachLogic(node, *at, std::move(input), sink);
      case NodeKind::kAssign:
        return EachAssign(node, *at, std::move(input), sink);
      case NodeKind::kReduce:
        return EachReduce(node, *at, std::move(input), sink);
      case NodeKind::kForeach:
        return EachForeach(node, *at, std::move(input), sink);
      case NodeKind::kLabel:
        return EachLabel(node, *at, std::move(input), sink);
      case NodeKind::kBreak:
        break_ = at->Cell(node->distance).value.AsInt();
        stop_ = Stop::kBreak;
        return false;
      case NodeKind::kText:
        return EachText(node, *at, std::move(input), sink);
      case NodeKind::kObject:
        return EachObject(node, *at, std::move(input), sink);
      case NodeKind::kCallNative:
        return EachNative(node, *at, std::move(input), sink);
      case NodeKind::kCallSpecial:
        return node->special->each(*this, node, *at, std::move(input), sink);
      default:
        return Exceed("a fault of the evaluator", node);
    }
  }
}

bool Machine::EachPipe(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return Each(node->a, env, std::move(input),
              [&](Item&& middle) { return Each(node->b, env, std::move(middle), sink); });
}

bool Machine::EachTry(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  bool passed = false;  // an error behind us is not ours to catch
  const bool fine = Each(node->a, env, input, [&](Item&& item) {
    if (sink(std::move(item))) return true;
    passed = true;
    return false;
  });
  if (fine || passed || stop_ != Stop::kError) return fine;
  ClearStop();
  if (node->b == nullptr) return true;
  return Each(node->b, env, {error_, OffPath(input.path)}, sink);
}

bool Machine::EachAlternative(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  bool found = false;
  const bool fine = Each(node->a, env, input, [&](Item&& item) {
    if (!item.value.IsTruthy()) return true;
    found = true;
    return sink(std::move(item));
  });
  if (!fine || found) return fine;
  return Each(node->b, env, std::move(input), sink);
}

bool Machine::EachIndex(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return Values(node->b, env, input.value, [&](Value&& key) {
    return Each(node->a, env, input, [&](Item&& from) {
      Item out;
      return Index(node, from, key, out) && sink(std::move(out));
    });
  });
}

bool Machine::EachSlice(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  static const Node nothing = [] {
    Node literal;
    literal.kind = NodeKind::kLiteral;
    literal.yield = Yield::kOne;
    return literal;
  }();
  const Node* begins = node->b == nullptr ? &nothing : node->b;
  const Node* ends = node->c == nullptr ? &nothing : node->c;
  return Values(begins, env, input.value, [&](Value&& begin) {
    return Values(ends, env, input.value, [&](Value&& end) {
      Value key = Value::Object();
      key.Put(Value::Borrowed("start"), begin);
      key.Put(Value::Borrowed("end"), std::move(end));
      return Each(node->a, env, input, [&](Item&& from) {
        Item out;
        return Index(node, from, key, out) && sink(std::move(out));
      });
    });
  });
}

bool Machine::EachOperation(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  const PathRef path = OffPath(input.path);
  const auto apply = [&](const Value& left, const Value& right) {
    Value out;
    bool holds = false;
    if (node->kind == NodeKind::kCompare) {
      if (!Compare(node->op, left, right, holds)) return false;
      out = Value::Bool(holds);
    } else if (!Arithmetic(node, node->op, left, right, out)) {
      return false;
    }
    return sink({std::move(out), path});
  };
  if (node->kind == NodeKind::kNegate)
    return Values(node->a, env, input.value, [&](Value&& value) {
      Node operand;
      operand.kind = NodeKind::kLiteral;
      operand.yield = Yield::kOne;
      operand.value = std::move(value);
      Node negate;
      negate.kind = NodeKind::kNegate;
      negate.a = &operand;
      Item out;
      return OneOperation(&negate, env, {Value(), path}, out) == Got::kValue &&
             sink({std::move(out.value), path});
    });
  return Values(node->b, env, input.value, [&](Value&& right) {
    return Values(node->a, env, input.value, [&](Value&& left) { return apply(left, right); });
  });
}

bool Machine::EachLogic(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  const bool deciding = node->kind == NodeKind::kOr;
  const PathRef path = OffPath(input.path);
  return Values(node->a, env, input.value, [&](Value&& left) {
    if (left.IsTruthy() == deciding) return sink({Value::Bool(deciding), path});
    return Values(node->b, env, input.value, [&](Value&& right) {
      return sink({Value::Bool(right.IsTruthy()), path});
    });
  });
}

bool Machine::EachIf(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return Values(node->a, env, input.value, [&](Value&& condition) {
    const Node* branch = condition.IsTruthy() ? node->b : node->c;
    if (branch == nullptr) return sink(Item(input));
    return Each(branch, env, input, sink);
  });
}

bool Machine::EachLabel(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  const std::int64_t number = ++labels_;
  if (Each(node->a, env.Bind(Value::Int(number)), std::move(input), sink)) return true;
  if (stop_ != Stop::kBreak || break_ != number) return false;
  ClearStop();
  return true;
}

bool Machine::EachRecurse(const Node* node, Item input, const Sink& sink) {
  const NestedHere nested(*this);
  if (!nested.Fine()) return Exceed(kNestedTooDeep, node);
  if (!Step() || !sink(Item(input))) return false;
  if (!input.value.IsArray() && !input.value.IsObject()) return true;
  return Iterate(node, input,
                 [&](Item&& part) { return EachRecurse(node, std::move(part), sink); });
}

bool Machine::TextFrom(const Node* node, const EnvRef& env, const Value& input, std::size_t part,
                       const std::string& tail, const std::function<bool(std::string)>& f) {
  if (part == 0) return f(tail);
  const Node* piece = node->list[part - 1];
  return Values(piece, env, input, [&](Value&& value) {
    std::string text;
    if (piece->kind == NodeKind::kLiteral && value.IsString()) {
      text = value.Text();
    } else if (node->text.empty()) {
      if (!ToText(value, text)) return false;
    } else {
      Value formatted;
      if (!Format(node->text, value, node, formatted)) return false;
      text = formatted.Text();
    }
    return TextFrom(node, env, input, part - 1, text + tail, f);
  });
}

bool Machine::EachText(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return TextFrom(node, env, input.value, node->list.size(), "", [&](std::string text) {
    Value out;
    return Text(std::move(text), out) && sink({std::move(out), OffPath(input.path)});
  });
}

bool Machine::ObjectFrom(const Node* node, const EnvRef& env, const Value& input,
                         std::size_t member, const Value& object,
                         const std::function<bool(Value)>& f) {
  if (member == node->list.size()) return f(object);
  return Values(node->list[member], env, input, [&](Value&& key) {
    if (!key.IsString())
      return Raise("Cannot use " + std::string(KindName(key)) + " as object key",
                   node->list[member]);
    return Values(node->list[member + 1], env, input, [&](Value&& value) {
      Value longer = object;
      longer.Put(key, std::move(value));
      return ObjectFrom(node, env, input, member + 2, longer, f);
    });
  });
}

bool Machine::EachObject(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return ObjectFrom(node, env, input.value, 0, Value::Object(), [&](Value object) {
    return sink({std::move(object), OffPath(input.path)});
  });
}

bool Machine::NativeFrom(const Node* node, const EnvRef& env, const Item& input,
                         std::size_t argument, std::vector<Value>& arguments, const Sink& sink) {
  if (argument == 0) {
    Value out;
    auto copies = arguments;
    return node->native->call(*this, input.value, copies, out) &&
           sink({std::move(out), OffPath(input.path)});
  }
  return Values(node->list[argument - 1], env, input.value, [&](Value&& value) {
    arguments[argument - 1] = std::move(value);
    return NativeFrom(node, env, input, argument - 1, arguments, sink);
  });
}

bool Machine::EachNative(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  std::vector<Value> arguments(node->list.size());
  return NativeFrom(node, env, input, arguments.size(), arguments, sink);
}

}  // namespace tocsin::jq
