#include "adapters/expression/builtin.hpp"
#include "adapters/expression/text.hpp"

// Paths as values.

namespace tocsin::jq {
namespace {

Yield PathYields(const Node* call) { return call->list[0]->yield; }

bool EachPath(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  const PathRef path = machine.OffPath(input.path);
  return machine.Paths(call->list[0], env, input.value, [&](Item&& part) {
    return machine.Step(static_cast<std::int64_t>(part.path.Length())) &&
           sink({Value::Array(part.path.Keys()), path});
  });
}

/// Also inside path expressions.
bool EachGetPath(Machine& machine, const Node* call, const EnvRef& env, Item input,
                 const Sink& sink) {
  return machine.Values(call->list[0], env, input.value, [&](Value&& path) {
    Value found;
    auto wrong = GetPath(input.value, path, found);
    if (!wrong.empty()) return machine.Raise(wrong, call);
    PathRef reached = input.path;
    if (reached) {
      if (path.Size() > 0) {
        const Value first = path.At(0);
        if (!machine.Followable(call, input, &first)) return false;
      }
      for (std::size_t i = 0; i < path.Size(); ++i) reached = reached.Then(path.At(i));
    }
    return machine.Step(1 + static_cast<std::int64_t>(path.Size())) &&
           sink({std::move(found), std::move(reached)});
  });
}

constexpr Special kPaths[] = {
    {"path", 1, EachPath, PathYields},
    {"getpath", 1, EachGetPath, PathYields},
};

}  // namespace

std::span<const Special> PathSpecials() { return kPaths; }

}  // namespace tocsin::jq
