#include <cmath>
#include <functional>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/order.hpp"
#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

/// Exact while it fits, else a double.
Value FromWide(__int128 value) {
  if (value >= INT64_MIN && value <= INT64_MAX) return Value::Int(static_cast<std::int64_t>(value));
  if (value > 0 && value <= static_cast<__int128>(UINT64_MAX))
    return Value::Uint(static_cast<std::uint64_t>(value));
  return Value::Double(static_cast<double>(value));
}

/// As jq cuts numbers to integers before a remainder.
std::int64_t CutToInteger(const Value& number) {
  if (number.kind() == Kind::kInt) return number.AsInt();
  const double value = number.AsDouble();
  if (value >= 9223372036854775807.0) return INT64_MAX;
  if (value <= -9223372036854775808.0) return INT64_MIN;
  return static_cast<std::int64_t>(value);
}

Value NumberResult(Op op, const Value& left, const Value& right) {
  if (left.IsInteger() && right.IsInteger()) {
    const __int128 a = left.AsWide();
    const __int128 b = right.AsWide();
    if (op == Op::kAdd) return FromWide(a + b);
    if (op == Op::kSubtract) return FromWide(a - b);
    if (op == Op::kMultiply && !(a == 0 && b < 0) && !(b == 0 && a < 0) &&
        (left.kind() == Kind::kInt || right.kind() == Kind::kInt))
      return FromWide(a * b);
    if (op == Op::kDivide && a % b == 0 && !(a == 0 && b < 0)) return FromWide(a / b);
  }
  const double a = left.AsDouble();
  const double b = right.AsDouble();
  return Value::Double(op == Op::kAdd        ? a + b
                       : op == Op::kSubtract ? a - b
                       : op == Op::kMultiply ? a * b
                                             : a / b);
}

Value Remainder(const Value& left, const Value& right) {
  if (left.IsNan() || right.IsNan()) return Value::Double(std::nan(""));
  const __int128 a = left.kind() == Kind::kUint ? left.AsWide() : CutToInteger(left);
  __int128 b = right.kind() == Kind::kUint ? right.AsWide() : CutToInteger(right);
  if (b < 0) b = -b;
  const __int128 rest = (a < 0 ? -a : a) % b;
  return FromWide(a < 0 ? -rest : rest);
}

bool MergeDeep(Machine& machine, Value& into, const Value& from, int depth) {
  if (depth > kMaxValueDepth || StackIsLow()) return machine.Raise("Object merge too deep");
  if (!machine.Step(1 + static_cast<std::int64_t>(from.Count() / 8))) return false;
  return from.Each([&](const Value& key, const Value& value) {
    Value& slot = into.Slot(key);
    if (slot.IsObject() && value.IsObject()) return MergeDeep(machine, slot, value, depth + 1);
    slot = value;
    return true;
  });
}

bool Without(Machine& machine, const Value& left, const Value& right, Value& out) {
  std::vector<Value> kept;
  for (std::size_t i = 0; i < left.Size(); ++i) {
    bool found = false;
    for (std::size_t k = 0; k < right.Size() && !found; ++k) {
      if (!machine.Compare(Op::kEqual, left.At(i), right.At(k), found) || !machine.Step())
        return false;
    }
    if (!found) kept.push_back(left.At(i));
  }
  out = Value::Array(std::move(kept));
  return true;
}

bool Repeat(Machine& machine, const Value& text, const Value& number, Value& out) {
  const double count = number.AsDouble();
  if (number.IsNan() || count < 0) {
    out = Value();
    return true;
  }
  const std::string_view piece = text.Text();
  if (piece.empty() || count < 1) {
    out = Value::Borrowed("");
    return true;
  }
  if (static_cast<double>(piece.size()) * count >= 2147483647.0)
    return machine.Raise("Repeat string result too long");
  if (static_cast<double>(piece.size()) * count > static_cast<double>(kMaxTextBytes))
    return machine.Exceed("a text is longer than " + std::to_string(kMaxTextBytes / 1024 / 1024) +
                          " MiB");
  std::string result;
  const auto whole = static_cast<std::size_t>(count);
  result.reserve(piece.size() * whole);
  for (std::size_t i = 0; i < whole; ++i) result += piece;
  return machine.Text(std::move(result), out);
}

bool SplitAt(Machine& machine, std::string_view text, std::string_view separator, Value& out) {
  std::vector<Value> parts;
  const auto add = [&](std::size_t begin, std::size_t end) {
    parts.push_back(Value::String(text.substr(begin, end - begin)));
    return machine.Step();
  };
  std::size_t begin = 0;
  if (separator.empty()) {
    for (std::size_t at = 0; at < text.size(); begin = at) {
      NextPoint(text, at);
      if (!add(begin, at)) return false;
    }
  } else if (!text.empty()) {
    for (std::size_t found = FindText(text, separator); found != std::string_view::npos;
         found = FindText(text, separator, begin)) {
      if (!add(begin, found)) return false;
      begin = found + separator.size();
    }
    if (!add(begin, text.size())) return false;
  }
  out = Value::Array(std::move(parts));
  return machine.Step();
}

std::string_view Verb(Op op) {
  switch (op) {
    case Op::kAdd:
      return "added";
    case Op::kSubtract:
      return "subtracted";
    case Op::kMultiply:
      return "multiplied";
    case Op::kRemainder:
      return "divided (remainder)";
    default:
      return "divided";
  }
}

bool Add(Machine& machine, Value& left, const Value& right, Value& out) {
  if (left.IsString()) {
    std::string text(left.Text());
    text += right.Text();
    return machine.Text(std::move(text), out);
  }
  if (left.IsArray()) {
    auto& items = left.Items();
    for (std::size_t i = 0; i < right.Size(); ++i) items.push_back(right.At(i));
    left.Recount();
    out = std::move(left);
    return machine.Step(1 + static_cast<std::int64_t>(right.Size() / 16));
  }
  right.Each([&](const Value& key, const Value& value) {
    left.Put(key, value);
    return true;
  });
  out = std::move(left);
  return machine.Step(1 + static_cast<std::int64_t>(right.Count() / 8));
}

}  // namespace

bool Machine::Arithmetic(const Node* node, Op op, Value left, Value right, Value& out) {
  if (op == Op::kAdd && (left.IsNull() || right.IsNull())) {
    out = left.IsNull() ? std::move(right) : std::move(left);
    return true;
  }
  CountRead(left);
  CountRead(right);
  if (left.IsNumber() && right.IsNumber()) {
    if (op == Op::kDivide || op == Op::kRemainder) {
      const bool zero = op == Op::kDivide
                            ? right.AsDouble() == 0
                            : !right.IsNan() && !left.IsNan() && right.kind() != Kind::kUint &&
                                  CutToInteger(right) == 0;
      if (zero)
        return Raise(Described(left) + " and " + Described(right) + " cannot be " +
                         std::string(Verb(op)) + " because the divisor is zero",
                     node);
    }
    out = op == Op::kRemainder ? Remainder(left, right) : NumberResult(op, left, right);
    return true;
  }
  const bool same = left.kind() == right.kind();
  if (op == Op::kAdd && same && (left.IsString() || left.IsArray() || left.IsObject()))
    return Add(*this, left, right, out);
  if (op == Op::kSubtract && same && left.IsArray()) return Without(*this, left, right, out);
  if (op == Op::kMultiply) {
    if (left.IsString() && right.IsNumber()) return Repeat(*this, left, right, out);
    if (right.IsString() && left.IsNumber()) return Repeat(*this, right, left, out);
    if (left.IsObject() && right.IsObject()) {
      if (!MergeDeep(*this, left, right, 0)) return false;
      out = std::move(left);
      return true;
    }
  }
  if (op == Op::kDivide && left.IsString() && right.IsString())
    return SplitAt(*this, left.Text(), right.Text(), out);
  return Raise(Described(left) + " and " + Described(right) + " cannot be " + std::string(Verb(op)),
               node);
}

}  // namespace tocsin::jq
