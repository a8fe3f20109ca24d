// What decides which nodes are evaluated, and for what.
#include "adapters/expression/machine.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {

Got OnePipe(Machine& machine, const Node* node, Stand& at, Item&) {
  Item middle;
  const Got got = machine.One(node->a, at.env(), std::move(at.input), middle);
  if (got != Got::kValue) return got;
  at.input = std::move(middle);
  at.Follow(node->b);
  return got;
}

bool EachPipe(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  if (node->a->yield != Yield::kMany) {
    Item unused;
    return WentOn(OnePipe(machine, node, at, unused));
  }
  return machine.Each(node->a, at.env(), std::move(at.input), [&](Item&& middle) {
    return machine.Each(node->b, at.env(), std::move(middle), sink);
  });
}

bool EachComma(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  for (std::size_t i = 0; i + 1 < node->list.size(); ++i)
    if (!machine.Each(node->list[i], at.env(), at.input, sink)) return false;
  at.Follow(node->list.back());
  return true;
}

Got OneIf(Machine& machine, const Node* node, Stand& at, Item& out) {
  Value condition;
  const Got got = machine.Pure(node->a, at.env(), at.input.value, condition);
  if (got != Got::kValue) return got;
  const Node* branch = condition.IsTruthy() ? node->b : node->c;
  if (branch != nullptr)
    at.Follow(branch);
  else
    out = std::move(at.input);
  return got;
}

bool EachIf(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  if (node->a->yield != Yield::kMany) {
    Item same;
    const Got got = OneIf(machine, node, at, same);
    return got == Got::kValue && at.Done() ? sink(std::move(same)) : WentOn(got);
  }
  return machine.Values(node->a, at.env(), at.input.value, [&](Value&& condition) {
    const Node* branch = condition.IsTruthy() ? node->b : node->c;
    if (branch == nullptr) return sink(Item(at.input));
    return machine.Each(branch, at.env(), at.input, sink);
  });
}

Got OneBind(Machine& machine, const Node* node, Stand& at, Item&) {
  Value bound;
  const Got got = machine.Pure(node->a, at.env(), at.input.value, bound);
  if (got != Got::kValue) return got;
  at.Enter(at.env().Bind(std::move(bound)));
  at.Follow(node->b);
  return got;
}

bool EachBind(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  if (BindsPlainly(node) && node->a->yield != Yield::kMany) {
    Item unused;
    return WentOn(OneBind(machine, node, at, unused));
  }
  return machine.Values(node->a, at.env(), at.input.value, [&](Value&& value) {
    return BindAll(machine, node, at.env(), value, [&](const EnvRef& bound) {
      return machine.Each(node->b, bound, at.input, sink);
    });
  });
}

namespace {

/// Whether the error that was raised is for this `try`. Of a step with '?' it is the step's alone:
/// that there is no path here is a mistake of the expression.
bool Catches(const Machine& machine, const Node* node) {
  if (machine.stop() != Machine::Stop::kError) return false;
  return node->text.empty() || !machine.error().IsString() ||
         !machine.error().Text().starts_with("Invalid path expression");
}

}  // namespace

Got OneTry(Machine& machine, const Node* node, Stand& at, Item& out) {
  const Got got = machine.One(node->a, at.env(), at.input, out);
  if (got != Got::kStop || !Catches(machine, node)) return got;
  machine.ClearStop();
  if (node->b == nullptr) return Got::kNone;
  return machine.One(node->b, at.env(), {machine.error(), machine.OffPath(at.input.path)}, out);
}

bool EachTry(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  // An error behind us is not ours to catch; one that a further pattern of ours raises then is.
  std::int64_t behind = -1;
  const bool fine = machine.Each(node->a, at.env(), at.input, [&](Item&& item) {
    if (sink(std::move(item))) return true;
    behind = machine.errors();
    return false;
  });
  if (fine || behind == machine.errors() || !Catches(machine, node)) return fine;
  machine.ClearStop();
  if (node->b == nullptr) return true;
  return machine.Each(node->b, at.env(), {machine.error(), machine.OffPath(at.input.path)}, sink);
}

Got OneAlternative(Machine& machine, const Node* node, Stand& at, Item& out) {
  Item first;
  const Got got = machine.One(node->a, at.env(), at.input, first);
  if (got == Got::kStop) return got;
  if (got == Got::kValue && first.value.IsTruthy())
    out = std::move(first);
  else
    at.Follow(node->b);
  return Got::kValue;
}

bool EachAlternative(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  bool found = false;
  const bool fine = machine.Each(node->a, at.env(), at.input, [&](Item&& item) {
    if (!item.value.IsTruthy()) return true;
    found = true;
    return sink(std::move(item));
  });
  if (fine && !found) at.Follow(node->b);
  return fine;
}

Got OneDefine(Machine&, const Node* node, Stand& at, Item&) {
  at.Follow(node->a);
  return Got::kValue;
}

bool EachDefine(Machine&, const Node* node, Stand& at, const Sink&) {
  at.Follow(node->a);
  return true;
}

bool EachLabel(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  const std::int64_t label = machine.NewLabel();
  return machine.Each(node->a, at.env().Bind(Value::Int(label)), std::move(at.input), sink) ||
         machine.WasBroken(label);
}

bool EachBreak(Machine& machine, const Node* node, Stand& at, const Sink&) {
  return machine.Break(at.env().Cell(node->distance).value.AsInt());
}

}  // namespace tocsin::jq
