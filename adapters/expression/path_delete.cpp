// What `del` and `delpaths` take away.
#include <algorithm>

#include "adapters/expression/order.hpp"
#include "adapters/expression/path_steps.hpp"
#include "adapters/expression/stack.hpp"

namespace tocsin::jq {
namespace {

/// Deletes several keys of one value.
Complaint DeleteKeys(Value& at, const std::vector<Value>& keys) {
  if (at.IsNull()) return {};
  if (at.IsObject()) {
    for (const auto& key : keys) {
      if (!key.IsString())
        return "Cannot delete " + std::string(KindName(key)) + " field of object";
    }
    for (const auto& key : keys) at.Erase(key.Text());
    return {};
  }
  if (!at.IsArray()) return "Cannot delete fields from " + std::string(KindName(at));
  const std::size_t size = at.Size();
  Meter::Work((size + keys.size()) / 16);
  std::vector<bool> gone(size, false);
  for (const auto& key : keys) {
    if (key.IsObject()) {
      std::size_t begin = 0;
      std::size_t end = 0;
      if (auto wrong = SliceBounds(key, size, begin, end); !wrong.empty()) return wrong;
      Meter::Work((end - begin) / 16);
      for (std::size_t i = begin; i < end; ++i) gone[i] = true;
    } else if (key.IsNumber()) {
      if (key.IsNan()) continue;
      std::int64_t place = WholePlace(key);
      if (place < 0) place += static_cast<std::int64_t>(size);
      if (place >= 0 && place < static_cast<std::int64_t>(size))
        gone[static_cast<std::size_t>(place)] = true;
    } else {
      return "Cannot delete " + std::string(KindName(key)) + " element of array";
    }
  }
  std::vector<Value> kept;
  for (std::size_t i = 0; i < size; ++i)
    if (!gone[i]) kept.push_back(at.At(i));
  at = Value::Array(std::move(kept));
  return {};
}

/// Deletes paths [begin, end), sorted, which are the same before `depth`.
Complaint DeleteSorted(Value& at, const std::vector<std::vector<Value>>& paths, std::size_t begin,
                       std::size_t end, std::size_t depth, Order& order) {
  if (StackIsLow()) return "Path too deep";
  std::vector<Value> keys;
  // Whole keys go at the end, so that places stay what they are.
  while (begin < end) {
    const Value& key = paths[begin][depth];
    std::size_t next = begin + 1;
    while (next < end && order.Compare(paths[next][depth], key) == 0) ++next;
    Meter::Work(1 + (next - begin) / 4);
    // The shortest path of a key comes first: it takes the longer ones with it.
    if (paths[begin].size() == depth + 1) {
      keys.push_back(key);
    } else {
      Value part;
      if (auto wrong = StepInto(at, key, part); !wrong.empty()) return wrong;
      if (!part.IsNull()) {
        if (auto wrong = DeleteSorted(part, paths, begin, next, depth + 1, order); !wrong.empty())
          return wrong;
        std::vector<Value> here{key};
        if (auto wrong = SetPath(at, here, std::move(part)); !wrong.empty()) return wrong;
      }
    }
    begin = next;
  }
  return keys.empty() ? Complaint() : DeleteKeys(at, keys);
}

}  // namespace

Complaint DeletePaths(Value& root, std::vector<std::vector<Value>> paths, Meter& meter) {
  Order order(meter);
  for (const auto& path : paths) {
    if (path.size() > kMaxPathLength) return "Path too deep";
    if (path.empty()) {
      root = Value();
      return {};
    }
  }
  std::ranges::stable_sort(paths, [&](const auto& a, const auto& b) {
    meter.Step(1 + static_cast<std::int64_t>(std::min(a.size(), b.size()) / 8));
    if (!meter.Fine()) return false;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
      const int compared = order.Compare(a[i], b[i]);
      if (compared != 0) return compared < 0;
    }
    return a.size() < b.size();
  });
  return DeleteSorted(root, paths, 0, paths.size(), 0, order);
}

}  // namespace tocsin::jq
