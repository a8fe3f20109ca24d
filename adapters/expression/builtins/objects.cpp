#include <cmath>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

bool KeysOf(Machine& machine, const Value& input, bool sorted, Value& out) {
  if (input.IsObject()) {
    out = Value::Array(sorted ? input.SortedKeys() : input.Keys());
  } else if (input.IsArray()) {
    std::vector<Value> places;
    for (std::size_t i = 0; i < input.Size(); ++i)
      places.push_back(Value::Int(static_cast<std::int64_t>(i)));
    out = Value::Array(std::move(places));
  } else {
    return machine.Raise(Described(input) + " has no keys");
  }
  return machine.Step(static_cast<std::int64_t>(out.Size()));
}
bool CallKeys(Machine& machine, Value input, std::span<Value>, Value& out) {
  return KeysOf(machine, input, true, out);
}
bool CallKeysUnsorted(Machine& machine, Value input, std::span<Value>, Value& out) {
  return KeysOf(machine, input, false, out);
}

bool CallHas(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  const Value& key = arguments[0];
  if (input.IsObject() && key.IsString()) {
    out = Value::Bool(input.Has(key.Text()));
  } else if (input.IsArray() && key.IsNumber()) {
    const double place = std::trunc(key.AsDouble());
    out = Value::Bool(place >= 0 && place < static_cast<double>(input.Size()));
  } else if (input.IsNull()) {
    out = Value::Bool(false);
  } else {
    return machine.Raise("Cannot check whether " + std::string(KindName(input)) + " has a " +
                         std::string(KindName(key)) + " key");
  }
  return true;
}

bool CallToEntries(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsObject() && !input.IsArray())
    return machine.Raise(Described(input) + " has no keys");
  std::vector<Value> entries;
  const auto add = [&](const Value& key, const Value& value) {
    Value entry = Value::Object();
    entry.Put(Value::Borrowed("key"), key);
    entry.Put(Value::Borrowed("value"), value);
    entries.push_back(std::move(entry));
    return machine.Step();
  };
  bool fine = true;
  if (input.IsObject()) {
    fine = input.Each(add);
  } else {
    for (std::size_t i = 0; i < input.Size() && fine; ++i)
      fine = add(Value::Int(static_cast<std::int64_t>(i)), input.At(i));
  }
  if (fine) out = Value::Array(std::move(entries));
  return fine;
}

/// The first of these members that is neither null nor false.
Value FirstOf(const Value& entry, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    Value member;
    if (entry.Get(name, &member) && member.IsTruthy()) return member;
  }
  return {};
}

bool AddEntry(Machine& machine, const Value& given, Value& object) {
  const Value entry = given.IsNull() ? Value::Object() : given;  // null has every member: null
  if (!entry.IsObject())
    return machine.Raise("Cannot index " + std::string(KindName(entry)) + " with string (\"key\")");
  Value key = FirstOf(entry, {"key", "k", "name", "Key", "K", "Name"});
  Value value;
  for (const auto name : {"value", "v", "Value", "V"})
    if (entry.Get(name, &value)) break;
  if (!key.IsString()) return machine.Raise("Cannot use " + Described(key) + " as object key");
  object.Put(std::move(key), std::move(value));
  return machine.Step();
}
bool CallFromEntries(Machine& machine, Value input, std::span<Value>, Value& out) {
  Value object = Value::Object();
  const bool fine = machine.Iterate(
      nullptr, {input}, [&](Item&& item) { return AddEntry(machine, item.value, object); });
  if (fine) out = std::move(object);
  return fine;
}

bool CallSetPath(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!arguments[0].IsArray()) return machine.Raise("Path must be specified as an array");
  const auto path = ItemsOf(arguments[0]);
  if (auto wrong = SetPath(input, path, std::move(arguments[1])); !wrong.empty())
    return machine.Raise(wrong);
  out = std::move(input);
  return machine.Step(static_cast<std::int64_t>(path.size()));
}

bool CallDeletePaths(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!arguments[0].IsArray()) return machine.Raise("Paths must be specified as an array");
  std::vector<std::vector<Value>> paths;
  for (std::size_t i = 0; i < arguments[0].Size(); ++i) {
    const Value path = arguments[0].At(i);
    if (!path.IsArray())
      return machine.Raise("Path must be specified as array, not " + std::string(KindName(path)));
    paths.push_back(ItemsOf(path));
    if (!machine.Step(static_cast<std::int64_t>(path.Size()))) return false;
  }
  auto wrong = DeletePaths(input, std::move(paths), machine.meter());
  if (!machine.meter().Fine()) return machine.MeterPassed();
  if (!wrong.empty()) return machine.Raise(wrong);
  out = std::move(input);
  return true;
}

constexpr Native kObjects[] = {
    {"keys", 0, CallKeys},
    {"keys_unsorted", 0, CallKeysUnsorted},
    {"has", 1, CallHas},
    {"to_entries", 0, CallToEntries},
    {"from_entries", 0, CallFromEntries},
    {"setpath", 2, CallSetPath},
    {"delpaths", 1, CallDeletePaths},
};

}  // namespace

std::span<const Native> ObjectNatives() { return kObjects; }

}  // namespace tocsin::jq
