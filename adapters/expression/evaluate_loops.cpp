#include "adapters/expression/machine.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {

bool Machine::Destructure(const Pattern* pattern, const Value& value, EnvRef env,
                          const std::function<bool(EnvRef)>& f) {
  if (pattern->kind == Pattern::Kind::kVariable) return f(env.Bind(value));
  if (pattern->kind == Pattern::Kind::kArray) {
    const std::function<bool(std::size_t, EnvRef)> next = [&](std::size_t i, EnvRef so_far) {
      if (i == pattern->items.size()) return f(std::move(so_far));
      Item part;
      if (!Index(here, {value}, Value::Int(static_cast<std::int64_t>(i)), part)) return false;
      return Destructure(pattern->items[i], part.value, std::move(so_far),
                         [&, i](EnvRef longer) { return next(i + 1, std::move(longer)); });
    };
    return next(0, std::move(env));
  }
  const std::function<bool(std::size_t, EnvRef)> next = [&](std::size_t i, EnvRef so_far) -> bool {
    if (i == pattern->entries.size()) return f(std::move(so_far));
    const auto& entry = pattern->entries[i];
    const auto go_on = [&](const Value& key, const EnvRef& reached) -> bool {
      if (!key.IsString())
        return Raise("Cannot index " + std::string(KindName(value)) + " with " + Described(key),
                     here);
      Item part;
      if (!Index(here, {value}, key, part)) return false;
      EnvRef longer = entry.variable.empty() ? reached : reached.Bind(part.value);
      if (entry.value == nullptr) return next(i + 1, std::move(longer));
      return Destructure(entry.value, part.value, std::move(longer),
                         [&, i](EnvRef bound) { return next(i + 1, std::move(bound)); });
    };
    if (entry.key == nullptr) return go_on(Value::String(entry.variable), so_far);
    return Values(entry.key, so_far, value, [&](Value&& key) { return go_on(key, so_far); });
  };
  return next(0, std::move(env));
}

bool Machine::BindAll(const Node* node, const EnvRef& env, const Value& value,
                      const std::function<bool(EnvRef)>& f) {
  if (node->patterns.size() == 1) return Destructure(node->patterns[0], value, env, f);
  // Several patterns: the next is tried when one, or what it is bound for, raises. All of their
  // variables are there, those of other patterns null.
  for (std::size_t i = 0; i < node->patterns.size(); ++i) {
    const bool fine = Destructure(node->patterns[i], value, env, [&](EnvRef own) {
      EnvRef bound = env;
      for (const int distance : node->alternatives[i])
        bound = bound.Bind(distance < 0 ? Value()
                                        : own.Cell(static_cast<std::uint32_t>(distance)).value);
      return f(std::move(bound));
    });
    if (fine) return true;
    if (stop_ != Stop::kError || i + 1 == node->patterns.size()) return false;
    ClearStop();
  }
  return true;
}

bool Machine::EachBind(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return Values(node->a, env, input.value, [&](Value&& value) {
    return BindAll(node, env, value,
                   [&](EnvRef bound) { return Each(node->b, bound, input, sink); });
  });
}

bool Machine::EachReduce(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return Each(node->b, env, input, [&](Item&& init) {
    Item state = std::move(init);
    const bool fine = Values(node->a, env, input.value, [&](Value&& value) {
      return Step() && BindAll(node, env, value, [&](EnvRef bound) {
               Item before = std::exchange(state, Item{});
               state.path = OffPath(before.path);
               if (node->c->yield != Yield::kMany) {
                 Item after;
                 const Got got = One(node->c, bound, std::move(before), after);
                 if (got == Got::kValue) state = std::move(after);
                 return got != Got::kStop;
               }
               return Each(node->c, bound, std::move(before), [&](Item&& after) {
                 state = std::move(after);
                 return true;
               });
             });
    });
    return fine && sink(std::move(state));
  });
}

bool Machine::EachForeach(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  return Each(node->b, env, input, [&](Item&& init) {
    Item state = std::move(init);
    return Values(node->a, env, input.value, [&](Value&& value) {
      return Step() && BindAll(node, env, value, [&](EnvRef bound) {
               Item before = std::exchange(state, Item{});
               state.path = OffPath(before.path);
               return Each(node->c, bound, std::move(before), [&](Item&& after) {
                 state = after;
                 if (node->d == nullptr) return sink(std::move(after));
                 return Each(node->d, bound, std::move(after), sink);
               });
             });
    });
  });
}

bool Machine::Paths(const Node* node, const EnvRef& env, const Value& input,
                    const std::function<bool(PathRef, Value&&)>& f) {
  return Each(node, env, {input, PathRef::Root()}, [&](Item&& item) {
    if (IsOffPath(item.path))
      return Raise("Invalid path expression with result " + Glimpse(item.value), node);
    return f(std::move(item.path), std::move(item.value));
  });
}

bool Machine::EachAssign(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  const PathRef path = OffPath(input.path);
  if (node->op == Op::kModify) {
    Value state = std::move(input.value);
    return Assign(node, env, {}, state) && sink({std::move(state), path});
  }
  if (node->b->yield != Yield::kMany) {
    Value given;
    const Got got = Pure(node->b, env, input.value, given);
    if (got != Got::kValue) return got == Got::kNone;
    Value state = std::move(input.value);
    return Assign(node, env, given, state) && sink({std::move(state), path});
  }
  return Values(node->b, env, input.value, [&](Value&& given) {
    Value state = input.value;
    return Assign(node, env, given, state) && sink({std::move(state), path});
  });
}

bool Machine::Assign(const Node* node, const EnvRef& env, const Value& given, Value& state) {
  // All paths first: nothing then holds the state but us, so that it is changed in place.
  std::vector<std::vector<Value>> paths;
  if (!Paths(node->a, env, state, [&](PathRef path, Value&&) {
        paths.push_back(path.Keys());
        return Step(static_cast<std::int64_t>(path.Length()) + 1);
      }))
    return false;
  std::vector<std::vector<Value>> gone;
  for (auto& path : paths) {
    if (!Step()) return false;
    Value after = given;
    if (node->op != Op::kSet) {
      Value before;
      if (auto wrong = GetPath(state, Value::Array(path), before); !wrong.empty())
        return Raise(wrong, node);
      if (node->op == Op::kModify) {
        bool found = false;
        const bool fine = Each(node->b, env, {std::move(before)}, [&](Item&& item) {
          after = std::move(item.value);
          found = true;
          return Cut(&found);
        });
        if (!fine && !WasCut(&found)) return false;
        if (!found) {
          gone.push_back(std::move(path));
          continue;
        }
      } else if (node->op == Op::kAlternative) {
        if (before.IsTruthy()) after = std::move(before);
      } else if (!Arithmetic(node, node->op, std::move(before), given, after)) {
        return false;
      }
    }
    if (auto wrong = SetPath(state, path, std::move(after)); !wrong.empty())
      return Raise(wrong, node);
  }
  if (gone.empty()) return true;
  if (auto wrong = DeletePaths(state, std::move(gone), meter_); !wrong.empty())
    return Raise(wrong, node);
  return true;
}

}  // namespace tocsin::jq
