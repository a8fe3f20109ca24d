#pragma once

#include <cstddef>
#include <memory>

#include "adapters/expression.hpp"
#include "schemas/json.hpp"

namespace tocsin {

struct JqLimits {
  std::size_t result_bytes = 1024 * 1024;
  std::size_t result_depth = kMaxWrappedDepth;
};

/// jq 1.8 by an evaluator of our own (docs/expressions.md): exact for integers of 64 bits, bounded
/// in counted steps, bytes and depth (adapters/expression/limits.hpp), free of the environment, the
/// clock and the process. What does not compile fails when it is evaluated and leaves the other
/// expressions of its program alone.
std::unique_ptr<ExpressionEngine> MakeJqEngine(JqLimits limits = {});

}  // namespace tocsin
