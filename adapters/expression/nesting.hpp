#pragma once

#include "adapters/expression/machine.hpp"
#include "adapters/expression/stack.hpp"

namespace tocsin::jq {

/// Counts the evaluations that are inside each other, which is what takes the thread's stack.
class NestedHere {
 public:
  explicit NestedHere(Machine& machine) : depth_(machine.nesting) { ++depth_; }
  ~NestedHere() { --depth_; }
  NestedHere(const NestedHere&) = delete;
  NestedHere& operator=(const NestedHere&) = delete;
  bool Fine() const { return depth_ <= kMaxNesting && !StackIsLow(); }

 private:
  int& depth_;
};

}  // namespace tocsin::jq
