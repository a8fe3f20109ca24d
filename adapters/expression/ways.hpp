#pragma once

#include <utility>

#include "adapters/expression/machine.hpp"

namespace tocsin::jq {

/// Where an evaluation of one node stands: what is evaluated next, and for what.
class Stand {
 public:
  Stand(const Node* next, const EnvRef& env, Item& input) : input(input), next_(next), env_(&env) {}
  Stand(const Stand&) = delete;
  Stand& operator=(const Stand&) = delete;

  const EnvRef& env() const { return *env_; }
  /// Goes on with `node`, whose outputs are those of the node evaluated now.
  void Follow(const Node* node) { next_ = node; }
  /// Binds more: what follows sees `env`.
  void Enter(EnvRef env) {
    held_ = std::move(env);
    env_ = &held_;
  }
  const Node* TakeNext() { return std::exchange(next_, nullptr); }
  /// True when the node that was taken has given its outputs.
  bool Done() const { return next_ == nullptr; }

  Item& input;

 private:
  const Node* next_;
  const EnvRef* env_;
  EnvRef held_;
};

using OneWay = Got(Machine& machine, const Node* node, Stand& at, Item& out);
using EachWay = bool(Machine& machine, const Node* node, Stand& at, const Sink& sink);

/// How nodes of one kind are evaluated. A way either gives the outputs itself, or leaves in the
/// Stand the node whose outputs they are.
struct Way {
  /// The one output, of nodes that have no more; nullptr: by `each`.
  OneWay* one = nullptr;
  /// All outputs; nullptr: such nodes never have several.
  EachWay* each = nullptr;
};

/// What Machine::Each answers for a node of one output.
inline bool WentOn(Got got) { return got != Got::kStop; }
/// `$name` and nothing else between `as` and `|`.
inline bool BindsPlainly(const Node* node) {
  return node->patterns.size() == 1 && node->patterns[0]->kind == Pattern::Kind::kVariable;
}
/// `state as patterns`: `sink` for each way in which the patterns bind.
bool BindAll(Machine& machine, const Node* node, const EnvRef& env, const Value& value,
             const SinkOf<EnvRef>& sink);

// evaluate_parts.cpp
OneWay OneIdentity, OneField, OneIndex, OneSlice;
EachWay EachField, EachIndex, EachSlice, EachIterate, EachRecurse;
// evaluate_values.cpp
OneWay OneLiteral, OneVariable, OneGlobal, OneText, OneFormat, OneArray, OneObject;
EachWay EachText, EachObject;
// evaluate_operations.cpp
OneWay OneNegate, OneArithmetic, OneCompare, OneLogic;
EachWay EachNegate, EachArithmetic, EachCompare, EachLogic;
// evaluate_flow.cpp
OneWay OnePipe, OneIf, OneBind, OneTry, OneAlternative, OneDefine;
EachWay EachPipe, EachIf, EachBind, EachTry, EachAlternative, EachDefine, EachComma, EachLabel,
    EachBreak;
// evaluate_calls.cpp
OneWay OneDefined, OneNative;
EachWay EachDefined, EachArgument, EachNative, EachSpecial;
// evaluate_loops.cpp
EachWay EachReduce, EachForeach, EachAssign;

}  // namespace tocsin::jq
