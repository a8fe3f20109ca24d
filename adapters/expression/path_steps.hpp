#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "adapters/expression/meter.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

/// A path from the input to one of its parts: a list of steps, the last first, shared by the paths
/// that go on from it. None: nobody asks for paths.
class PathRef {
 public:
  PathRef() = default;
  PathRef(const PathRef& other) : step_(other.step_) {
    if (step_ != nullptr) ++step_->references;
  }
  PathRef(PathRef&& other) noexcept : step_(std::exchange(other.step_, nullptr)) {}
  PathRef& operator=(PathRef other) noexcept {
    std::swap(step_, other.step_);
    return *this;
  }
  ~PathRef() {
    if (step_ != nullptr) Release();
  }
  static PathRef Root();
  explicit operator bool() const { return step_ != nullptr; }
  bool Same(const PathRef& other) const { return step_ == other.step_; }
  /// This path and one step more; none stays none.
  PathRef Then(const Value& key) const;
  std::vector<Value> Keys() const;
  std::size_t Length() const { return step_ == nullptr ? 0 : step_->length; }

 private:
  struct Step;
  void Release();
  struct Step {
    std::uint32_t references = 1;
    std::uint32_t length = 0;
    Step* before = nullptr;
    Value key;
  };
  Step* step_ = nullptr;
};

/// What went wrong with a path or a value, as jq says it; empty when nothing did.
using Complaint = std::string;

/// A place in an array; fractions are cut off, as in jq.
std::int64_t WholePlace(const Value& number);
/// One step into a value.
Complaint StepInto(const Value& from, const Value& key, Value& out);
/// Whether an array, a text or null may be cut so, and where: [from, to) within `size`.
Complaint SliceBounds(const Value& key, std::size_t size, std::size_t& from, std::size_t& to);

Complaint GetPath(const Value& root, const Value& path, Value& out);
/// Sets in place, copying what is shared.
Complaint SetPath(Value& root, const std::vector<Value>& path, Value value);
Complaint DeletePaths(Value& root, std::vector<std::vector<Value>> paths, Meter& meter);

/// A path given as an array value.
std::vector<Value> ItemsOf(const Value& array);

}  // namespace tocsin::jq
