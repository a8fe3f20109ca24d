// Operators between values.
#include <cstdint>
#include <string>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/text.hpp"
#include "adapters/expression/ways.hpp"

namespace tocsin::jq {
namespace {

std::string OtherSign(std::string_view digits) {
  if (digits.starts_with('-')) return std::string(digits.substr(1));
  return '-' + std::string(digits);
}

/// Exact for every integer: what is only negated is still the same id.
bool Negated(Machine& machine, const Node* node, const Value& number, Value& out) {
  CountDigits(number);
  if (!number.IsNumber()) return machine.Raise(Described(number) + " cannot be negated", node);
  constexpr std::uint64_t kBelow = std::uint64_t{1} << 63;  // the magnitude of INT64_MIN
  if (number.kind() == Kind::kInt && number.AsInt() != 0)
    out = number.AsInt() == INT64_MIN ? Value::Uint(kBelow) : Value::Int(-number.AsInt());
  else if (number.kind() == Kind::kUint && number.AsUint() == kBelow)
    out = Value::Int(INT64_MIN);
  else if (number.kind() == Kind::kUint)
    out = Value::Large('-' + std::to_string(number.AsUint()));
  else if (number.kind() == Kind::kLarge)
    ReadNumber(OtherSign(number.Text()), out);
  else
    out = Value::Double(-number.AsDouble());
  return true;
}

bool Compared(Machine& machine, const Node* node, const Value& left, const Value& right,
              Value& out) {
  bool holds = false;
  if (!machine.Compare(node->op, left, right, holds)) return false;
  out = Value::Bool(holds);
  return true;
}

/// The right side, then the left one, which takes the input, so that `. + [1]` may grow it in
/// place.
Got OperandsOf(Machine& machine, const Node* node, Stand& at, Value& left, Value& right) {
  if (node->b != nullptr)
    if (const Got got = machine.Pure(node->b, at.env(), at.input.value, right); got != Got::kValue)
      return got;
  Item operand;
  const Got got = machine.One(node->a, at.env(), {std::move(at.input.value)}, operand);
  if (node->end != 0) machine.here = node;
  left = std::move(operand.value);
  return got;
}

/// `apply` for all pairs of what the sides give.
template <class F>
bool EachPair(Machine& machine, const Node* node, Stand& at, const Sink& sink, F&& apply) {
  const PathRef path = machine.OffPath(at.input.path);
  return machine.Values(node->b, at.env(), at.input.value, [&](Value&& right) {
    return machine.Values(node->a, at.env(), at.input.value, [&](Value&& left) {
      Value out;
      return apply(left, right, out) && sink({std::move(out), path});
    });
  });
}

}  // namespace

Got OneNegate(Machine& machine, const Node* node, Stand& at, Item& out) {
  out.path = machine.OffPath(at.input.path);
  Value number;
  Value none;
  if (const Got got = OperandsOf(machine, node, at, number, none); got != Got::kValue) return got;
  return Negated(machine, node, number, out.value) ? Got::kValue : Got::kStop;
}

bool EachNegate(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return machine.Values(node->a, at.env(), at.input.value, [&](Value&& number) {
    Value out;
    return Negated(machine, node, number, out) &&
           sink({std::move(out), machine.OffPath(at.input.path)});
  });
}

Got OneArithmetic(Machine& machine, const Node* node, Stand& at, Item& out) {
  out.path = machine.OffPath(at.input.path);
  Value left;
  Value right;
  if (const Got got = OperandsOf(machine, node, at, left, right); got != Got::kValue) return got;
  return machine.Arithmetic(node, node->op, std::move(left), std::move(right), out.value)
             ? Got::kValue
             : Got::kStop;
}

bool EachArithmetic(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return EachPair(machine, node, at, sink, [&](const Value& left, const Value& right, Value& out) {
    return machine.Arithmetic(node, node->op, left, right, out);
  });
}

Got OneCompare(Machine& machine, const Node* node, Stand& at, Item& out) {
  out.path = machine.OffPath(at.input.path);
  Value left;
  Value right;
  if (const Got got = OperandsOf(machine, node, at, left, right); got != Got::kValue) return got;
  return Compared(machine, node, left, right, out.value) ? Got::kValue : Got::kStop;
}

bool EachCompare(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  return EachPair(machine, node, at, sink, [&](const Value& left, const Value& right, Value& out) {
    return Compared(machine, node, left, right, out);
  });
}

Got OneLogic(Machine& machine, const Node* node, Stand& at, Item& out) {
  Value side;
  if (const Got got = machine.Pure(node->a, at.env(), at.input.value, side); got != Got::kValue)
    return got;
  const bool decided = side.IsTruthy() == (node->kind == NodeKind::kOr);
  if (!decided)
    if (const Got got = machine.Pure(node->b, at.env(), at.input.value, side); got != Got::kValue)
      return got;
  out = {Value::Bool(side.IsTruthy()), machine.OffPath(at.input.path)};
  return Got::kValue;
}

bool EachLogic(Machine& machine, const Node* node, Stand& at, const Sink& sink) {
  const bool deciding = node->kind == NodeKind::kOr;
  const PathRef path = machine.OffPath(at.input.path);
  return machine.Values(node->a, at.env(), at.input.value, [&](Value&& left) {
    if (left.IsTruthy() == deciding) return sink({Value::Bool(deciding), path});
    return machine.Values(node->b, at.env(), at.input.value, [&](Value&& right) {
      return sink({Value::Bool(right.IsTruthy()), path});
    });
  });
}

}  // namespace tocsin::jq
