#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/events/decisions.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/frame.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// A question that a run asks, as its state keeps it by the question's id.
struct KeptQuestion {
  std::string at;                                ///< reference of its place
  std::string withdrawn_as;                      ///< why it would be withdrawn
  std::optional<std::string> because;            ///< why it is; absent: it is open
  std::optional<events::DecisionMade> decision;  ///< that no task has taken
  static const FieldTable& Spec();
};

/// How many tasks of a list ask a person, those within them counted.
std::size_t AsksWithin(const TaskList& tasks);
/// The frame that names a question asked by `frame`: the outermost task around it that holds one
/// (TaskType::HoldsQuestion: a `for`, a function of `use`, a `fork` whose competing branches ask
/// one question each), or itself.
const Frame& PlaceOf(const Frame& frame);
/// Which branch of a competing fork was first, told before the others are cancelled.
void NoteWinner(Frame& fork, std::size_t branch);
/// Whether the question of a task that is being cancelled ends with it, for all its calls.
bool QuestionEndsWith(const Frame& frame);
/// Counts that the flow came to a place; called by tasks that may be one, as they begin.
void EnterPlace(RunState& state, const Frame& frame);
QuestionPlace QuestionOf(const RunState& state, const Frame& frame);

/// The run asks this question (FunctionCall::Asked). Too many open ones: the oldest is withdrawn.
void OpenQuestion(Execution& run, const Frame& frame, std::string_view id,
                  std::string_view withdrawn_as);
/// A final decision that no task takes just now, of a question that the run asks: kept for who
/// asks next. Of others nothing is kept.
void KeepDecision(RunState& state, const events::DecisionMade& made);
/// nullptr: none was kept.
const json::value* KeptDecision(const RunState& state, std::string_view id);
/// The place of these questions, or something around it, ends without an answer.
void EndPlaces(RunState& state, const TaskNode& ending, bool timed_out);
/// Withdraws the calls of all questions that are open still: the run ends.
void WithdrawQuestions(Execution& run);

/// A retry is no new round: the counts of places inside a `try`, taken as it begins and put back
/// before it tries again.
json::object RoundsWithin(const RunState& state, const TaskNode& task);
void RestoreRounds(RunState& state, const TaskNode& task, const json::object& rounds);

/// Retries so far of the innermost `try` around, and the iterations of all `for` around ("0/3"),
/// with the branches of a question to several.
int RetryOf(const Frame& frame);
std::string IterationOf(const Frame& frame);

}  // namespace tocsin::workflow
