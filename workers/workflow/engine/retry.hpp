#pragma once

#include <cstdint>
#include <optional>

#include "workers/workflow/engine/execution.hpp"

namespace tocsin::workflow {

/// Retries that a `try` has made so far.
std::int64_t RetriesOf(const Frame& frame);

/// Whether `when` (absent: yes) and not `exceptWhen` hold for an error; it is both "." and the
/// frame's variable.
Outcome<bool> Passes(Execution& run, const Frame& frame, const std::optional<ExpressionId>& when,
                     const std::optional<ExpressionId>& except_when, const json::object& error);

/// How long to wait before the next try, or nothing when the policy says that it was the last one.
/// `count` counts retries, not the first go; `duration` runs from the beginning of the first try,
/// and a pause that ends within it is made; jitter comes from a hash of run, task and attempt.
/// Without any limit, or without a delay where only time ends it, up to a second lies between two
/// tries.
Outcome<std::optional<Duration>> RetryDelay(Execution& run, const Frame& frame,
                                            const RetryPolicy& policy, const json::object& error);

}  // namespace tocsin::workflow
