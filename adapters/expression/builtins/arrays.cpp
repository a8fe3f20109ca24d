#include <algorithm>
#include <cmath>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/order.hpp"
#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

bool SortValues(Machine& machine, std::vector<Value>& items) {
  Order order(machine.meter());
  std::ranges::stable_sort(items, [&](const Value& a, const Value& b) {
    machine.meter().Step();
    return !order.TooDeep() && machine.meter().Fine() &&
           order.Compare(b, a) > 0;  // NaN is less than NaN: keeps its place
  });
  if (!machine.meter().Fine()) return machine.MeterPassed();
  return !order.TooDeep() || machine.Raise("Comparison too deep");
}

bool CallSort(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsArray())
    return machine.Raise(Described(input) + " cannot be sorted, as it is not an array");
  auto items = ItemsOf(input);
  if (!SortValues(machine, items)) return false;
  out = Value::Array(std::move(items));
  return true;
}

bool CallUnique(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsArray())
    return machine.Raise(Described(input) + " cannot be sorted, as it is not an array");
  auto items = ItemsOf(input);
  if (!SortValues(machine, items)) return false;
  std::vector<Value> kept;
  for (auto& item : items) {
    bool same = false;
    if (!kept.empty() && !machine.Compare(Op::kEqual, kept.back(), item, same)) return false;
    if (!same) kept.push_back(std::move(item));
  }
  out = Value::Array(std::move(kept));
  return true;
}

bool LeastOrGreatest(Machine& machine, const Value& input, bool greatest, Value& out) {
  if (!input.IsArray())
    return machine.Raise(Described(input) + " and " + Described(input) +
                         " cannot be iterated over");
  out = Value();
  for (std::size_t i = 0; i < input.Size(); ++i) {
    Value item = input.At(i);
    int order = 0;
    if (i > 0 && !machine.Order(item, out, order)) return false;
    if (i == 0 || (greatest ? order >= 0 : order < 0)) out = std::move(item);
  }
  return machine.Step(static_cast<std::int64_t>(input.Size()));
}
bool CallMin(Machine& machine, Value input, std::span<Value>, Value& out) {
  return LeastOrGreatest(machine, input, false, out);
}
bool CallMax(Machine& machine, Value input, std::span<Value>, Value& out) {
  return LeastOrGreatest(machine, input, true, out);
}

bool CallReverse(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (input.IsNull()) {
    out = Value::Array();
    return true;
  }
  if (input.IsString()) {
    std::string text;
    const auto from = input.Text();
    for (std::size_t at = from.size(); at > 0;) {
      std::size_t begin = at - 1;
      while (begin > 0 && (static_cast<unsigned char>(from[begin]) & 0xC0) == 0x80) --begin;
      text += from.substr(begin, at - begin);
      at = begin;
    }
    return machine.Text(std::move(text), out);
  }
  if (input.IsBool()) return machine.Raise(Described(input) + " has no length");
  if (!input.IsArray()) {
    const Value last = input.IsObject() ? Value::Int(static_cast<std::int64_t>(input.Count()) - 1)
                                        : Value::Double(std::fabs(input.AsDouble()) - 1);
    if (last.AsDouble() > -1)
      return machine.Raise("Cannot index " + std::string(KindName(input)) + " with " +
                           Described(last));
    input = Value::Array();
  }
  auto items = ItemsOf(input);
  std::ranges::reverse(items);
  out = Value::Array(std::move(items));
  return machine.Step(static_cast<std::int64_t>(out.Size()));
}

/// Without recursion: arrays nested as deep as they wish.
bool Flatten(Machine& machine, const Value& input, double depth, Value& out) {
  struct Level {
    Value array;
    std::size_t at;
  };
  std::vector<Level> levels{{input, 0}};
  std::vector<Value> items;
  while (!levels.empty()) {
    auto& level = levels.back();
    if (level.at == level.array.Size()) {
      levels.pop_back();
      continue;
    }
    Value item = level.array.At(level.at++);
    if (!machine.Step()) return false;
    if (item.IsArray() && static_cast<double>(levels.size()) <= depth) {
      levels.push_back({std::move(item), 0});
    } else {
      items.push_back(std::move(item));
    }
  }
  out = Value::Array(std::move(items));
  return true;
}
/// An array of what `.[]` gives.
bool PartsOf(Machine& machine, const Value& input, Value& out) {
  if (!input.IsArray() && !input.IsObject())
    return machine.Raise("Cannot iterate over " + Described(input));
  if (input.IsArray()) {
    out = input;
    return true;
  }
  std::vector<Value> values;
  input.Each([&](const Value&, const Value& value) {
    values.push_back(value);
    return true;
  });
  out = Value::Array(std::move(values));
  return machine.Step(static_cast<std::int64_t>(out.Size() / 8));
}

bool CallFlatten(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  double depth = 1e9;
  if (!arguments.empty()) {
    const Value& given = arguments[0];
    if (given.kind() < Kind::kInt || (given.IsNumber() && (given.AsDouble() < 0 || given.IsNan())))
      return machine.Raise("flatten depth must not be negative");
    depth = given.IsNumber() ? given.AsDouble() : 0;
    if (depth != std::floor(depth)) depth = 1e9;  // never met on the way down
  }
  Value parts;
  if (!PartsOf(machine, input, parts)) return false;
  if (!machine.Step(static_cast<std::int64_t>(parts.Size() / 8))) return false;
  if (!arguments.empty() && !arguments[0].IsNumber())
    for (std::size_t i = 0; i < parts.Size(); ++i)
      if (parts.At(i).IsArray())
        return machine.Arithmetic(nullptr, Op::kSubtract, arguments[0], Value::Int(1), out);
  return Flatten(machine, parts, depth, out);
}

bool CallTranspose(Machine& machine, Value given, std::span<Value>, Value& out) {
  Value input;
  if (!PartsOf(machine, given, input)) return false;
  if (!machine.Step(static_cast<std::int64_t>(input.Size() / 4))) return false;
  std::size_t width = 0;
  const auto has_length = [](const Value& row) {
    return row.IsObject()   ? row.Count() > 0
           : row.IsString() ? !row.Text().empty()
                            : row.IsNumber() && std::abs(row.AsDouble()) > 0;
  };
  bool longer = false;  // what is no array can be the longest, too
  for (std::size_t i = 0; i < input.Size(); ++i) {
    const Value row = input.At(i);
    if (row.IsBool()) return machine.Raise(Described(row) + " has no length");
    if (row.IsArray()) width = std::max(width, row.Size());
    longer = longer || has_length(row);
  }
  for (std::size_t i = 0; (longer || width > 0) && i < input.Size(); ++i)
    if (const Value row = input.At(i); !row.IsArray() && !row.IsNull())
      return machine.Raise("Cannot index " + std::string(KindName(row)) + " with number (0)");
  const auto cells = static_cast<std::int64_t>(width * input.Size());
  if (!machine.meter().Room(cells * 16) || !machine.Step(cells))
    return machine.Exceed("transpose makes too many values");
  std::vector<Value> rows;
  for (std::size_t column = 0; column < width; ++column) {
    std::vector<Value> row(input.Size());
    for (std::size_t i = 0; i < input.Size(); ++i) {
      const Value from = input.At(i);
      if (from.IsArray() && column < from.Size()) row[i] = from.At(column);
    }
    rows.push_back(Value::Array(std::move(row)));
  }
  out = Value::Array(std::move(rows));
  return true;
}

/// The place, or -1 minus the place where it would stand.
bool CallBSearch(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!input.IsArray()) return machine.Raise(Described(input) + " cannot be searched from");
  std::size_t low = 0;
  std::size_t high = input.Size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    int order = 0;
    if (!machine.Order(input.At(middle), arguments[0], order)) return false;
    if (order == 0) {
      out = Value::Int(static_cast<std::int64_t>(middle));
      return true;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  out = Value::Int(-1 - static_cast<std::int64_t>(low));
  return true;
}

bool Contains(Machine& machine, const Value& whole, const Value& part, int depth, bool& out) {
  if (depth > kMaxValueDepth || StackIsLow()) return machine.Raise("Containment check too deep");
  if (!machine.Step()) return false;
  out = true;
  if (whole.IsObject() && part.IsObject())
    return part.Each([&](const Value& key, const Value& wanted) {
      Value found;
      if (out && !whole.Get(key.Text(), &found)) out = false;
      return !out || Contains(machine, found, wanted, depth + 1, out);
    });
  if (whole.IsArray() && part.IsArray()) {
    for (std::size_t i = 0; i < part.Size() && out; ++i) {
      out = false;
      for (std::size_t k = 0; k < whole.Size() && !out; ++k)
        if (!Contains(machine, whole.At(k), part.At(i), depth + 1, out)) return false;
    }
    return true;
  }
  if (whole.IsString() && part.IsString()) {
    out = FindText(whole.Text(), part.Text()) != std::string_view::npos;
    return machine.Step(static_cast<std::int64_t>((whole.Text().size() + part.Text().size()) / 64));
  }
  return machine.Compare(Op::kEqual, whole, part, out);
}
bool CallContains(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  const bool opposite = input.IsBool() && input.IsTruthy() != arguments[0].IsTruthy();
  if (KindName(input) != KindName(arguments[0]) || opposite)
    return machine.Raise(Described(input) + " and " + Described(arguments[0]) +
                         " cannot have their containment checked");
  bool holds = false;
  if (!Contains(machine, input, arguments[0], 0, holds)) return false;
  out = Value::Bool(holds);
  return true;
}

constexpr Native kArrays[] = {
    {"sort", 0, CallSort},         {"unique", 0, CallUnique},       {"min", 0, CallMin},
    {"max", 0, CallMax},           {"reverse", 0, CallReverse},     {"flatten", 0, CallFlatten},
    {"flatten", 1, CallFlatten},   {"transpose", 0, CallTranspose}, {"bsearch", 1, CallBSearch},
    {"contains", 1, CallContains},
};

}  // namespace

std::span<const Native> ArrayNatives() { return kArrays; }

}  // namespace tocsin::jq
