#pragma once

#include <cstddef>

#include "adapters/expression/jq.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// Counts what the result of an expression takes while it is read: 8 bytes for each value and the
/// bytes of its texts. `limits` outlives it.
class ResultBounds {
 public:
  explicit ResultBounds(const JqLimits& limits) : limits_(limits) {}
  /// kInvalid when the result is larger, or nested deeper, than the limits allow.
  Status Spend(std::size_t bytes);
  Status Enter(int depth);

 private:
  const JqLimits& limits_;
  std::size_t used_ = 0;
};

/// A number as results have it: an integer where it is one, null for NaN, the largest double for
/// infinity.
json::value ResultNumber(double number);

}  // namespace tocsin
