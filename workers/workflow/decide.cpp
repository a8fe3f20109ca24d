#include "workers/workflow/decide.hpp"

#include <type_traits>
#include <utility>

#include "workers/workflow/execution.hpp"

namespace tocsin::workflow {
namespace {

void Apply(Execution& execution, const Input& input) {
  std::visit(
      [&](const auto& given) {
        using Given = std::decay_t<decltype(given)>;
        if constexpr (std::is_same_v<Given, Start>) {
          execution.Start(given.input);
        } else if constexpr (std::is_same_v<Given, EventArrived>) {
          execution.Deliver(given);
        } else if constexpr (std::is_same_v<Given, TimerFired>) {
          execution.FireTimers();
        } else if constexpr (std::is_same_v<Given, EffectResult>) {
          execution.FinishEffect(given.id, given.result);
        } else if (given.kind == Control::Kind::kCancel) {
          execution.CancelRun(given.reason);
        }
      },
      input);
  execution.Drain();
}

void Conclude(Execution& execution, TimePoint now, Transition& out) {
  if (!execution.Over() && SizeOf(execution.State(), kMaxStateBytes) > kMaxStateBytes)
    execution.FaultForSize();
  out.run.state.clear();
  out.more = !execution.Over() && execution.Pending();
  if (execution.Over()) return;
  out.run.status = out.more ? RunStatus::kRunning : RunStatus::kWaiting;
  out.wake_at = out.more ? std::optional(now) : execution.WakeAt();
  execution.NoteWaits();
  out.run.state = EncodeState(execution.TakeState());
}

}  // namespace

Result<Transition> Decide(const World& world, Run run, const Input& input, TimePoint now) {
  const auto* definition = dynamic_cast<const DefinitionModel*>(&world.definition);
  if (definition == nullptr)
    return Fail(ErrorKind::kInternal, "deciding with a definition of another kind", "workflow");
  Transition out;
  out.run = std::move(run);
  ++out.run.revision;
  if (IsOver(out.run.status)) return out;
  const auto* arrived = std::get_if<EventArrived>(&input);
  Execution execution(world, *definition, out.run, arrived == nullptr ? nullptr : &arrived->event,
                      now, out);
  const bool starting = std::holds_alternative<Start>(input);
  if (starting != out.run.state.empty())
    return Fail(ErrorKind::kInternal,
                starting ? "starting a run twice" : "resuming a run that has no state", "workflow");
  if (!starting) {
    TRY_ASSIGN(auto state, DecodeState(std::move(out.run.state), *definition));
    execution.Resume(std::move(state));
  }
  Apply(execution, input);
  Conclude(execution, now, out);
  return out;
}

}  // namespace tocsin::workflow
