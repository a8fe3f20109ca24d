#include <algorithm>
#include <utility>

#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"
#include "workers/workflow/engine/collected.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMaxHistory = 500;
constexpr std::uint64_t kMostMergedNotes = 100;  // after so many only every hundredth is noted
constexpr std::size_t kMostMergedBytes = 4096;

void Earliest(const Frame& frame, std::optional<TimePoint>& earliest) {
  const auto take = [&](TimePoint at) {
    if (!earliest || at < *earliest) earliest = at;
  };
  if (frame.deadline) take(*frame.deadline);
  for (const auto& [name, at] : frame.timers) take(at);
  for (const auto& child : frame.children) Earliest(*child, earliest);
}

struct DueTimer {
  TimePoint at;
  Frame* frame = nullptr;
  std::string name;  ///< empty: the deadline
};

/// The earliest due timer; of two at the same time that of the outer, then of the older task.
void FindDue(Frame& frame, TimePoint now, std::optional<DueTimer>& due) {
  const auto take = [&](TimePoint at, const std::string& name) {
    if (at <= now && (!due || at < due->at)) due = DueTimer{at, &frame, name};
  };
  if (frame.deadline) take(*frame.deadline, {});
  for (const auto& [name, at] : frame.timers) take(at, name);
  for (const auto& child : frame.children) FindDue(*child, now, due);
}

Frame* FindWaiting(Frame& frame, const Uuid& wait) {
  if (std::ranges::find(frame.waits, wait, &FrameWait::id) != frame.waits.end()) return &frame;
  for (auto& child : frame.children)
    if (Frame* found = FindWaiting(*child, wait)) return found;
  return nullptr;
}

Frame* FindAsking(Frame& frame, std::string_view request) {
  if (std::ranges::find(frame.requests, request) != frame.requests.end()) return &frame;
  for (auto& child : frame.children)
    if (Frame* found = FindAsking(*child, request)) return found;
  return nullptr;
}

Frame* FindAwaiting(Frame& frame, const RunId& run) {
  if (std::ranges::find(frame.runs, run) != frame.runs.end()) return &frame;
  for (auto& child : frame.children)
    if (Frame* found = FindAwaiting(*child, run)) return found;
  return nullptr;
}

/// What is kept of an event, and the event that is made of it again, without id and time.
json::object CollectedOf(const Event& event) {
  const auto& data = EventData(event);
  json::value kept = data ? *data : json::value(event.data.Text());
  Defuse(kept);
  return {{NameOf<&CollectedEvent::type>(), event.type},
          {NameOf<&CollectedEvent::subject>(), event.subject},
          {NameOf<&CollectedEvent::data>(), std::move(kept)}};
}
Event EventAgain(json::object collected) {
  Event event;
  event.type = StringAt(collected, NameOf<&CollectedEvent::type>());
  event.subject = StringAt(collected, NameOf<&CollectedEvent::subject>());
  event.data = Payload::Of(std::move(collected.at(NameOf<&CollectedEvent::data>())));
  return event;
}

Frame* FindRequesting(Frame& frame, const EffectId& effect) {
  if (std::ranges::find(frame.effects, effect) != frame.effects.end()) return &frame;
  for (auto& child : frame.children)
    if (Frame* found = FindRequesting(*child, effect)) return found;
  return nullptr;
}

}  // namespace

void Execution::Deliver(const EventArrived& arrived) {
  const auto causation = arrived.event.Extension("causationid");
  Frame* frame = arrived.wait        ? FindWaiting(*state_.root, *arrived.wait)
                 : causation.empty() ? nullptr
                                     : FindAsking(*state_.root, causation);
  if (frame == nullptr && arrived.event.type == type::kDecisionMade) {
    // On a call that nobody waits for any more, by a link, or in writing.
    const auto made = events::Read<events::DecisionMade>(arrived.event);
    frame = FindAsking(*state_.root, made.question_id);
    if (frame == nullptr) return KeepDecision(state_, made);
  }
  if (frame != nullptr) frame->node->type->OnEvent(*this, *frame, arrived.event, arrived.wait);
}

void Execution::Merge(const Event& event) {
  const auto count = ++state_.merged;
  if (count > kMostMergedNotes && count % kMostMergedNotes != 0) return;
  json::object noted = {{"count", count}, {"event", event.id}, {"source", event.source}};
  const auto& data = EventData(event);
  noted["data"] = data && event.data.Size() <= kMostMergedBytes
                      ? *data
                      : json::value(std::to_string(event.data.Size()) + " bytes");
  json::value whole(std::move(noted));
  Defuse(whole);
  Note(*state_.root, "merged", std::move(whole.get_object()));
}

void Execution::Collect(const Event& event) {
  state_.collected.emplace_back(CollectedOf(event));
  if (Frame* frame = FindAsking(*state_.root, kCollected))
    frame->node->type->OnEvent(*this, *frame, event, std::nullopt);
}

void Execution::PassOnCollected() {
  if (state_.collected.empty()) return;
  Note(*state_.root, "passed_on", {{"events", state_.collected.size()}});
  for (auto& kept : std::exchange(state_.collected, {}))
    Emit(EventAgain(std::move(kept.as_object())));
}

void Execution::FinishEffect(const EffectId& id, const json::value& result) {
  Frame* frame = FindRequesting(*state_.root, id);
  if (frame == nullptr) return;
  std::erase(frame->effects, id);
  out_.effects_removed.push_back(id);
  frame->node->type->OnEffect(*this, *frame, result);
}

void Execution::FinishChild(const RunEnded& ended) {
  std::erase(run_.children, ended.run);
  Frame* frame = FindAwaiting(*state_.root, ended.run);
  if (frame == nullptr) return;
  std::erase(frame->runs, ended.run);
  frame->node->type->OnRunEnded(*this, *frame, ended);
}

bool Execution::FireEarliest() {
  std::optional<DueTimer> due;
  FindDue(*state_.root, now_, due);
  if (!due) return false;
  if (due->name.empty()) {
    // What was asked for: a worker that was away notices later than that.
    const Duration limit = *due->frame->deadline - due->frame->started;
    due->frame->deadline.reset();
    TimeOut(*due->frame, limit);
  } else {
    due->frame->timers.erase(due->name);
    due->frame->node->type->OnTimer(*this, *due->frame, due->name);
  }
  return true;
}

void Execution::FireTimers() {
  // Each timer's consequences come before the next timer: a branch that was cancelled must not
  // fire.
  while (!over_ && !Suspended() && !out_.more && !Full() && FireEarliest()) {
    ++steps_;
    Drain();
  }
}

std::optional<TimePoint> Execution::WakeAt() const {
  std::optional<TimePoint> earliest;
  Earliest(*state_.root, earliest);
  return earliest;
}

const Event& Execution::Emit(Event event, const Frame* at) {
  const auto ordinal = std::to_string(out_.events.size());
  if (event.id.empty())
    event.id = Uuid::Derive({run_.id.ToString(), "event", std::to_string(run_.revision), ordinal})
                   .ToString();
  if (event.source.empty())
    event.source = '/' + definition_.space + '/' + definition_.name + '/' + definition_.version;
  if (event.subject.empty()) event.subject = run_.subject;
  if (event.time.empty()) event.time = FormatTime(now_);
  Follow(event, run_.traceparent, run_.tracestate);
  if (world_.kept && at != nullptr && at->parent != nullptr)
    event.parent_span = SpanOfTask(run_.id, at->id);
  event.extensions.emplace("runid", run_.id.ToString());
  SetTenant(event, run_.tenant);
  const auto& cause = cause_ == nullptr ? run_.causation : cause_->id;
  if (!cause.empty()) event.extensions.emplace("causationid", cause);
  emitted_bytes_ += event.data.Size();
  if (event.type == type::kAlertClosed) state_.closed = true;
  out_.events.push_back(std::move(event));
  return out_.events.back();
}

Uuid Execution::AddWait(Frame& frame, std::string signature, std::string value) {
  const auto id = Uuid::Derive(
      {run_.id.ToString(), "wait", std::to_string(frame.id), std::to_string(frame.waits.size())});
  frame.waits.push_back({id, signature, value});
  out_.waits_added.push_back({id, std::move(signature), std::move(value)});
  return id;
}

void Execution::Request(Frame& frame, const EffectId& id, std::string kind, json::value request) {
  frame.effects.push_back(id);
  out_.effects.push_back({id, std::move(kind), std::move(request), frame.node->reference});
}

RunId Execution::StartRun(Frame& frame, std::int64_t definition, json::value input, bool awaited) {
  const auto id = RunId::Derive({"run", run_.id.ToString(), frame.node->reference,
                                 std::to_string(frame.id), std::to_string(frame.runs.size())});
  if (awaited) {
    frame.runs.push_back(id);
    run_.children.push_back(id);
  }
  out_.runs_started.push_back(
      {id, definition, std::move(input), awaited, SpanOfTask(run_.id, frame.id)});
  return id;
}

void Execution::SetTimer(Frame& frame, std::string_view name, TimePoint at) {
  frame.timers.insert_or_assign(std::string(name), at);
}

void Execution::ClearTimer(Frame& frame, std::string_view name) {
  if (const auto found = frame.timers.find(name); found != frame.timers.end())
    frame.timers.erase(found);
}

void Execution::Trace(const Frame& frame, std::string_view how, std::string_view error) {
  if (!world_.traced || frame.parent == nullptr || out_.spans.size() >= kMaxHistory) return;
  const Frame& above = *frame.parent;
  out_.spans.push_back({.frame = frame.id,
                        .above = above.parent == nullptr ? std::nullopt : std::optional(above.id),
                        .task = frame.node->reference,
                        .started = frame.started,
                        .how = how,
                        .error = std::string(error)});
}

void Execution::Note(const Frame& frame, std::string_view what, json::object more) {
  const bool everything = lifecycle_ == Lifecycle::kAll;
  const bool of_task = frame.parent != nullptr;
  if (of_task && !everything && what == "started") return;
  if (out_.history.size() >= kMaxHistory) return;
  json::object entry;
  entry.reserve(3 + more.size());
  entry.emplace("at", FormatTime(now_));
  entry.emplace("task", frame.node->reference);
  entry.emplace("what", what);
  for (auto& member : more) entry.insert_or_assign(member.key(), std::move(member.value()));
  out_.history.push_back(std::move(entry));
}

void Execution::Tell(std::string_view what, const Frame& frame, LifecycleMore more) {
  const bool of_task = frame.parent != nullptr;
  if (of_task ? lifecycle_ != Lifecycle::kAll : !TellsOfRuns()) return;
  out_.lifecycle.push_back({what, of_task ? frame.node->reference : "", std::move(more)});
}

void Execution::TellStatus(RunStatus before) {
  if (lifecycle_ != Lifecycle::kAll || run_.status == before) return;
  TellOfRun("status-changed", {.status = ToString(run_.status)});
}

}  // namespace tocsin::workflow
