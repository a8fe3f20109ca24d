// Parts of a value: paths.
#include "adapters/expression/machine.hpp"
#include "adapters/expression/nesting.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

Value SliceKey(Value begin, Value end) {
  Value key = Value::Object();
  key.Put(Value::Borrowed("start"), std::move(begin));
  key.Put(Value::Borrowed("end"), std::move(end));
  return key;
}

/// The part at `key` of what `node->a` gives.
Got OneIndexed(Machine& machine, const Node* node, Stand& at, const Value& key, Item& out) {
  Item from;
  if (const Got got = machine.One(node->a, at.env(), std::move(at.input), from); got != Got::kValue)
    return got;
  if (node->end != 0) machine.here = node;
  return machine.Index(node, from, key, out) ? Got::kValue : Got::kStop;
}

/// The parts at `key` of all that `node->a` gives.
bool EachIndexed(Machine& machine, const Node* node, const EnvRef& env, const Item& input,
                 const Value& key, const Sink& sink) {
  return machine.Each(node->a, env, input, [&](Item&& from) {
    Item out;
    return machine.Index(node, from, key, out) && sink(std::move(out));
  });
}

/// A bound of a slice that may be missing.
template <class F>
bool EachSide(Machine& machine, const Node* bound, const EnvRef& env, const Value& input, F&& f) {
  return bound == nullptr ? f(Value()) : machine.Values(bound, env, input, f);
}

bool RecurseInto(Machine& machine, const Node* node, Item input, const Sink& sink) {
  const NestedHere nested(machine);
  if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, node);
  if (!machine.Step() || !sink(Item(input))) return false;
  if (!input.value.IsArray() && !input.value.IsObject()) return true;
  return machine.Iterate(
      node, input, [&](Item&& part) { return RecurseInto(machine, node, std::move(part), sink); });
}

}  // namespace

Got OneIdentity(Machine&, const Node*, Stand& at, Item& out) {
  out = std::move(at.input);
  return Got::kValue;
}

Got OneField(Machine& machine, const Node* node, Stand& at, Item& out) {
  if (node->a->kind == NodeKind::kIdentity)
    return machine.Index(node, at.input, node->value, out) ? Got::kValue : Got::kStop;
  return OneIndexed(machine, node, at, node->value, out);
}

bool EachField(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return EachIndexed(machine, node, at.env(), at.input, node->value, sink);
}

Got OneIndex(Machine& machine, const Node* node, Stand& at, Item& out) {
  Value key;
  if (const Got got = machine.Pure(node->b, at.env(), at.input.value, key); got != Got::kValue)
    return got;
  return OneIndexed(machine, node, at, key, out);
}

bool EachIndex(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return machine.Values(node->b, at.env(), at.input.value, [&](Value&& key) {
    return EachIndexed(machine, node, at.env(), at.input, key, sink);
  });
}

Got OneSlice(Machine& machine, const Node* node, Stand& at, Item& out) {
  Value bounds[2];
  const Node* sides[] = {node->b, node->c};
  for (int i = 0; i < 2; ++i)
    if (sides[i] != nullptr)
      if (const Got got = machine.Pure(sides[i], at.env(), at.input.value, bounds[i]);
          got != Got::kValue)
        return got;
  return OneIndexed(machine, node, at, SliceKey(std::move(bounds[0]), std::move(bounds[1])), out);
}

bool EachSlice(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return EachSide(machine, node->b, at.env(), at.input.value, [&](const Value& begin) {
    return EachSide(machine, node->c, at.env(), at.input.value, [&](const Value& end) {
      return EachIndexed(machine, node, at.env(), at.input, SliceKey(begin, end), sink);
    });
  });
}

bool EachIterate(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  if (node->a->yield == Yield::kMany)
    return machine.Each(node->a, at.env(), std::move(at.input),
                        [&](Item&& from) { return machine.Iterate(node, from, sink); });
  Item from;
  const Got got = machine.One(node->a, at.env(), std::move(at.input), from);
  return got == Got::kValue ? machine.Iterate(node, from, sink) : WentOn(got);
}

bool EachRecurse(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return RecurseInto(machine, node, std::move(at.input), sink);
}

}  // namespace tocsin::jq
