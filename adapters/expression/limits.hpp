#pragma once

#include <cstddef>
#include <cstdint>

namespace tocsin::jq {

/// What one evaluation may use. All of it is counted and none of it timed, so that the same input
/// meets the same bound on every machine and in every build.

/// Calls of nodes, values produced by loops, and what builtins walk over.
inline constexpr std::int64_t kMaxSteps = 2'000'000;
/// Bytes of the values that live at the same time, inputs not counted.
inline constexpr std::int64_t kMaxBytes = 64 * 1024 * 1024;
/// Nested evaluations: calls of functions that are no tail calls, brackets, arguments. Each takes
/// less than 1 KiB of the thread's stack, 2 KiB with sanitizers.
inline constexpr int kMaxNesting = 2'000;
inline constexpr char kNestedTooDeep[] =
    "functions and brackets are nested deeper than 2000; is there a recursion without end?";
/// Nesting of values that are compared, merged, written or parsed; as jq has it.
inline constexpr int kMaxValueDepth = 10'000;
/// Elements of a path; as jq has it.
inline constexpr std::size_t kMaxPathLength = 10'000;
/// Bytes of one text that is built.
inline constexpr std::size_t kMaxTextBytes = 32 * 1024 * 1024;
/// The first place of an array that cannot be set.
inline constexpr std::int64_t kMaxArrayPlace = 4 * 1024 * 1024;
/// Steps of regular expressions (schemas/regex.hpp) that make one: all searches together may take
/// what is left of the steps.
inline constexpr std::int64_t kRegexStepsInAStep = 8;
/// Compiled regular expressions that a program keeps.
inline constexpr std::size_t kMaxKeptRegexes = 64;
/// Text of one expression, nesting of its brackets, and operators in a row.
inline constexpr std::size_t kMaxExpressionBytes = 64 * 1024;
inline constexpr int kMaxSyntaxDepth = 200;
inline constexpr int kMaxSyntaxChain = 1'000;
/// Names and keys that one pattern binds, with its alternatives; each takes a nested evaluation.
inline constexpr int kMaxPatternNames = 1'000;
/// Bytes of an error's message that leaves an evaluation.
inline constexpr std::size_t kMaxMessageBytes = 500;

}  // namespace tocsin::jq
