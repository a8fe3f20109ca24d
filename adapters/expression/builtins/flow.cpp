#include <cmath>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/text.hpp"

// What decides which outputs go on.

namespace tocsin::jq {
namespace {

Yield YieldsOne(const Node*) { return Yield::kOne; }
Yield YieldsMaybe(const Node*) { return Yield::kMaybe; }
Yield YieldsMany(const Node*) { return Yield::kMany; }
Yield YieldsMaybeOfFirst(const Node* call) {
  return call->list[0]->yield == Yield::kMany ? Yield::kMany : Yield::kMaybe;
}

bool EachEmpty(Machine&, const Node*, const EnvRef&, Item, const Sink&) { return true; }

bool EachError(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink&) {
  if (call->list.empty()) return machine.Raise(std::move(input.value), call);
  return machine.Values(call->list[0], env, input.value,
                        [&](Value&& value) { return machine.Raise(std::move(value), call); });
}

bool EachSelect(Machine& machine, const Node* call, const EnvRef& env, Item input,
                const Sink& sink) {
  return machine.Values(call->list[0], env, input.value,
                        [&](Value&& value) { return !value.IsTruthy() || sink(Item(input)); });
}

/// The first output of `source`; false as Machine has it.
bool TakeFirst(Machine& machine, const Node* source, const EnvRef& env, Item input, bool& found,
               Item& out) {
  const bool fine = machine.Each(source, env, std::move(input), [&](Item&& item) {
    out = std::move(item);
    found = true;
    return machine.Cut(&found);
  });
  return fine || machine.WasCut(&found);
}

bool EachFirst(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  bool found = false;
  Item out;
  if (!TakeFirst(machine, call->list[0], env, std::move(input), found, out)) return false;
  return !found || sink(std::move(out));
}

bool EachLast(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  bool found = false;
  Item out;
  const bool fine = machine.Each(call->list[0], env, std::move(input), [&](Item&& item) {
    out = std::move(item);
    found = true;
    return machine.Step();
  });
  return fine && (!found || sink(std::move(out)));
}

/// The first `count` outputs.
bool TakeSome(Machine& machine, const Node* source, const EnvRef& env, Item input, double count,
              const Sink& sink) {
  double left = count;
  bool passed = false;
  if (count <= 0) return true;
  const bool fine = machine.Each(source, env, std::move(input), [&](Item&& item) {
    left -= 1;
    if (!sink(std::move(item))) {
      passed = true;
      return false;
    }
    return left > 0 || machine.Cut(&left);
  });
  return fine || (!passed && machine.WasCut(&left));
}

/// What is not less than zero, of whatever kind.
bool IsCount(const Value& count) {
  return count.kind() > Kind::kDouble || (count.IsNumber() && count.AsDouble() >= 0);
}
bool CannotCount(Machine& machine, const Node* call, const Value& count) {
  Value ignored;
  return machine.Arithmetic(call, Op::kSubtract, count, Value::Int(1), ignored);
}

bool EachLimit(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  return machine.Values(call->list[0], env, input.value, [&](Value&& count) {
    if (!IsCount(count)) return machine.Raise("limit doesn't support negative count", call);
    if (!count.IsNumber())
      return machine.Values(call->list[1], env, input.value,
                            [&](Value&&) { return CannotCount(machine, call, count); });
    return TakeSome(machine, call->list[1], env, input, count.AsDouble(), sink);
  });
}

bool EachSkip(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  return machine.Values(call->list[0], env, input.value, [&](Value&& count) {
    if (!IsCount(count)) return machine.Raise("skip doesn't support negative count", call);
    if (!count.IsNumber())
      return machine.Values(call->list[1], env, input.value,
                            [&](Value&&) { return CannotCount(machine, call, count); });
    double left = count.AsDouble();
    return machine.Each(call->list[1], env, input, [&](Item&& item) {
      left -= 1;
      return left < 0 ? sink(std::move(item)) : machine.Step();
    });
  });
}

bool EachNth(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  return machine.Values(call->list[0], env, input.value, [&](Value&& place) {
    if (!IsCount(place)) return machine.Raise("nth doesn't support negative indices", call);
    if (!place.IsNumber())
      return machine.Values(call->list[1], env, input.value,
                            [&](Value&&) { return CannotCount(machine, call, place); });
    double left = place.AsDouble();
    bool found = false;
    Item out;
    const bool fine = machine.Each(call->list[1], env, input, [&](Item&& item) {
      if (left >= 1) {
        left -= 1;
        return machine.Step();
      }
      out = std::move(item);
      found = true;
      return machine.Cut(&found);
    });
    if (!fine && !machine.WasCut(&found)) return false;
    return !found || sink(std::move(out));
  });
}

bool EachIsEmpty(Machine& machine, const Node* call, const EnvRef& env, Item input,
                 const Sink& sink) {
  bool found = false;
  Item ignored;
  const PathRef path = machine.OffPath(input.path);
  if (!TakeFirst(machine, call->list[0], env, {std::move(input.value)}, found, ignored))
    return false;
  return sink({Value::Bool(!found), path});
}

/// any and all: stops at the first that decides.
bool Decides(Machine& machine, const Node* call, const EnvRef& env, const Item& input,
             bool deciding, const Sink& sink) {
  bool decided = false;
  const auto test = [&](Value&& value) {
    if (value.IsTruthy() != deciding) return machine.Step();
    decided = true;
    return machine.Cut(&decided);
  };
  bool fine = true;
  if (call->list.size() == 2) {
    fine = machine.Values(call->list[0], env, input.value, [&](Value&& value) {
      return machine.Values(call->list[1], env, value, test);
    });
  } else {
    fine = machine.Iterate(call, {input.value}, [&](Item&& item) {
      if (call->list.empty()) return test(std::move(item.value));
      return machine.Values(call->list[0], env, item.value, test);
    });
  }
  if (!fine && !machine.WasCut(&decided)) return false;
  return sink({Value::Bool(decided == deciding), machine.OffPath(input.path)});
}
bool EachAny(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  return Decides(machine, call, env, input, true, sink);
}
bool EachAll(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  return Decides(machine, call, env, input, false, sink);
}

bool EachSame(Machine&, const Node*, const EnvRef&, Item input, const Sink& sink) {
  return sink(std::move(input));
}

constexpr Special kFlow[] = {
    {"empty", 0, EachEmpty, YieldsMaybe},    {"error", 0, EachError, YieldsMaybe},
    {"error", 1, EachError, YieldsMaybe},    {"select", 1, EachSelect, YieldsMaybeOfFirst},
    {"first", 1, EachFirst, YieldsMaybe},    {"last", 1, EachLast, YieldsMaybe},
    {"limit", 2, EachLimit, YieldsMany},     {"skip", 2, EachSkip, YieldsMany},
    {"nth", 2, EachNth, YieldsMaybeOfFirst}, {"isempty", 1, EachIsEmpty, YieldsOne},
    {"any", 0, EachAny, YieldsOne},          {"any", 1, EachAny, YieldsOne},
    {"any", 2, EachAny, YieldsOne},          {"all", 0, EachAll, YieldsOne},
    {"all", 1, EachAll, YieldsOne},          {"all", 2, EachAll, YieldsOne},
    {"debug", 0, EachSame, YieldsOne},       {"stderr", 0, EachSame, YieldsOne},
};

}  // namespace

std::span<const Special> FlowSpecials() { return kFlow; }

}  // namespace tocsin::jq
