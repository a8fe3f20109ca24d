// Assignments: a changed copy of the input.
#include <string>
#include <vector>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/path_steps.hpp"
#include "adapters/expression/text.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

/// What an assignment makes of the value at one path.
enum class Update : std::uint8_t { kStopped, kSet, kRemove };

/// `|=`: the first output of the right side; none removes the value.
Update Modified(Machine& machine, const Node* node, const EnvRef& env, Value before, Value& after) {
  bool found = false;
  const bool fine = machine.Each(node->b, env, {std::move(before)}, [&](Item&& item) {
    after = std::move(item.value);
    found = true;
    return machine.Cut(&found);
  });
  if (!fine && !machine.WasCut(&found)) return Update::kStopped;
  return found ? Update::kSet : Update::kRemove;
}

Update Updated(Machine& machine, const Node* node, const EnvRef& env, const Value& given,
               const Value& state, const std::vector<Value>& path, Value& after) {
  after = given;
  if (node->op == Op::kSet) return Update::kSet;
  Value before;
  if (auto wrong = GetPath(state, Value::Array(path), before); !wrong.empty())
    return machine.Raise(wrong, node), Update::kStopped;
  if (node->op == Op::kModify) return Modified(machine, node, env, std::move(before), after);
  if (node->op == Op::kAlternative) {
    if (before.IsTruthy()) after = std::move(before);
    return Update::kSet;
  }
  return machine.Arithmetic(node, node->op, std::move(before), given, after) ? Update::kSet
                                                                             : Update::kStopped;
}

bool Assign(Machine& machine, const Node* node, const EnvRef& env, const Value& given,
            Value& state) {
  // All paths first: nothing then holds the state but us, so that it is changed in place.
  std::vector<std::vector<Value>> paths;
  if (!machine.Paths(node->a, env, state, [&](Item&& part) {
        paths.push_back(part.path.Keys());
        return machine.Step(static_cast<std::int64_t>(part.path.Length()) + 1);
      }))
    return false;
  std::vector<std::vector<Value>> gone;
  for (auto& path : paths) {
    if (!machine.Step()) return false;
    Value after;
    const Update update = Updated(machine, node, env, given, state, path, after);
    if (update == Update::kStopped) return false;
    if (update == Update::kRemove) {
      gone.push_back(std::move(path));
    } else if (auto wrong = SetPath(state, path, std::move(after)); !wrong.empty()) {
      return machine.Raise(wrong, node);
    }
  }
  if (gone.empty()) return true;
  const auto wrong = DeletePaths(state, std::move(gone), machine.meter());
  return wrong.empty() || machine.Raise(wrong, node);
}

}  // namespace

bool Machine::Paths(const Node* node, const EnvRef& env, const Value& input, const Sink& sink) {
  return Each(node, env, {input, PathRef::Root()}, [&](Item&& item) {
    if (IsOffPath(item.path))
      return Raise("Invalid path expression with result " + Glimpse(item.value), node);
    return sink(std::move(item));
  });
}

bool EachAssign(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  const PathRef path = machine.OffPath(at.input.path);
  const auto assign = [&](const Value& given, Value state) {
    return Assign(machine, node, at.env(), given, state) && sink({std::move(state), path});
  };
  if (node->op == Op::kModify) return assign({}, std::move(at.input.value));
  if (node->b->yield != Yield::kMany) {
    Value given;
    const Got got = machine.Pure(node->b, at.env(), at.input.value, given);
    return got == Got::kValue ? assign(given, std::move(at.input.value)) : WentOn(got);
  }
  return machine.Values(node->b, at.env(), at.input.value,
                        [&](Value&& given) { return assign(given, at.input.value); });
}

}  // namespace tocsin::jq
