// Calls of functions.
#include <span>
#include <utility>
#include <vector>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/machine.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

/// What the body of a definition sees: what is around it, and the arguments.
EnvRef EnvOfCall(const Node* call, const EnvRef& env) {
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

/// The texts that it may walk over are counted here, for all of them.
bool CallNative(Machine& machine, const Node* node, Value input, std::span<Value> arguments,
                Value& out) {
  CountRead(input);
  CountDigits(input);
  for (const Value& argument : arguments) CountRead(argument);
  return machine.Step(0) && node->native->call(machine, std::move(input), arguments, out);
}

/// Calls for every combination of what the first `left` arguments give, the last varied slowest.
bool NativeFrom(Machine& machine, const Node* node, Stand& at, std::size_t left,
                std::vector<Value>& arguments, const Sink& sink) {
  if (left == 0) {
    Value out;
    auto copies = arguments;
    return CallNative(machine, node, at.input.value, copies, out) &&
           sink({std::move(out), machine.OffPath(at.input.path)});
  }
  return machine.Values(node->list[left - 1], at.env(), at.input.value, [&](Value&& value) {
    arguments[left - 1] = std::move(value);
    return NativeFrom(machine, node, at, left - 1, arguments, sink);
  });
}

}  // namespace

Got OneDefined(Machine&, const Node* node, Stand& at, Item&) {
  at.Enter(EnvOfCall(node, at.env()));
  at.Follow(node->definition->body);
  return Got::kValue;
}

bool EachDefined(Machine&, const Node* node, Stand& at, const Sink&) {
  at.Enter(EnvOfCall(node, at.env()));
  at.Follow(node->definition->body);
  return true;
}

bool EachArgument(Machine&, const Node* node, Stand& at, const Sink&) {
  const auto& cell = at.env().Cell(node->distance);
  at.Follow(cell.argument);
  at.Enter(cell.where);
  return true;
}

Got OneNative(Machine& machine, const Node* node, Stand& at, Item& out) {
  constexpr std::size_t kMostArguments = 4;
  Value arguments[kMostArguments];
  const std::size_t count = node->list.size();
  for (std::size_t i = count; i-- > 0;)
    if (const Got got = machine.Pure(node->list[i], at.env(), at.input.value, arguments[i]);
        got != Got::kValue)
      return got;
  if (node->end != 0) machine.here = node;
  out.path = machine.OffPath(at.input.path);
  Value result;
  if (!CallNative(machine, node, std::move(at.input.value), std::span(arguments, count), result))
    return Got::kStop;
  out.value = std::move(result);
  return Got::kValue;
}

bool EachNative(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  std::vector<Value> arguments(node->list.size());
  return NativeFrom(machine, node, at, arguments.size(), arguments, sink);
}

bool EachSpecial(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  CountRead(at.input.value);
  return node->special->each(machine, node, at.env(), std::move(at.input), sink);
}

}  // namespace tocsin::jq
