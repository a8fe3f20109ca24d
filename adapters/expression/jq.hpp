#pragma once

#include <memory>

#include "adapters/expression.hpp"
#include "schemas/time.hpp"

namespace tocsin {

struct JqLimits {
  /// CPU time of the evaluating thread; the expression is stopped between this and one and a half
  /// of it.
  Duration cpu_time = std::chrono::milliseconds(50);
  std::size_t result_bytes = 1024 * 1024;
  int result_depth = 100;
};

/// Expressions by libjq 1.6. Evaluation is walled in: the environment, the clock, further inputs,
/// files, modules, the process's streams and its end are not available to an expression. What does
/// not compile fails when it is evaluated and leaves the other expressions of its program alone.
///
/// Expressions that only follow names and places and put together what they find
/// (`$context.alert.id`, `{id: .alert}`) do without jq, to the same result, and keep integers of 64
/// bits (adapters/expression/construction.hpp).
///
/// Numbers are doubles inside jq: an integer beyond 2^53 that only passes through comes back as it
/// was; a result that jq computed from one, or wrote into a text with other digits, is refused
/// (adapters/expression/large_integers.hpp). Integral results come back as integers.
///
/// The time bound uses SIGRTMIN+4 (adapters/expression/cpu_watchdog.hpp). Builtins written in C
/// ("a" * 1e9) are not interrupted; authors of workflows are trusted that far, the data that flows
/// through is not.
std::unique_ptr<ExpressionEngine> MakeJqEngine(JqLimits limits = {});

}  // namespace tocsin
