#include <algorithm>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/order.hpp"
#include "adapters/expression/text.hpp"

// What gathers the outputs of its arguments: map, add, sort_by and their kin.

namespace tocsin::jq {
namespace {

Yield CollectYieldsOne(const Node*) { return Yield::kOne; }

/// An array while it grows, counted.
class Growing {
 public:
  explicit Growing(Machine& machine) : machine_(machine), array_(Value::Array()) {}
  bool Push(Value&& value) {
    auto& items = array_.Items();
    items.push_back(std::move(value));
    if (items.size() % 1024 == 0) array_.Recount();
    return machine_.Step();
  }
  Value Done() {
    array_.Recount();
    return std::move(array_);
  }

 private:
  Machine& machine_;
  Value array_;
};

bool EachMap(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  Growing out(machine);
  const PathRef path = machine.OffPath(input.path);
  if (!machine.Iterate(call, {std::move(input.value)}, [&](Item&& item) {
        return machine.Values(call->list[0], env, item.value,
                              [&](Value&& value) { return out.Push(std::move(value)); });
      }))
    return false;
  return sink({out.Done(), path});
}

bool EachAdd(Machine& machine, const Node* call, const EnvRef& env, Item input, const Sink& sink) {
  Value sum;
  const PathRef path = machine.OffPath(input.path);
  std::string text;  // texts are put together at once
  bool texts = false;
  const auto flush = [&] {
    if (!texts) return true;
    texts = false;
    return machine.Text(std::move(text), sum);
  };
  const auto take = [&](Value&& value) {
    if (value.IsString() && (texts || sum.IsString() || sum.IsNull())) {
      if (!texts) text = sum.IsString() ? std::string(sum.Text()) : std::string();
      texts = true;
      text += value.Text();
      if (text.size() > kMaxTextBytes) return flush();
      return machine.Step();
    }
    if (!flush()) return false;
    Value before = std::move(sum);
    return machine.Step() &&
           machine.Arithmetic(call, Op::kAdd, std::move(before), std::move(value), sum);
  };
  const bool fine = call->list.empty()
                        ? machine.Iterate(call, {std::move(input.value)},
                                          [&](Item&& item) { return take(std::move(item.value)); })
                        : machine.Values(call->list[0], env, input.value, take);
  return fine && flush() && sink({std::move(sum), path});
}

struct Keyed {
  Value key;
  Value value;
};

/// The items with the keys that `by` gives them: arrays of all its outputs.
bool TakeKeyed(Machine& machine, const Node* call, const EnvRef& env, const Value& array,
               std::vector<Keyed>& out) {
  const Node* by = call->list[0];
  if (!machine.Iterate(call, {array}, [&](Item&& item) {
        Growing key(machine);
        if (!machine.Values(by, env, item.value,
                            [&](Value&& value) { return key.Push(std::move(value)); }))
          return false;
        out.push_back({key.Done(), std::move(item.value)});
        return true;
      }))
    return false;
  if (array.IsArray()) return true;
  std::vector<Value> keys;
  for (auto& item : out) keys.push_back(std::move(item.key));
  const bool extreme = call->text == "min_by" || call->text == "max_by";
  return machine.Raise(
      Described(array) + " and " + Described(Value::Array(std::move(keys))) +
          (extreme ? " cannot be iterated over" : " cannot be sorted, as they are not both arrays"),
      call);
}

bool SortKeyed(Machine& machine, std::vector<Keyed>& items) {
  Order order(machine.meter());
  std::ranges::stable_sort(items, [&](const Keyed& a, const Keyed& b) {
    machine.meter().Step();
    return !order.TooDeep() && machine.meter().Fine() &&
           order.Compare(b.key, a.key) > 0;  // NaN is less than NaN: keeps its place
  });
  if (!machine.meter().Fine()) return machine.MeterPassed();
  return !order.TooDeep() || machine.Raise("Comparison too deep");
}

/// Checks, keys and sorts.
bool Sorted(Machine& machine, const Node* call, const EnvRef& env, const Value& input,
            std::vector<Keyed>& items) {
  return TakeKeyed(machine, call, env, input, items) && SortKeyed(machine, items);
}

bool EachSortBy(Machine& machine, const Node* call, const EnvRef& env, Item input,
                const Sink& sink) {
  std::vector<Keyed> items;
  if (!Sorted(machine, call, env, input.value, items)) return false;
  std::vector<Value> out;
  out.reserve(items.size());
  for (auto& item : items) out.push_back(std::move(item.value));
  return sink({Value::Array(std::move(out)), machine.OffPath(input.path)});
}

/// group_by, and unique_by with only the first of each.
bool Grouped(Machine& machine, const Node* call, const EnvRef& env, Item input, bool first_only,
             const Sink& sink) {
  std::vector<Keyed> items;
  if (!Sorted(machine, call, env, input.value, items)) return false;
  std::vector<Value> out;
  std::vector<Value> group;
  for (std::size_t i = 0; i < items.size(); ++i) {
    bool same = false;
    if (i > 0 && !machine.Compare(Op::kEqual, items[i - 1].key, items[i].key, same)) return false;
    if (!same && !group.empty()) {
      out.push_back(first_only ? std::move(group[0]) : Value::Array(std::move(group)));
      group.clear();
    }
    group.push_back(std::move(items[i].value));
  }
  if (!group.empty())
    out.push_back(first_only ? std::move(group[0]) : Value::Array(std::move(group)));
  return sink({Value::Array(std::move(out)), machine.OffPath(input.path)});
}
bool EachGroupBy(Machine& machine, const Node* call, const EnvRef& env, Item input,
                 const Sink& sink) {
  return Grouped(machine, call, env, std::move(input), false, sink);
}
bool EachUniqueBy(Machine& machine, const Node* call, const EnvRef& env, Item input,
                  const Sink& sink) {
  return Grouped(machine, call, env, std::move(input), true, sink);
}

/// The least, or the greatest; of equal ones the first least and the last greatest.
bool Extreme(Machine& machine, const Node* call, const EnvRef& env, Item input, bool greatest,
             const Sink& sink) {
  std::vector<Keyed> items;
  if (!TakeKeyed(machine, call, env, input.value, items)) return false;
  std::size_t best = 0;
  for (std::size_t i = 1; i < items.size(); ++i) {
    int order = 0;
    if (!machine.Order(items[i].key, items[best].key, order)) return false;
    if (greatest ? order >= 0 : order < 0) best = i;
  }
  return sink(
      {items.empty() ? Value() : std::move(items[best].value), machine.OffPath(input.path)});
}
bool EachMinBy(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  return Extreme(machine, call, env, std::move(input), false, sink);
}
bool EachMaxBy(Machine& machine, const Node* call, const EnvRef& env, Item input,
               const Sink& sink) {
  return Extreme(machine, call, env, std::move(input), true, sink);
}

constexpr Special kCollect[] = {
    {"map", 1, EachMap, CollectYieldsOne},
    {"add", 0, EachAdd, CollectYieldsOne},
    {"add", 1, EachAdd, CollectYieldsOne},
    {"sort_by", 1, EachSortBy, CollectYieldsOne},
    {"group_by", 1, EachGroupBy, CollectYieldsOne},
    {"unique_by", 1, EachUniqueBy, CollectYieldsOne},
    {"min_by", 1, EachMinBy, CollectYieldsOne},
    {"max_by", 1, EachMaxBy, CollectYieldsOne},
};

}  // namespace

std::span<const Special> CollectSpecials() { return kCollect; }

}  // namespace tocsin::jq
