#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/expression.hpp"
#include "adapters/store.hpp"
#include "schemas/event.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"
#include "workers/workflow/engine/lifecycle.hpp"
#include "workers/workflow/language/definition.hpp"

namespace tocsin::workflow {

class AlertRules;
class DefinitionSet;

/// What a decision may look at beside the run: all immutable, shared by the runs of a shard.
struct World {
  const Definition& definition;
  ExpressionProgram& program;  ///< of this definition, on this thread
  const Resources& resources;  ///< contacts, policies, calendars, actions
                               ///< (workers/workflow/oncall/resources.hpp)
  AlertRules& alert_rules;     ///< of these resources, on this thread
  const Functions& functions;  ///< the catalog (workers/workflow/language/function_registry.hpp)
  Lifecycle lifecycle = Lifecycle::kWorkflow;  ///< of definitions that do not say it
  /// Whether a secret is configured (its value is never seen here); nullptr: all count as
  /// configured.
  const std::function<bool(std::string_view)>* has_secret = nullptr;
  /// The workflows that may be run from within; nullptr: none.
  const DefinitionSet* workflows = nullptr;
  bool traced = false;  ///< somebody looks at Transition::spans
  bool kept = false;    ///< and at the spans of events: the run's trace is kept
};

/// Durable state of one execution. What is inside `state` belongs to the decide files.
struct Run {
  RunId id;
  std::string key;
  std::string subject;  ///< record key of what the run emits
  int revision = 0;     ///< number of inputs applied
  RunStatus status = RunStatus::kPending;
  TimePoint started_at;
  std::string traceparent;             ///< of the starting event
  std::uint64_t parent_span = 0;       ///< above the run's own, for traces; 0: not known
  std::string tracestate;              ///< goes on with it, on all that the run emits
  std::string causation;               ///< id of the starting event
  std::string tenant{kDefaultTenant};  ///< of the starting event, and of all that the run emits
  /// The run that waits for the end of this one (`run: workflow`); nil: nobody does.
  RunId parent = {};
  int depth = 0;  ///< how many runs stand above it, whether they wait for it or not
  std::vector<RunId> children = {};  ///< live runs whose ends it waits for
  /// Of a run that failed: from which it can be retried; empty: it cannot be.
  json::object state;
};

/// The run that an event starts. Without a key in the plan its own id is the key.
Run NewRun(const RunId& id, const StartPlan& plan, const Event& event, TimePoint now);

/// The first input of a run: the workflow's raw input. By `schedule.on` it is an array of the
/// starting events (data, envelope or raw, as `schedule.read` says); by `exec` whatever was given.
struct Start {
  json::value input;
  bool held = false;  ///< the run is only made; the next Control::kContinue begins it
};
/// An event for this run: mail for one of its waits, or (without `wait`) the reply to a request of
/// its own, named by the event's `causationid`. An event nobody in the run waits for any more
/// changes nothing.
struct EventArrived {
  Event event;
  std::optional<Uuid> wait;
};
/// Another event that would start a run of this run's key. By `onDuplicate: merge` it is counted
/// and noted in the history; nothing else of the run changes. By `collect` it is kept for
/// `events.collected`, or emitted again as the run ends.
struct Merged {
  Event event;
  bool collected = false;
};
/// A run that this one has started and waits for is over.
struct RunEnded {
  RunId run;
  RunStatus status = RunStatus::kCompleted;
  json::value output;  ///< its output, the error object, or {reason} of one that was cancelled
};
/// Time has come to `now`: every timer due fires, earliest first.
struct TimerFired {};
/// The outcome of an effect: for "http" HttpAnswered.
struct EffectResult {
  EffectId id;
  json::value result;
};
/// Of a suspended run no further task begins and no timer fires; what is under way ends and is
/// remembered, and a run whose last task ends so is over. Suspending twice, and resuming a run that
/// is not suspended, changes nothing. A run that failed and whose state was kept (Run::state) goes
/// on from the task that failed by kRetry, which changes nothing of any other.
struct Control {
  enum class Kind { kContinue, kCancel, kFault, kSuspend, kResume, kRetry };
  Kind kind = Kind::kContinue;
  std::string reason = {};
  bool timed_out = false;  ///< of kCancel: because time ran out for what had started the run
  /// Of kCancel: nobody takes the run's alert up instead, so that it is closed as failed, unless
  /// the run has closed it.
  bool closes_alert = false;
};
using Input =
    std::variant<Start, EventArrived, Merged, RunEnded, TimerFired, EffectResult, Control>;

bool IsRetry(const Input& input);

struct EffectRequest {
  EffectId id;
  std::string kind;
  json::value
      request;  ///< for "http": {method, url, headers, body, timeout_ms}; secrets as placeholders
  std::string task = {};  ///< JSON pointer of the task that asks
};

/// A run that a run starts.
struct RunStart {
  RunId id;
  std::int64_t definition = 0;
  json::value input;
  bool awaited = true;
  std::uint64_t span = 0;  ///< of the task that starts it
};
/// What a run does to one that is a part of it.
struct ChildControl {
  RunId id;
  Control control;
};

/// A task that ended, for traces. Their spans are SpanOfTask.
struct TaskSpan {
  std::uint64_t frame = 0;
  std::optional<std::uint64_t> above = {};  ///< the frame above it; none: the run
  std::string task;                         ///< JSON pointer
  TimePoint started;
  std::string_view how;  ///< "completed", "skipped", "faulted", "cancelled"; static storage
  std::string error = {};
};
/// The span of a task, by its frame's number within the run.
std::uint64_t SpanOfTask(const RunId& run, std::uint64_t frame);

/// What follows from one input. `run` is the next state with the revision raised by one; everything
/// else is to be stored with it in one commit.
struct Transition {
  Run run;
  std::vector<Event> events;  ///< to emit, in order; ids derive from (run, revision, ordinal)
  std::vector<EffectRequest> effects;
  std::vector<EffectId> effects_removed;
  std::vector<WaitWrite> waits_added;
  std::vector<Uuid> waits_removed;
  std::vector<RunStart> runs_started;
  std::vector<ChildControl> runs_controlled;
  std::optional<TimePoint>
      wake_at;          ///< earliest timer of the state; a step bound passed gives `now`
  bool more = false;    ///< the step bound was reached: apply Control::kContinue next
  json::array history;  ///< {"at", "task", "what", ...} entries, for `explain`
  std::vector<LifecycleStep> lifecycle;  ///< as far as lifecycle events are wanted
  std::vector<TaskSpan> spans;           ///< where World::traced
  json::value output;  ///< when IsOver(run.status): the output, or the error object
};

/// The engine: pure and bounded. Same arguments, same result; no I/O, no clock, no randomness. At
/// most 1,000 task steps, then `more`. Faults of the workflow (jq errors, uncaught errors, a state
/// beyond 1 MiB) are transitions to kFaulted, not Errors; kInternal is a fault of ours (a state of
/// an unknown format).
Result<Transition> Decide(const World& world, Run run, const Input& input, TimePoint now);

/// The wait of a run that mail of this signature and value would be for, or nothing. kInternal as
/// Decide.
Result<std::optional<Uuid>> FindWait(const World& world, const Run& run, std::string_view signature,
                                     std::string_view value);

/// Bytes for the store and back.
std::string EncodeRun(const Run& run);
/// The row of a live run; its partition and definition are the caller's to fill in.
StoredRun ToStored(const Run& run);
Result<Run> DecodeRun(const StoredRun& stored);
inline constexpr int kRunFormat = 1;

}  // namespace tocsin::workflow
