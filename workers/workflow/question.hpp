#pragma once

#include <string>
#include <string_view>

#include "workers/workflow/execution.hpp"
#include "workers/workflow/frame.hpp"
#include "workers/workflow/function_registry.hpp"

namespace tocsin::workflow {

/// The frame that names a question asked by `frame`: the outermost `for` or function of `use`
/// around it, or itself.
const Frame& PlaceOf(const Frame& frame);
/// Counts that the flow came to a place; called by tasks that may be one, as they begin.
void EnterPlace(RunState& state, const Frame& frame);
QuestionPlace QuestionOf(const RunState& state, const Frame& frame);

/// The run asks this question (FunctionCall::Asked). Too many open ones: the oldest is withdrawn.
void OpenQuestion(Execution& run, const Frame& frame, std::string_view id,
                  std::string_view withdrawn_as);
/// The place of these questions, or something around it, ends without an answer.
void EndPlaces(RunState& state, const TaskNode& ending, bool timed_out);
/// Withdraws the calls of all questions that are open still: the run ends.
void WithdrawQuestions(Execution& run);

/// A retry is no new round: the counts of places inside a `try`, taken as it begins and put back
/// before it tries again.
json::object RoundsWithin(const RunState& state, const TaskNode& task);
void RestoreRounds(RunState& state, const TaskNode& task, const json::object& rounds);

/// Retries so far of the innermost `try` around, and the iterations of all `for` around ("0/3").
int RetryOf(const Frame& frame);
std::string IterationOf(const Frame& frame);

}  // namespace tocsin::workflow
