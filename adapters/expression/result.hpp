#pragma once

#include <cstddef>
#include <string>

#include "adapters/expression/value.hpp"

namespace tocsin::jq {

struct ResultLimits {
  std::size_t bytes;
  std::size_t depth;  ///< of objects and arrays within each other
};

/// The value as JSON that stands by itself: whole doubles as integers, null for NaN, the largest
/// double for infinity. `problem` says when it is larger or nested deeper than it may be.
json::value ToResult(const Value& value, const ResultLimits& limits, std::string& problem);

}  // namespace tocsin::jq
