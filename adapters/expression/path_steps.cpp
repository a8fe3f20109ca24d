#include "adapters/expression/path_steps.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "adapters/expression/find_places.hpp"
#include "adapters/expression/order.hpp"
#include "adapters/expression/stack.hpp"
#include "adapters/expression/text.hpp"

namespace tocsin::jq {
namespace {

constexpr std::int64_t kPathStepBytes = 48;

Complaint CannotIndex(const Value& from, const Value& key) {
  std::string text = "Cannot index ";
  text.append(KindName(from)).append(" with ");
  return text + Described(key);
}

/// The places of `wanted` in `array`, as `indices` gives them.
Value PlacesOf(const Value& array, const Value& wanted) {
  std::optional<Meter> own;
  if (Meter::Current() == nullptr) own.emplace();
  Meter& meter = *Meter::Current();
  Order order(meter);
  std::vector<Value> places;
  FindOverlapping(
      array.Size(), wanted.Size(),
      [&](std::size_t i, std::size_t k) {
        return meter.Step() && order.Equal(array.At(i), wanted.At(k));
      },
      [&](std::size_t i, std::size_t k) {
        return meter.Step() && order.Equal(wanted.At(i), wanted.At(k));
      },
      [&](std::size_t place) {
        places.push_back(Value::Int(static_cast<std::int64_t>(place)));
        return meter.Fine();
      });
  return Value::Array(std::move(places));
}

Complaint CutOut(const Value& from, const Value& key, Value& out) {
  std::size_t begin = 0;
  std::size_t end = 0;
  if (from.IsNull()) {
    out = Value();
    return {};
  }
  CountRead(from);
  const std::size_t size = from.IsArray() ? from.Size() : CountPoints(from.Text());
  if (auto wrong = SliceBounds(key, size, begin, end); !wrong.empty()) return wrong;
  if (from.IsString()) {
    const auto text = from.Text();
    const std::size_t first = ByteOfPoint(text, begin);
    const std::size_t last = first + ByteOfPoint(text.substr(first), end - begin);
    out = Value::String(text.substr(first, last - first));
    return {};
  }
  Meter::Work((end - begin) / 8);
  std::vector<Value> items;
  items.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) items.push_back(from.At(i));
  out = Value::Array(std::move(items));
  return {};
}

Complaint SetIn(Value& at, const std::vector<Value>& path, std::size_t depth, Value& value);

Complaint SetInArray(Value& at, const std::vector<Value>& path, std::size_t depth, Value& value) {
  const Value& key = path[depth];
  if (key.IsNan()) return "Cannot set array element at NaN index";
  if (at.IsNull()) at = Value::Array();
  auto size = static_cast<std::int64_t>(at.Size());
  std::int64_t place = WholePlace(key);
  if (place < 0) place += size;
  if (place < 0) return "Out of bounds negative array index";
  if (place > kMaxArrayPlace && place >= size) return "Array index too large";
  auto& items = at.Items();
  if (place >= size) {
    Meter::Work(static_cast<std::size_t>(place - size) / 32);
    items.resize(static_cast<std::size_t>(place) + 1);
    at.Recount();
  }
  return SetIn(items[static_cast<std::size_t>(place)], path, depth + 1, value);
}

Complaint SetInSlice(Value& at, const std::vector<Value>& path, std::size_t depth, Value& value) {
  if (at.IsString()) return "Cannot update string slices";
  if (!at.IsNull() && !at.IsArray()) return CannotIndex(at, path[depth]);
  std::size_t begin = 0;
  std::size_t end = 0;
  const std::size_t size = at.IsNull() ? 0 : at.Size();
  if (auto wrong = SliceBounds(path[depth], size, begin, end); !wrong.empty()) return wrong;
  Value part;
  if (!at.IsNull())
    if (auto wrong = CutOut(at, path[depth], part); !wrong.empty()) return wrong;
  if (auto wrong = SetIn(part, path, depth + 1, value); !wrong.empty()) return wrong;
  if (!part.IsArray()) return "A slice of an array can only be assigned another array";
  if (at.IsNull()) at = Value::Array();
  auto& items = at.Items();
  Meter::Work((items.size() - begin + part.Size()) / 16);
  const auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = items.begin() + static_cast<std::ptrdiff_t>(end);
  const auto gap = items.erase(first, last);
  const auto fresh = ItemsOf(part);
  items.insert(gap, fresh.begin(), fresh.end());
  at.Recount();
  return {};
}

Complaint SetIn(Value& at, const std::vector<Value>& path, std::size_t depth, Value& value) {
  if (StackIsLow()) return "Path too deep";
  if (depth == path.size()) {
    at = std::move(value);
    return {};
  }
  const Value& key = path[depth];
  if (key.IsString() && (at.IsObject() || at.IsNull())) {
    if (at.IsNull()) at = Value::Object();
    return SetIn(at.Slot(key), path, depth + 1, value);
  }
  if (key.IsNumber() && (at.IsArray() || at.IsNull())) return SetInArray(at, path, depth, value);
  if (key.IsObject()) return SetInSlice(at, path, depth, value);
  if (at.IsArray() && key.IsArray()) return "Cannot update field at array index of array";
  return CannotIndex(at, key);
}

}  // namespace

std::int64_t WholePlace(const Value& number) {
  if (number.kind() == Kind::kInt) return number.AsInt();
  const double value = std::trunc(number.AsDouble());
  if (value >= 9e18) return std::int64_t{9'000'000'000'000'000'000};
  if (value <= -9e18) return std::int64_t{-9'000'000'000'000'000'000};
  return static_cast<std::int64_t>(value);
}

PathRef PathRef::Root() {
  PathRef root;
  root.step_ = new Step;
  return root;
}
PathRef PathRef::Then(const Value& key) const {
  PathRef longer;
  if (step_ == nullptr) return longer;
  Meter::Take(kPathStepBytes);
  longer.step_ = new Step{1, step_->length + 1, step_, key};
  ++step_->references;
  return longer;
}
void PathRef::Release() {
  for (Step* step = step_; step != nullptr && --step->references == 0;) {
    if (step->length > 0) Meter::Give(kPathStepBytes);
    delete std::exchange(step, step->before);
  }
}
std::vector<Value> PathRef::Keys() const {
  std::vector<Value> keys(Length());
  std::size_t at = keys.size();
  for (const Step* step = step_; at > 0; step = step->before) keys[--at] = step->key;
  return keys;
}

std::vector<Value> ItemsOf(const Value& array) {
  std::vector<Value> items;
  items.reserve(array.Size());
  for (std::size_t i = 0; i < array.Size(); ++i) items.push_back(array.At(i));
  return items;
}

Complaint SliceBounds(const Value& key, std::size_t size, std::size_t& from, std::size_t& to) {
  Value bounds[2];
  const bool given = static_cast<int>(key.Get("start", &bounds[0])) +
                         static_cast<int>(key.Get("end", &bounds[1])) >
                     0;
  for (const auto& bound : bounds)
    if (!given || (!bound.IsNull() && !bound.IsNumber()))
      return "Array/string slice indices must be integers";
  const auto whole = static_cast<double>(size);
  double begin = bounds[0].IsNull() || bounds[0].IsNan() ? 0 : bounds[0].AsDouble();
  double end = bounds[1].IsNull() || bounds[1].IsNan() ? whole : bounds[1].AsDouble();
  if (begin < 0) begin += whole;
  if (end < 0) end += whole;
  begin = std::clamp(std::floor(begin), 0.0, whole);
  end = std::clamp(std::ceil(end), 0.0, whole);
  from = static_cast<std::size_t>(begin);
  to = std::max(from, static_cast<std::size_t>(end));
  return {};
}

Complaint StepInto(const Value& from, const Value& key, Value& out) {
  if (key.IsString() && from.IsObject()) {
    if (!from.Get(key.Text(), &out)) out = Value();
    return {};
  }
  if (key.IsNumber() && from.IsArray()) {
    out = Value();
    if (key.IsNan()) return {};
    std::int64_t place = WholePlace(key);
    const auto size = static_cast<std::int64_t>(from.Size());
    if (place < 0) place += size;
    if (place >= 0 && place < size) out = from.At(static_cast<std::size_t>(place));
    return {};
  }
  if (key.IsObject() && (from.IsArray() || from.IsString() || from.IsNull()))
    return CutOut(from, key, out);
  if (key.IsArray() && from.IsArray()) {
    out = PlacesOf(from, key);
    return {};
  }
  if (from.IsNull() && (key.IsString() || key.IsNumber())) {
    out = Value();
    return {};
  }
  return CannotIndex(from, key);
}

Complaint GetPath(const Value& root, const Value& path, Value& out) {
  if (!path.IsArray()) return "Path must be specified as an array";
  if (path.Size() > kMaxPathLength) return "Path too deep";
  out = root;
  for (std::size_t i = 0; i < path.Size(); ++i) {
    Value next;
    if (auto wrong = StepInto(out, path.At(i), next); !wrong.empty()) return wrong;
    out = std::move(next);
  }
  return {};
}

Complaint SetPath(Value& root, const std::vector<Value>& path, Value value) {
  if (path.size() > kMaxPathLength) return "Path too deep";
  return SetIn(root, path, 0, value);
}

}  // namespace tocsin::jq
