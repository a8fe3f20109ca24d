#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"
#include "workers/workflow/engine/collected.hpp"
#include "workers/workflow/engine/lifecycle.hpp"
#include "workers/workflow/language/effect_request.hpp"
#include "workers/workflow/worker/arrivals.hpp"
#include "workers/workflow/worker/handler.hpp"
#include "workers/workflow/worker/run_control.hpp"
#include "workers/workflow/worker/run_spans.hpp"

namespace tocsin::workflow {

using runtime::Arrival;
using runtime::BatchWriter;
using runtime::Signal;

namespace {

constexpr int kMostRounds =
    20;  // of 1,000 steps each, before the run's next steps wait for the next batch
constexpr std::size_t kManyEvents = 100;
constexpr std::string_view kContinueSignal = "continue";
constexpr std::string_view kStartSignal = "start";

/// Where a run's key is unique: neither a tenant's name nor a namespace has line breaks.
std::string KeyPlace(const Definition& definition, std::string_view tenant,
                     const std::string& key) {
  return std::string(tenant) + '\n' + definition.Namespace() + '/' + definition.Name() + '/' + key;
}

}  // namespace

runtime::Signal StartSignal(const RunId& run, int partition, std::int64_t definition,
                            json::value input) {
  return {run, partition, std::string(kStartSignal),
          json::object{{"definition", definition}, {"input", std::move(input)}}};
}

bool WorkflowHandler::OfSame(const Staged& staged, const Event& event) {
  return SameTenant(event, staged.live.run.tenant);
}

Status WorkflowHandler::OnArrival(const Arrival& arrival, std::uint32_t ordinal, BatchWriter& out) {
  if (arrival.event.type == type::kRunControlRequested) return OnRunControl(arrival, out);
  bool matched = false;
  if (IsReply(arrival.event)) {
    if (auto id = RunId::Parse(arrival.event.Extension("runid"))) {
      if (auto* staged = Stage(*id); staged != nullptr && OfSame(*staged, arrival.event)) {
        matched = true;
        TRY(Apply(*staged, EventArrived{arrival.event, std::nullopt}, out));
      }
    }
  }
  const auto normal = NormalForm(arrival.event);
  if (!normal) {
    out.DeadLetter(arrival, "invalid_alert", normal.error().message);
    return {};
  }
  const Event* event = *normal ? &**normal : &arrival.event;
  TRY(StartRuns(arrival, *event, ordinal, out, matched));
  TRY(PostMail(*event, ordinal, out, matched));
  if (!matched) out.Unmatched(arrival);
  return {};
}

Status WorkflowHandler::OnRunControl(const Arrival& arrival, BatchWriter& out) {
  const auto control = ReadRunControl(arrival.event);
  if (!control) {
    out.DeadLetter(arrival, "invalid_control", control.error().message);
    return {};
  }
  // The operator's own names no tenant.
  const bool operators = arrival.event.Extension(kTenantAttribute).empty();
  if (auto* staged = Stage(control->run);
      staged != nullptr && (operators || OfSame(*staged, arrival.event)))
    return Apply(*staged, control->control, out);
  if (const auto failed = batch_.failed.find(control->run);
      IsRetry(control->control) && failed != batch_.failed.end() &&
      (operators || SameTenant(arrival.event, failed->second.run.tenant)))
    if (auto* staged = StageFailed(control->run)) return Apply(*staged, control->control, out);
  out.Unmatched(arrival);  // it is over meanwhile, or was retried
  return {};
}

Status WorkflowHandler::StartRuns(const Arrival& arrival, const Event& event, std::uint32_t ordinal,
                                  BatchWriter& out, bool& matched) {
  std::optional<AlertEnding> ending;
  bool wanted = false;
  for (const auto* known : batch_.set->Starting(event.type)) {
    if (!known->definition->Serves(TenantOf(event))) continue;
    auto& program = ProgramOf(known->id, known->definition);
    auto plan = known->definition->PlanStart(event, program, out.Now());
    if (!plan) {
      out.DeadLetter(arrival, "start_failed",
                     known->definition->Name() + ": " + plan.error().message);
      matched = true;
      continue;
    }
    if (!*plan) continue;
    matched = true;
    if ((*plan)->expired) {
      services_.GetMetrics().Add("tocsin_workflow_expired_total");
      ending = EndingOfExpired();
      continue;
    }
    TRY_ASSIGN(const auto other, StartRun(*known, std::move(**plan), arrival, event, ordinal, out));
    if (other)
      ending = EndingOfDuplicate(*other);
    else
      wanted = true;
  }
  // Where one workflow still takes the alert up, closing it is that workflow's.
  if (!ending || wanted) return {};
  if (auto closed = ClosingOf(event, *ending, out.Now())) {
    journal_.Note(*closed);
    if (auto told = ToldOf(*closed))
      out.Out().notes.push_back({.run = SubjectNotes(TenantOf(*closed), closed->subject),
                                 .history = JsonText(json::array{*std::move(told)})});
    out.Emit(arrival.at.partition, *std::move(closed));
  }
  return {};
}

RunId WorkflowHandler::LiveWithKey(const std::string& place, const RunId& fresh) const {
  if (const auto found = batch_.staged_keys.find(place); found != batch_.staged_keys.end()) {
    const auto staged = batch_.staged.find(found->second);
    if (staged != batch_.staged.end() && !IsOver(staged->second.live.run.status))
      return found->second;
  }
  const auto found = batch_.taken.find(fresh);
  if (found == batch_.taken.end()) return {};
  const auto staged = batch_.staged.find(found->second);
  return staged != batch_.staged.end() && IsOver(staged->second.live.run.status) ? RunId{}
                                                                                 : found->second;
}

Status WorkflowHandler::CollectFor(Staged& live, const Event& event, const Arrival& arrival,
                                   BatchWriter& out) {
  if (HasRoomFor(live.live.run, event))
    return Apply(live, Merged{.event = event, .collected = true}, out);
  out.DeadLetter(arrival, "run_full",
                 "run " + live.live.run.id.ToString() + " has not taken what was collected for it");
  return {};
}

Result<std::optional<std::string>> WorkflowHandler::StartRun(const KnownDefinition& known,
                                                             StartPlan plan, const Arrival& arrival,
                                                             const Event& event,
                                                             std::uint32_t ordinal,
                                                             BatchWriter& out) {
  const auto& definition = *known.definition;
  const auto tenant = TenantOf(event);
  const auto id = RunId::Derive(
      {"run", tenant, definition.Namespace(), definition.Name(), event.source, event.id});
  // Started before, or in this batch by the same event, which the store will name as a duplicate.
  if (batch_.existing.contains(id) || batch_.staged.contains(id)) return std::nullopt;
  const std::string key = plan.key.empty() ? id.ToString() : plan.key;
  const std::string place = KeyPlace(definition, tenant, key);
  if (const RunId live = LiveWithKey(place, id); !live.IsNil() && live != id) {
    if (batch_.unreadable.contains(live)) return std::nullopt;
    auto* former = Stage(live);  // nullptr: it has ended meanwhile, its key is free
    if (former != nullptr) TRY(EndByMail(*former, out));
    if (former != nullptr && !IsOver(former->live.run.status)) {
      services_.GetMetrics().Add(
          "tocsin_workflow_duplicate_starts_total", 1,
          {{"workflow", definition.Name()}, {"rule", ToString(definition.Duplicates())}});
      if (definition.Duplicates() == OnDuplicate::kRestart) {
        TRY(Apply(*former, Control{Control::Kind::kCancel, "restarted by a newer event"}, out));
      } else if (definition.Duplicates() == OnDuplicate::kCollect) {
        TRY(CollectFor(*former, event, arrival, out));
        return std::nullopt;
      } else {
        if (definition.Duplicates() == OnDuplicate::kMerge)
          TRY(Apply(*former, Merged{.event = event}, out));
        const std::string& about = former->live.run.subject;
        if (about == plan.subject) return std::nullopt;
        return about;
      }
    }
  }
  Staged staged;
  staged.live.run = NewRun(id, plan, event, out.Now());
  staged.live.partition = arrival.at.partition;
  staged.live.definition = known.id;
  staged.write.ordinal = ordinal;
  batch_.staged_keys[place] = id;
  auto& entry = batch_.Stage(id, std::move(staged));
  TRY(Apply(entry, Start{std::move(plan.input)}, out));
  return std::nullopt;
}

Status WorkflowHandler::PostMail(const Event& event, std::uint32_t ordinal, BatchWriter& out,
                                 bool& matched) {
  const auto* listening = batch_.set->ListeningTo(event.type);
  if (listening == nullptr) return {};
  for (const auto& [signature, definitions, filters] : *listening) {
    for (const auto& by : definitions) {
      auto value =
          by.definition->CorrelationValue(signature, event, ProgramOf(by.id, by.definition));
      // An expression that fails over this event means that it is not what the listen waits for.
      if (!value || !*value) continue;
      matched = true;
      out.Out().mail.push_back({signature, **value, JsonText(ToStructured(event)),
                                out.Now() + options_.mail_lifetime, ordinal,
                                std::string(TenantOf(event))});
      break;
    }
  }
  return {};
}

Status WorkflowHandler::OnMail(const MailMatch& match, BatchWriter& out) {
  auto* staged = Stage(match.run);
  if (staged == nullptr) return {};
  TRY_ASSIGN(json::value envelope, ParseJson(match.event, {.max_depth = kMaxWrappedDepth}));
  TRY_ASSIGN(Event event, EventFromStructured(std::move(envelope)));
  const auto removed = [&] {
    return std::ranges::find(staged->write.waits_removed, match.wait) !=
           staged->write.waits_removed.end();
  };
  const bool before = removed();
  TRY(Apply(*staged, EventArrived{std::move(event), match.wait}, out));
  if (!before && (removed() || IsOver(staged->live.run.status)))
    out.Out().mail_taken.push_back(match.mail);
  return {};
}

Status WorkflowHandler::StartByHand(const Signal& signal, BatchWriter& out) {
  const RunId id(signal.owner);
  const auto* definition = Find(signal.data, "definition");
  const auto* input = Find(signal.data, "input");
  if (batch_.existing.contains(id) || definition == nullptr || input == nullptr) return {};
  Staged staged;
  staged.live.run.id = id;
  staged.live.run.key = staged.live.run.subject = id.ToString();
  staged.live.run.started_at = out.Now();
  staged.live.partition = signal.partition;
  staged.live.definition = definition->to_number<std::int64_t>();
  auto& entry = batch_.Stage(id, std::move(staged));
  return Apply(entry, Start{*input}, out);
}

Status WorkflowHandler::OnTimer(const runtime::TimerDue& timer, BatchWriter& out) {
  const RunId id(timer.owner);
  if (auto* staged = Stage(id)) return Apply(*staged, TimerFired{}, out);
  if (batch_.unreadable.contains(id)) return {};  // it goes on with a program that can read it
  spdlog::warn("a timer of run {}, which is not there, is due: it is removed", id.ToString());
  auto& timers = out.Out().timers;
  if (std::ranges::find(timers, timer.owner, &TimerWrite::owner) == timers.end())
    timers.push_back({std::string(kRunTimer), timer.owner, timer.partition, std::nullopt});
  return {};
}

Status WorkflowHandler::OnSignal(const Signal& signal, BatchWriter& out) {
  if (signal.kind == kStartSignal && Stage(RunId(signal.owner)) == nullptr)
    return StartByHand(signal, out);
  auto* staged = Stage(RunId(signal.owner));
  if (signal.kind == kContinueSignal && staged != nullptr) return Apply(*staged, Control{}, out);
  if (!effects_.IsMine(signal)) return {};
  const auto settled = effects_.Decide(signal, out);
  if (!settled || staged == nullptr) return {};
  return Apply(*staged, EffectResult{settled->row.id, settled->result}, out);
}

Result<World> WorkflowHandler::WorldOf(const LiveRun& live, const runtime::SpanBook* spans) {
  const auto definition = book_.Find(live.definition);
  if (!definition)
    return Fail(ErrorKind::kInternal, "deciding: definition is not loaded", "workflow");
  const auto& resources = batch_.set->GetResources();
  if (alert_rules_ == nullptr || rules_of_ != resources) {
    alert_rules_ = std::make_unique<AlertRules>(book_.Engine(), *resources);
    rules_of_ = resources;
  }
  return World{*definition,
               ProgramOf(live.definition, definition),
               *resources,
               *alert_rules_,
               book_.Catalog(),
               options_.lifecycle,
               &has_secret_,
               batch_.set.get(),
               spans != nullptr && spans->On(),
               spans != nullptr && spans->Wants(live.run.traceparent)};
}

Status WorkflowHandler::Apply(Staged& staged, Input input, BatchWriter& out) {
  TRY(ApplyAlone(staged, std::move(input), out));
  return SettleFamilies(out);
}

Status WorkflowHandler::ApplyAlone(Staged& staged, Input next, BatchWriter& out) {
  if (IsOver(staged.live.run.status) && !IsRetry(next)) return {};
  TRY_ASSIGN(const World world, WorldOf(staged.live, &out.Spans()));
  for (int round = 0; round < kMostRounds; ++round) {
    auto decided = workflow::Decide(world, std::exchange(staged.live.run, {}), next, out.Now());
    // A fault of ours gives the whole batch up, and what is staged with it.
    if (!decided) return Fail(std::move(decided).error());
    Transition transition = *std::move(decided);
    const bool more = transition.more;
    const bool heavy =
        transition.events.size() + transition.lifecycle.size() + transition.runs_started.size() >
        kManyEvents;
    NoteSpans(transition, world.definition, next, out.Now(), out.Spans());
    Absorb(staged, std::move(transition), out);
    if (!more) return {};
    const auto* start = std::get_if<Start>(&next);
    if (heavy || (start != nullptr && start->held))
      break;  // one commit must not grow without bound
    next = Control{};
  }
  services_.Enter(
      Signal{staged.live.run.id, staged.live.partition, std::string(kContinueSignal), nullptr});
  return {};
}

void WorkflowHandler::Absorb(Staged& staged, Transition transition, BatchWriter& out) {
  staged.live.run = std::move(transition.run);
  for (auto& wait : transition.waits_added) staged.write.waits_added.push_back(std::move(wait));
  for (const auto& wait : transition.waits_removed) {
    std::erase_if(staged.write.waits_added,
                  [&](const WaitWrite& added) { return added.id == wait; });
    staged.write.waits_removed.push_back(wait);
  }
  for (const auto& id : transition.effects_removed) staged.effects_removed.push_back(id);
  for (auto& effect : transition.effects) {
    if (effect.request.is_object())
      effect.request.get_object()[NameOf<&AskedByTask::task>()] = effect.task;
    staged.effects.push_back({effect.id, staged.live.partition, staged.live.run.id,
                              std::move(effect.kind), 1, out.Now(), JsonText(effect.request)});
  }
  for (auto& start : transition.runs_started)
    batch_.family_steps.emplace_back(ChildStart{staged.live.run.id, std::move(start)});
  for (auto& control : transition.runs_controlled)
    batch_.family_steps.emplace_back(std::move(control));
  staged.wake_at = transition.wake_at;
  for (auto& entry : transition.history) staged.history.push_back(std::move(entry));
  for (auto& event : transition.events) {
    if (auto told = ToldOf(event)) staged.history.push_back(*std::move(told));
    journal_.Note(event);
    out.Emit(staged.live.partition, std::move(event));
  }
  if (!transition.lifecycle.empty())
    for (auto& event : LifecycleEvents(*book_.Find(staged.live.definition), staged.live.run,
                                       std::move(transition.lifecycle), out.Now())) {
      journal_.Note(event);
      out.Emit(staged.live.partition, std::move(event));
    }
  if (!IsOver(staged.live.run.status)) return;
  staged.write.output = JsonText(transition.output);
  const auto definition = book_.Find(staged.live.definition);
  if (staged.live.run.status == RunStatus::kFaulted)
    journal_.NoteFault(definition->Name(), staged.live.run.id.ToString(), transition.output);
  const Run& run = staged.live.run;
  staged.took = out.Now() - run.started_at;
  if (out.Spans().Wants(run.traceparent)) staged.trace = TraceOf(run.traceparent);
  if (!run.parent.IsNil())
    batch_.family_steps.emplace_back(
        ChildEnd{run.parent, {run.id, run.status, std::move(transition.output)}});
}

}  // namespace tocsin::workflow
