// Loops, and the patterns that bind what they go over.
#include <algorithm>
#include <utility>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/nesting.hpp"
#include "adapters/expression/text.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

using BoundSink = SinkOf<EnvRef>;

bool Destructure(Machine& machine, const Pattern* pattern, const Value& value, EnvRef env,
                 const BoundSink& f);

/// The first `count` items of an array pattern, from the last to the first, as jq binds them.
bool DestructureItems(Machine& machine, const Pattern* pattern, std::size_t count,
                      const Value& value, EnvRef env, const BoundSink& f) {
  if (count == 0) return f(std::move(env));
  const NestedHere nested(machine);
  if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, machine.here);
  if (!machine.Step()) return false;
  const std::size_t item = count - 1;
  Item part;
  if (!machine.Index(machine.here, {value}, Value::Int(static_cast<std::int64_t>(item)), part))
    return false;
  return Destructure(machine, pattern->items[item], part.value, std::move(env), [&](EnvRef longer) {
    return DestructureItems(machine, pattern, item, value, std::move(longer), f);
  });
}

/// The entries of an object pattern from `entry` on.
bool DestructureEntries(Machine& machine, const Pattern* pattern, std::size_t number,
                        const Value& value, EnvRef env, const BoundSink& f) {
  if (number == pattern->entries.size()) return f(std::move(env));
  const NestedHere nested(machine);
  if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, machine.here);
  if (!machine.Step()) return false;
  const auto& entry = pattern->entries[number];
  const auto bind = [&](const Value& key) {
    if (!key.IsString())
      return machine.Raise(
          "Cannot index " + std::string(KindName(value)) + " with " + Described(key), machine.here);
    Item part;
    if (!machine.Index(machine.here, {value}, key, part)) return false;
    EnvRef longer = entry.variable.empty() ? env : env.Bind(part.value);
    const auto go_on = [&](EnvRef bound) {
      return DestructureEntries(machine, pattern, number + 1, value, std::move(bound), f);
    };
    if (entry.value == nullptr) return go_on(std::move(longer));
    return Destructure(machine, entry.value, part.value, std::move(longer), go_on);
  };
  if (entry.key == nullptr) return bind(Value::String(entry.variable));
  return machine.Values(entry.key, env, value, bind);
}

bool Destructure(Machine& machine, const Pattern* pattern, const Value& value, EnvRef env,
                 const BoundSink& f) {
  if (pattern->kind == Pattern::Kind::kVariable) return f(env.Bind(value));
  const NestedHere nested(machine);  // what is bound for runs inside of its binding
  if (!nested.Fine()) return machine.Exceed(kNestedTooDeep, machine.here);
  if (!machine.Step()) return false;
  if (pattern->kind == Pattern::Kind::kArray)
    return DestructureItems(machine, pattern, pattern->items.size(), value, std::move(env), f);
  return DestructureEntries(machine, pattern, 0, value, std::move(env), f);
}

/// One round of a loop: `f` for each of what the update gives for the state, which is taken so that
/// it may be changed in place.
bool Round(Machine& machine, const Node* node, const EnvRef& bound, Item& state, const Sink& f) {
  Item before = std::exchange(state, Item{});
  state.path = machine.OffPath(before.path);
  if (node->c->yield == Yield::kMany) return machine.Each(node->c, bound, std::move(before), f);
  Item after;
  const Got got = machine.One(node->c, bound, std::move(before), after);
  return got == Got::kValue ? f(std::move(after)) : WentOn(got);
}

/// All rounds, from each start value: `f` for each state, `done` with the last one.
template <class F, class Done>
bool AllRounds(Machine& machine, const Node* node, Stand& at, F&& f, Done&& done) {
  return machine.Each(node->b, at.env(), at.input, [&](Item&& init) {
    Item state = std::move(init);
    const bool fine = machine.Values(node->a, at.env(), at.input.value, [&](Value&& value) {
      return machine.Step() && BindAll(machine, node, at.env(), value, [&](const EnvRef& bound) {
               return Round(machine, node, bound, state,
                            [&](Item&& after) { return f(state, std::move(after), bound); });
             });
    });
    return fine && done(std::move(state));
  });
}

}  // namespace

bool BindAll(Machine& machine, const Node* node, const EnvRef& env, const Value& value,
             const BoundSink& f) {
  if (node->patterns.size() == 1) return Destructure(machine, node->patterns[0], value, env, f);
  // Several patterns: the next is tried when one, or what it is bound for, raises. All of their
  // variables are there, those of other patterns null.
  for (std::size_t i = 0; i < node->patterns.size(); ++i) {
    const auto bind = [&](const EnvRef& own) {
      EnvRef bound = env;
      for (const int distance : node->alternatives[i]) {
        if (!machine.Step(1 + std::max(distance, 0))) return false;
        bound = bound.Bind(distance < 0 ? Value()
                                        : own.Cell(static_cast<std::uint32_t>(distance)).value);
      }
      return f(std::move(bound));
    };
    if (Destructure(machine, node->patterns[i], value, env, bind)) return true;
    if (machine.stop() != Machine::Stop::kError || i + 1 == node->patterns.size()) return false;
    machine.ClearStop();
  }
  return true;
}

bool EachReduce(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return AllRounds(
      machine, node, at,
      [](Item& state, Item&& after, const EnvRef&) {
        state = std::move(after);
        return true;
      },
      sink);
}

bool EachForeach(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return AllRounds(
      machine, node, at,
      [&](Item& state, Item&& after, const EnvRef& bound) {
        state = after;
        if (node->d == nullptr) return sink(std::move(after));
        return machine.Each(node->d, bound, std::move(after), sink);
      },
      [](Item&&) { return true; });
}

}  // namespace tocsin::jq
