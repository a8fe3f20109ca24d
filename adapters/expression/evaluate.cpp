#include <array>
#include <cstddef>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/nesting.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

constexpr std::size_t kNodeKinds = static_cast<std::size_t>(NodeKind::kGlobal) + 1;

constexpr std::array<Way, kNodeKinds> kWays = [] {
  std::array<Way, kNodeKinds> ways{};
  const auto set = [&ways](NodeKind kind, OneWay* one, EachWay* each) {
    ways[static_cast<std::size_t>(kind)] = {one, each};
  };
  set(NodeKind::kIdentity, OneIdentity, nullptr);
  set(NodeKind::kRecurse, nullptr, EachRecurse);
  set(NodeKind::kLiteral, OneLiteral, nullptr);
  set(NodeKind::kText, OneText, EachText);
  set(NodeKind::kFormat, OneFormat, nullptr);
  set(NodeKind::kField, OneField, EachField);
  set(NodeKind::kIndex, OneIndex, EachIndex);
  set(NodeKind::kSlice, OneSlice, EachSlice);
  set(NodeKind::kIterate, nullptr, EachIterate);
  set(NodeKind::kTry, OneTry, EachTry);
  set(NodeKind::kPipe, OnePipe, EachPipe);
  set(NodeKind::kComma, nullptr, EachComma);
  set(NodeKind::kNegate, OneNegate, EachNegate);
  set(NodeKind::kArithmetic, OneArithmetic, EachArithmetic);
  set(NodeKind::kCompare, OneCompare, EachCompare);
  set(NodeKind::kAnd, OneLogic, EachLogic);
  set(NodeKind::kOr, OneLogic, EachLogic);
  set(NodeKind::kAlternative, OneAlternative, EachAlternative);
  set(NodeKind::kAssign, nullptr, EachAssign);
  set(NodeKind::kIf, OneIf, EachIf);
  set(NodeKind::kReduce, nullptr, EachReduce);
  set(NodeKind::kForeach, nullptr, EachForeach);
  set(NodeKind::kBind, OneBind, EachBind);
  set(NodeKind::kDefine, OneDefine, EachDefine);
  set(NodeKind::kLabel, nullptr, EachLabel);
  set(NodeKind::kBreak, nullptr, EachBreak);
  set(NodeKind::kArray, OneArray, nullptr);
  set(NodeKind::kObject, OneObject, EachObject);
  set(NodeKind::kCallDefined, OneDefined, EachDefined);
  set(NodeKind::kCallArgument, nullptr, EachArgument);
  set(NodeKind::kCallNative, OneNative, EachNative);
  set(NodeKind::kCallSpecial, nullptr, EachSpecial);
  set(NodeKind::kVariable, OneVariable, nullptr);
  set(NodeKind::kGlobal, OneGlobal, nullptr);
  return ways;  // a kCall is none of them: the resolver makes it one of the four
}();

/// By Each, which must know the node's kind.
Got OneByEach(Machine& machine, const Node* node, const EnvRef& env, Item input, Item& out) {
  bool found = false;
  const bool went_on = machine.Each(node, env, std::move(input), [&](Item&& item) {
    out = std::move(item);
    found = true;
    return true;
  });
  return !went_on ? Got::kStop : found ? Got::kValue : Got::kNone;
}

/// Whether the node's way to one output takes it.
bool GivesOne(const Node* node, const Way& way) {
  return way.one != nullptr && (node->kind != NodeKind::kBind || BindsPlainly(node));
}

}  // namespace

Got Machine::One(const Node* node, const EnvRef& env, Item input, Item& out) {
  const NestedHere nested(*this);
  if (!nested.Fine()) return Exceed(kNestedTooDeep, node), Got::kStop;
  Stand at(node, env, input);
  while (true) {
    const Node* next = at.TakeNext();
    if (!Step()) return Got::kStop;
    if (next->end != 0) here = next;
    const Way& way = kWays[static_cast<std::size_t>(next->kind)];
    if (!GivesOne(next, way)) return OneByEach(*this, next, at.env(), std::move(input), out);
    const Got got = way.one(*this, next, at, out);
    if (at.Done()) return got;
  }
}

bool Machine::Each(const Node* node, const EnvRef& env, Item input, const Sink& sink) {
  const NestedHere nested(*this);
  if (!nested.Fine()) return Exceed(kNestedTooDeep, node);
  Stand at(node, env, input);
  while (true) {
    const Node* next = at.TakeNext();
    if (!Step()) return false;
    if (next->end != 0) here = next;
    const Way& way = kWays[static_cast<std::size_t>(next->kind)];
    if (way.each == nullptr || (next->yield != Yield::kMany && GivesOne(next, way))) {
      Item out;
      const Got got = One(next, at.env(), std::move(input), out);
      return got == Got::kValue ? sink(std::move(out)) : got == Got::kNone;
    }
    if (!way.each(*this, next, at, sink)) return false;
    if (at.Done()) return true;
  }
}

Got Machine::Pure(const Node* node, const EnvRef& env, const Value& input, Value& out) {
  Item item;
  const Got got = One(node, env, Item{input}, item);
  if (got == Got::kValue) out = std::move(item.value);
  return got;
}

}  // namespace tocsin::jq
