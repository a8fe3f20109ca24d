#pragma once

#include "adapters/expression/meter.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

/// How two values stand to each other in jq's order of all values: null, false, true, numbers,
/// strings by code point, arrays by their items, objects by their keys and then values. Numbers are
/// compared exactly, whatever holds them. NaN is less than every number, itself too.
class Order {
 public:
  explicit Order(Meter& meter) : meter_(meter) {}
  /// Negative, zero or positive. After a failure (nested too deep, or the meter's bound passed) the
  /// answer means nothing.
  int Compare(const Value& a, const Value& b) { return Compare(a, b, 0); }
  bool Equal(const Value& a, const Value& b) { return Equal(a, b, 0); }
  bool TooDeep() const { return too_deep_; }

 private:
  int Compare(const Value& a, const Value& b, int depth);
  int CompareArrays(const Value& a, const Value& b, int depth);
  int CompareObjects(const Value& a, const Value& b, int depth);
  bool Equal(const Value& a, const Value& b, int depth);
  bool Enter(int depth);

  Meter& meter_;
  bool too_deep_ = false;
};

int CompareNumbers(const Value& a, const Value& b);

}  // namespace tocsin::jq
