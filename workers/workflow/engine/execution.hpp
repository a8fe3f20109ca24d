#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "workers/workflow/engine/decide.hpp"
#include "workers/workflow/engine/frame.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// A value, or an error for the workflow.
template <class T>
using Outcome = tl::expected<T, RaisedError>;

inline constexpr int kMaxSteps = 1'000;
inline constexpr std::size_t kMaxStateBytes = 1024 * 1024;
/// Data of the events of one Decide, about: beyond it goes on in the next one, as after kMaxSteps.
inline constexpr std::size_t kMaxEmittedBytes = 4 * 1024 * 1024;

/// One Decide at work: the tree of frames, the expressions' scope and what goes out. What task
/// types may do is here; nothing in it does I/O or looks at a clock.
class Execution {
 public:
  Execution(const World& world, Run& run, const Event* cause, TimePoint now, Transition& out);

  // What Decide calls.
  void Start(json::value input);
  void Resume(RunState state);
  void Deliver(const EventArrived& arrived);
  void Merge(const Event& event);
  /// Keeps it for who asks for what was collected; a task that waits for that is told.
  void Collect(const Event& event);
  /// The run is over: what it has not taken is emitted again, for the next one.
  void PassOnCollected();
  void FireTimers();
  void FinishEffect(const EffectId& id, const json::value& result);
  void FinishChild(const RunEnded& ended);
  void CancelRun(const Control& control);
  /// With all that is a part of it.
  void SuspendRun(const std::string& reason);
  void ResumeRun(const std::string& reason);
  /// Of a run that failed, with the state that it kept.
  void RetryRun(const std::string& reason);
  /// From which the run could be retried, if an error ended it.
  json::object TakeKept() { return std::exchange(kept_, {}); }
  bool Suspended() const { return run_.status == RunStatus::kSuspended; }
  /// Begins pending tasks until none is left, the run is over or suspended, or the step bound is
  /// reached (`more`).
  void Drain();
  bool Over() const { return over_; }
  bool Pending() const { return !state_.pending.empty(); }
  /// Ends the run with an error that nothing catches.
  void Fault(json::object error);
  /// The same because the run's data passes the bound of 1 MiB or of kMaxWrappedDepth levels.
  void FaultForSize();
  std::optional<TimePoint> WakeAt() const;
  /// Notes which of the tasks begun here are waiting now.
  void NoteWaits();
  RunState TakeState() { return std::move(state_); }

  // Facts.
  const World& GetWorld() const { return world_; }
  const Run& GetRun() const { return run_; }
  TimePoint Now() const { return now_; }
  RunState& State() { return state_; }

  // Expressions, seen from a task: $input is its transformed input, variables are those of the
  // frames around it.
  Outcome<json::value> Evaluate(ExpressionId id, const json::value& input, const Frame& frame);
  /// jq's truth: all but null and false.
  Outcome<bool> Test(ExpressionId id, const json::value& input, const Frame& frame);
  Outcome<json::value> Fill(const Template& value, const json::value& input, const Frame& frame);
  /// How long a duration is that begins at `from`, without it now: months and years are those of
  /// the UTC calendar.
  Outcome<Duration> Length(const DurationValue& value, const json::value& input, const Frame& frame,
                           std::optional<TimePoint> from = std::nullopt);
  /// A bare scope: for filters, which see only the event.
  const ExpressionScope& BareScope();

  // The ends of a task; each must be the last act of a hook.
  void Complete(Frame& frame, json::value output);
  void Complete(Frame& frame, json::value output, Flow then);
  void Raise(Frame& frame, const RaisedError& error);
  void Fail(Frame& frame, json::object error);

  // Inner tasks.
  void Begin(Frame& parent, const TaskNode& node, std::size_t list, std::size_t index,
             json::value input);
  void BeginList(Frame& parent, std::size_t list, json::value input);
  /// The first task of every list at once, to be begun in their order.
  void BeginBranches(Frame& parent, const json::value& input);
  void CancelChildren(Frame& frame);
  /// What is taken away now is so because time ran out.
  bool TimingOut() const { return timing_out_; }

  // The outside.
  /// Fills in what is missing of id, source, time, traceparent and the extensions; returns the
  /// event as emitted. `at`: the task that emits it; nullptr: the run itself.
  const Event& Emit(Event event, const Frame* at = nullptr);
  Uuid AddWait(Frame& frame, std::string signature, std::string value);
  void Request(Frame& frame, const EffectId& id, std::string kind, json::value request);
  /// Starts a run of a definition in force; the end of one that is awaited comes to the task's
  /// OnRunEnded, and it is cancelled with the task.
  RunId StartRun(Frame& frame, std::int64_t definition, json::value input, bool awaited);
  void SetTimer(Frame& frame, std::string_view name, TimePoint at);
  void ClearTimer(Frame& frame, std::string_view name);
  /// Appends to the run's history: {"at", "task", "what"} and more.
  void Note(const Frame& frame, std::string_view what, json::object more = {});
  /// Notes what lifecycle events tell of a task, or of the run when it is the outermost frame.
  void Tell(std::string_view what, const Frame& frame, LifecycleMore more = {});
  /// The same of the run, from within a task.
  void TellOfRun(std::string_view what, LifecycleMore more = {}) {
    Tell(what, *state_.root, std::move(more));
  }
  bool TellsOfRuns() const { return lifecycle_ != Lifecycle::kNone; }
  /// Tells that the run's status is another one than before this decision.
  void TellStatus(RunStatus before);

 private:
  struct Sight;  // which values an expression sees

  Frame* Find(std::uint64_t id);
  void Adopt(Frame& frame);
  std::unique_ptr<Frame> Detach(Frame& frame);
  void BeginTask(Frame& frame);
  void Leave(Frame& frame, json::value output, const Flow& flow);
  void Cancel(Frame& frame);
  /// Keeps the task's span, where somebody looks at spans.
  void Trace(const Frame& frame, std::string_view how, std::string_view error = {});
  void Release(Frame& frame);
  void TimeOut(Frame& frame, Duration limit);
  void FinishRun(json::value output);
  void CloseAlert(std::string reason);
  void Keep(const Frame& failed);
  void ControlChildren(const Control& control);
  bool Full() const { return steps_ >= kMaxSteps || emitted_bytes_ > kMaxEmittedBytes; }
  bool FireEarliest();
  Outcome<json::value> Evaluate(ExpressionId id, const json::value& input, const Sight& sight);
  Outcome<json::value> Fill(const Template& value, const json::value& input, const Sight& sight);
  Outcome<json::value> FillParts(const Template& value, const json::value& input,
                                 const Sight& sight);
  Outcome<json::value> Shape(Frame& frame, json::value output);
  Outcome<void> Export(Frame& frame, const json::value& raw, const json::value& output);
  /// A secret that the expression names and nobody has set.
  std::optional<std::string> UnknownSecret(const ExpressionNeeds& needs) const;
  void SetScope(const ExpressionNeeds& needs, const Sight& sight);
  std::unique_ptr<ExpressionScope> NewScope() const;
  void ReferTask(const Sight& sight);
  void ReferWorkflow();

  const World& world_;
  const Definition& definition_;
  Run& run_;
  const Event* cause_;
  const TimePoint now_;
  Transition& out_;
  const Lifecycle lifecycle_;
  RunState state_;
  std::unordered_map<std::uint64_t, Frame*> frames_;
  json::object task_parts_, workflow_parts_;  ///< of $task and $workflow, which scope_ refers to
  std::unique_ptr<ExpressionScope> scope_, bare_scope_;
  bool constants_in_scope_ = false;
  std::uint64_t first_new_ = 1;
  int steps_ = 0;
  const TaskNode* last_done_ = nullptr;  ///< the innermost task that ended last
  std::size_t emitted_bytes_ = 0;
  json::object kept_;    ///< of the error in hand
  int kept_caught_ = 0;  ///< states that were kept within a try, and perhaps for nothing
  bool over_ = false;
  bool timing_out_ = false;
};

/// {"iso8601", "epoch": {"seconds", "milliseconds"}}.
json::object TimeDescriptor(TimePoint time);

}  // namespace tocsin::workflow
