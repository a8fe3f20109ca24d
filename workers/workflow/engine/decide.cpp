#include "workers/workflow/engine/decide.hpp"

#include <type_traits>
#include <utility>

#include "schemas/trace_context.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/kept_state.hpp"

namespace tocsin::workflow {
namespace {

std::optional<Uuid> WaitWithin(const Frame& frame, std::string_view signature,
                               std::string_view value) {
  for (const auto& wait : frame.waits)
    if (wait.signature == signature && wait.value == value) return wait.id;
  for (const auto& child : frame.children)
    if (auto found = WaitWithin(*child, signature, value)) return found;
  return std::nullopt;
}

void Apply(Execution& execution, const Input& input) {
  std::visit(
      [&](const auto& given) {
        using Given = std::decay_t<decltype(given)>;
        if constexpr (std::is_same_v<Given, Start>) {
          execution.Start(given.input);
        } else if constexpr (std::is_same_v<Given, EventArrived>) {
          execution.Deliver(given);
        } else if constexpr (std::is_same_v<Given, Merged>) {
          given.collected ? execution.Collect(given.event) : execution.Merge(given.event);
        } else if constexpr (std::is_same_v<Given, RunEnded>) {
          execution.FinishChild(given);
        } else if constexpr (std::is_same_v<Given, TimerFired>) {
          execution.FireTimers();
        } else if constexpr (std::is_same_v<Given, EffectResult>) {
          execution.FinishEffect(given.id, given.result);
        } else if (given.kind == Control::Kind::kCancel) {
          execution.CancelRun(given);
        } else if (given.kind == Control::Kind::kSuspend) {
          execution.SuspendRun(given.reason);
        } else if (given.kind == Control::Kind::kResume) {
          execution.ResumeRun(given.reason);
        } else if (given.kind == Control::Kind::kRetry) {
          execution.RetryRun(given.reason);
        } else if (given.kind == Control::Kind::kFault) {
          execution.Fault(ErrorObject(RuntimeError(given.reason), "/"));
        }
      },
      input);
  if (const auto* start = std::get_if<Start>(&input); start == nullptr || !start->held)
    execution.Drain();
}

void Conclude(Execution& execution, RunStatus before, TimePoint now, Transition& out) {
  if (!execution.Over() && SizeOf(execution.State(), kMaxStateBytes) > kMaxStateBytes)
    execution.FaultForSize();
  out.run.state.clear();
  out.more = !execution.Over() && !execution.Suspended() && execution.Pending();
  if (execution.Over()) {
    execution.PassOnCollected();
    out.run.state = execution.TakeKept();
    return execution.TellStatus(before);
  }
  if (!execution.Suspended()) out.run.status = out.more ? RunStatus::kRunning : RunStatus::kWaiting;
  execution.TellStatus(before);
  // Timers that come due meanwhile are kept, and fire when it is resumed.
  if (!execution.Suspended()) out.wake_at = out.more ? std::optional(now) : execution.WakeAt();
  execution.NoteWaits();
  out.run.state = EncodeState(execution.TakeState());
}

}  // namespace

bool IsRetry(const Input& input) {
  const auto* control = std::get_if<Control>(&input);
  return control != nullptr && control->kind == Control::Kind::kRetry;
}

std::uint64_t SpanOfTask(const RunId& run, std::uint64_t frame) {
  return SpanFrom(run.ToString() + " task " + std::to_string(frame));
}

Run NewRun(const RunId& id, const StartPlan& plan, const Event& event, TimePoint now) {
  Run run;
  run.id = id;
  run.key = plan.key.empty() ? id.ToString() : plan.key;
  run.subject = plan.subject;
  run.started_at = now;
  const std::string process = ProcessTraceparent(event, "workflow");
  run.traceparent = ChildTraceparent(process, id.ToString());
  run.parent_span = SpanOf(process);
  run.tracestate = TracestateFor(event.traceparent, event.tracestate);
  run.causation = event.id;
  run.tenant = TenantOf(event);
  return run;
}

Result<std::optional<Uuid>> FindWait(const World& world, const Run& run, std::string_view signature,
                                     std::string_view value) {
  if (run.state.empty()) return std::nullopt;
  TRY_ASSIGN(const auto state, DecodeState(run.state, world.definition));
  return WaitWithin(*state.root, signature, value);
}

Result<Transition> Decide(const World& world, Run run, const Input& input, TimePoint now) {
  Transition out;
  out.run = std::move(run);
  ++out.run.revision;
  const bool retried =
      IsRetry(input) && out.run.status == RunStatus::kFaulted && !out.run.state.empty();
  if (IsOver(out.run.status) && !retried) return out;
  const auto* arrived = std::get_if<EventArrived>(&input);
  Execution execution(world, out.run, arrived == nullptr ? nullptr : &arrived->event, now, out);
  const bool starting = std::holds_alternative<Start>(input);
  if (starting != out.run.state.empty())
    return Fail(ErrorKind::kInternal,
                starting ? "starting a run twice" : "resuming a run that has no state", "workflow");
  if (!starting) {
    const auto kept_at = KeptAt(out.run.state);
    TRY_ASSIGN(auto state, DecodeState(std::move(out.run.state), world.definition));
    if (kept_at) MoveTimers(state, now - *kept_at);
    execution.Resume(std::move(state));
  }
  const auto before = starting ? RunStatus::kRunning : out.run.status;
  Apply(execution, input);
  Conclude(execution, before, now, out);
  return out;
}

}  // namespace tocsin::workflow
