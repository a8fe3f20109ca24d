#include <cmath>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/nesting.hpp"
#include "adapters/expression/text.hpp"

// What runs until something holds: as loops where what they run gives at most one output, so that
// they take no stack.

namespace tocsin::jq {
namespace {

Yield LoopYieldsMany(const Node*) { return Yield::kMany; }
Yield UntilYields(const Node* call) { return std::max(call->list[0]->yield, call->list[1]->yield); }

bool EachUntil(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  const Node* condition = call->list[0];
  const Node* update = call->list[1];
  while (true) {
    if (!machine.Step()) return false;
    if (condition->yield == Yield::kMany || update->yield == Yield::kMany) break;
    Value holds;
    Got got = machine.Pure(condition, env, input.value, holds);
    if (got != Got::kValue) return got == Got::kNone;
    if (holds.IsTruthy()) return sink(std::move(input));
    Item next;
    got = machine.One(update, env, std::move(input), next);
    if (got != Got::kValue) return got == Got::kNone;
    input = std::move(next);
  }
  const NestedHere nested(machine);
  if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, call);
  return machine.Values(condition, env, input.value, [&](Value&& holds) {
    if (holds.IsTruthy()) return sink(Item(input));
    return machine.Each(update, env, input, [&](Item&& next) {
      return EachUntil(machine, call, env, std::move(next), sink);
    });
  });
}

/// `.`, then what `update` gives and so on: while `condition` (none: always) holds; `first` is
/// given unasked.
bool Unfold(Machine& machine, const Node* call, const Node* condition, const Node* update,
            const EnvRef& env, Item input, const Sink& sink, bool first = false) {
  for (bool ask = !first;; ask = true) {
    if (!machine.Step()) return false;
    if (condition != nullptr && ask) {
      if (condition->yield == Yield::kMany) break;
      Value holds;
      const Got got = machine.Pure(condition, env, input.value, holds);
      if (got != Got::kValue) return got == Got::kNone;
      if (!holds.IsTruthy()) return true;
    }
    if (!sink(Item(input))) return false;
    if (update->yield == Yield::kMany) {
      const NestedHere nested(machine);
      if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, call);
      return machine.Each(update, env, std::move(input), [&](Item&& next) {
        return Unfold(machine, call, condition, update, env, std::move(next), sink);
      });
    }
    Item next;
    const Got got = machine.One(update, env, std::move(input), next);
    if (got != Got::kValue) return got == Got::kNone;
    input = std::move(next);
  }
  const NestedHere nested(machine);
  if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, call);
  return machine.Values(condition, env, input.value, [&](Value&& holds) {
    if (!holds.IsTruthy()) return true;
    if (!sink(Item(input))) return false;
    return machine.Each(update, env, input, [&](Item&& next) {
      return Unfold(machine, call, condition, update, env, std::move(next), sink);
    });
  });
}

bool EachWhile(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  return Unfold(machine, call, call->list[0], call->list[1], env, std::move(input), sink);
}
bool EachRepeated(Machine& machine, const Node* call, const EnvRef& env, Item input,
                  const Sink& sink) {
  while (machine.Step())
    if (!machine.Each(call->list[0], env, input, sink)) return false;
  return false;
}
bool EachRecursion(Machine& machine, const Node* call, const EnvRef& env, Item input,
                   const Sink& sink) {
  return Unfold(machine, call, nullptr, call->list[0], env, std::move(input), sink);
}
bool EachBounded(Machine& machine, const Node* call, const EnvRef& env, Item input,
                 const Sink& sink) {
  return Unfold(machine, call, call->list[1], call->list[0], env, std::move(input), sink, true);
}
bool EachPart(Machine& machine, const Node* call, const EnvRef&, Item input, const Sink& sink) {
  static const Node all = [] {
    Node node;
    node.kind = NodeKind::kRecurse;
    return node;
  }();
  (void)call;
  return machine.Each(&all, {}, std::move(input), sink);
}

bool Count(Machine& machine, const Node* call, const PathRef& path, const Value& from,
           const Value& upto, const Value& by, const Sink& sink) {
  if (!from.IsNumber() || !upto.IsNumber() || !by.IsNumber())
    return machine.Raise("Range bounds must be numeric", call);
  const bool whole = from.kind() == Kind::kInt && by.kind() == Kind::kInt;
  const double step = by.AsDouble();
  const double end = upto.AsDouble();
  if (step == 0) return true;
  __int128 integer = from.AsWide();
  double number = from.AsDouble();
  while (true) {
    const double at = whole ? static_cast<double>(integer) : number;
    if (!(step > 0 ? at < end : at > end)) return true;
    const bool exact = whole && integer >= INT64_MIN && integer <= INT64_MAX;
    Item out{exact ? Value::Int(static_cast<std::int64_t>(integer)) : Value::Double(at), path};
    if (!machine.Step() || !sink(std::move(out))) return false;
    integer += by.AsWide();
    number += step;
  }
}

/// With bounds of any kind: adds while what it has is less than the end, or greater.
bool CountAny(Machine& machine, const Node* call, const PathRef& path, Value at, const Value& upto,
              const Value& by, const Sink& sink) {
  int way = 0;
  if (!machine.Order(by, Value::Int(0), way)) return false;
  while (way != 0) {
    int order = 0;
    if (!machine.Order(at, upto, order)) return false;
    if (way > 0 ? order >= 0 : order <= 0) return true;
    if (!machine.Step() || !sink({at, path})) return false;
    Value next;
    if (!machine.Arithmetic(call, Op::kAdd, at, by, next)) return false;
    at = std::move(next);
  }
  return true;
}

bool EachRange(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  const PathRef path = machine.OffPath(input.path);
  const Value zero = Value::Int(0);
  const Value one = Value::Int(1);
  const auto& list = call->list;
  return machine.Values(list[0], env, input.value, [&](Value&& first) {
    if (list.size() == 1) return Count(machine, call, path, zero, first, one, sink);
    return machine.Values(list[1], env, input.value, [&](Value&& second) {
      if (list.size() == 2) return Count(machine, call, path, first, second, one, sink);
      return machine.Values(list[2], env, input.value, [&](Value&& third) {
        const bool numbers = first.IsNumber() && second.IsNumber() && third.IsNumber();
        return numbers ? Count(machine, call, path, first, second, third, sink)
                       : CountAny(machine, call, path, first, second, third, sink);
      });
    });
  });
}

constexpr Special kLoops[] = {
    {"until", 2, EachUntil, UntilYields},        {"while", 2, EachWhile, LoopYieldsMany},
    {"repeat", 1, EachRepeated, LoopYieldsMany}, {"recurse", 1, EachRecursion, LoopYieldsMany},
    {"recurse", 2, EachBounded, LoopYieldsMany}, {"recurse", 0, EachPart, LoopYieldsMany},
    {"range", 1, EachRange, LoopYieldsMany},     {"range", 2, EachRange, LoopYieldsMany},
    {"range", 3, EachRange, LoopYieldsMany},
};

}  // namespace

std::span<const Special> LoopSpecials() { return kLoops; }

}  // namespace tocsin::jq
