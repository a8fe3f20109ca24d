#include "workers/workflow/engine/execution.hpp"

#include <algorithm>

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/json.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "workers/workflow/engine/kept_state.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/engine/subflow.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostOfAText = 500;
constexpr int kMostKeptCaught = 8;

/// What the history and lifecycle events keep of an error.
events::LifecycleError Briefly(const json::object& error) {
  auto brief = events::Read<events::LifecycleError>(error);
  brief.type = Shortened(brief.type, kMostOfAText);
  for (auto* text : {&brief.title, &brief.detail, &brief.instance})
    if (*text) *text = Shortened(**text, kMostOfAText);
  return brief;
}

void NoteWaiting(Execution& execution, const Frame& frame, std::uint64_t first) {
  if (frame.children.empty() && frame.begun && frame.id >= first) execution.Note(frame, "waiting");
  for (const auto& child : frame.children) NoteWaiting(execution, *child, first);
}

}  // namespace

Execution::Execution(const World& world, Run& run, const Event* cause, TimePoint now,
                     Transition& out)
    : world_(world),
      definition_(world.definition),
      run_(run),
      cause_(cause),
      now_(now),
      out_(out),
      lifecycle_(world.definition.lifecycle.value_or(world.lifecycle)) {}

void Execution::Start(json::value input) {
  Defuse(input);
  state_.root = std::make_unique<Frame>();
  Frame& root = *state_.root;
  root.id = state_.next_id++;
  root.node = &definition_.root;
  root.input = std::move(input);
  frames_[root.id] = &root;
  state_.pending.push_back(root.id);
  run_.status = RunStatus::kRunning;
  TellOfRun("started");
  TellStatus(RunStatus::kPending);
}

void Execution::Resume(RunState state) {
  state_ = std::move(state);
  first_new_ = state_.next_id;
  Adopt(*state_.root);
}

void Execution::Adopt(Frame& frame) {
  frames_[frame.id] = &frame;
  for (auto& child : frame.children) Adopt(*child);
}

Frame* Execution::Find(std::uint64_t id) {
  const auto found = frames_.find(id);
  return found == frames_.end() ? nullptr : found->second;
}

void Execution::Drain() {
  while (!over_ && !Suspended() && !state_.pending.empty()) {
    if (Full()) {
      out_.more = true;
      return;
    }
    const auto id = state_.pending.back();
    state_.pending.pop_back();
    if (Frame* frame = Find(id)) {
      ++steps_;
      BeginTask(*frame);
    }
  }
}

void Execution::BeginTask(Frame& frame) {
  const TaskNode& node = *frame.node;
  frame.started = now_;
  if (node.condition) {
    const auto wanted = Test(*node.condition, frame.input, frame);
    if (!wanted) return Raise(frame, wanted.error());
    if (!*wanted) {
      Note(frame, "skipped");
      Trace(frame, "skipped");
      Tell("completed", frame);
      return Leave(frame, std::move(frame.input), {});
    }
  }
  if (node.input_schema)
    if (auto fault = node.input_schema->Fault(frame.input, "input"))
      return Raise(frame, ValidationError(*fault));
  if (node.input_from) {
    auto input = Fill(*node.input_from, frame.input, frame);
    if (!input) return Raise(frame, input.error());
    frame.raw = std::exchange(frame.input, *std::move(input));
  }
  if (frame.parent == nullptr)
    state_.context = IfMap(frame.input) != nullptr ? frame.input : json::value(json::object());
  frame.begun = true;
  if (node.timeout) {
    const auto length = Length(*node.timeout, frame.input, frame);
    if (!length) return Raise(frame, length.error());
    frame.deadline = now_ + *length;
  }
  Note(frame, "started");
  if (frame.parent != nullptr) Tell("started", frame);
  node.type->Begin(*this, frame);
}

void Execution::Begin(Frame& parent, const TaskNode& node, std::size_t list, std::size_t index,
                      json::value input) {
  auto frame = std::make_unique<Frame>();
  frame->id = state_.next_id++;
  frame->node = &node;
  frame->parent = &parent;
  frame->list = list;
  frame->index = index;
  frame->input = std::move(input);
  frames_[frame->id] = frame.get();
  state_.pending.push_back(frame->id);
  Tell("created", *frame);
  parent.children.push_back(std::move(frame));
}

void Execution::BeginList(Frame& parent, std::size_t list, json::value input) {
  Begin(parent, *parent.node->lists[list].front(), list, 0, std::move(input));
}

void Execution::BeginBranches(Frame& parent, const json::value& input) {
  const auto first = state_.pending.size();
  for (std::size_t i = 0; i < parent.node->lists.size(); ++i) BeginList(parent, i, input);
  std::reverse(state_.pending.begin() + static_cast<std::ptrdiff_t>(first), state_.pending.end());
}

void Execution::NoteWaits() { NoteWaiting(*this, *state_.root, first_new_); }

void Execution::Complete(Frame& frame, json::value output) {
  Complete(frame, std::move(output), frame.node->then);
}

void Execution::Complete(Frame& frame, json::value output, Flow then) {
  frame.settled = true;
  const bool shapes_run = frame.parent == nullptr && frame.node->output_as.has_value();
  if (shapes_run && !SecretWithin(output)) last_done_ = nullptr;  // what is in it then is its own
  auto shaped = Shape(frame, std::move(output));
  if (!shaped) return Raise(frame, shaped.error());
  Note(frame, "completed");
  Trace(frame, "completed");
  if (frame.parent == nullptr) return FinishRun(*std::move(shaped));
  Tell("completed", frame);
  Leave(frame, *std::move(shaped), then);
}

void Execution::Leave(Frame& frame, json::value output, const Flow& flow) {
  Frame* parent = frame.parent;
  if (parent == nullptr) return FinishRun(std::move(output));
  if (frame.node->lists.empty()) last_done_ = frame.node;
  const auto gone = Detach(frame);
  Release(*gone);
  if (flow.kind == Flow::Kind::kEnd) {
    for (Frame* at = parent; at != nullptr; at = at->parent) {
      at->settled = true;
      if (at->parent == nullptr) continue;
      Tell("completed", *at);
      Trace(*at, "completed");
    }
    CancelChildren(*state_.root);
    return Complete(*state_.root, std::move(output));
  }
  const auto& lists = parent->node->lists;
  if (gone->list < lists.size() && flow.kind != Flow::Kind::kExit) {
    const auto& tasks = lists[gone->list];
    const auto next = flow.kind == Flow::Kind::kTask ? flow.task : gone->index + 1;
    if (next < tasks.size())
      return Begin(*parent, *tasks[next], gone->list, next, std::move(output));
  }
  parent->node->type->OnListDone(*this, *parent, gone->list, std::move(output));
}

void Execution::Raise(Frame& frame, const RaisedError& error) {
  frame.settled = true;
  Fail(frame, ErrorObject(error, frame.node->reference));
}

void Execution::Fail(Frame& frame, json::object error) {
  if (over_) return;
  const auto brief = Briefly(error);
  Keep(frame);
  if (frame.parent != nullptr) Note(frame, "faulted", EncodeJson(brief));
  Frame* at = &frame;
  while (at->parent != nullptr) {
    Frame* parent = at->parent;
    const auto list = at->list;
    if (at != &frame && lifecycle_ == Lifecycle::kAll) Note(*at, "faulted", EncodeJson(brief));
    Tell("faulted", *at, {.error = brief});
    Trace(*at, "faulted", brief.title.value_or(brief.type));
    at->settled = true;
    Cancel(*at);
    if (parent->node->type->OnChildError(*this, *parent, list, error)) {
      if (!over_) kept_.clear();
      return;
    }
    at = parent;
  }
  Fault(std::move(error));
}

/// Before anything is taken away. A loop around a `try` may fail a thousand times in one decision.
void Execution::Keep(const Frame& failed) {
  kept_.clear();
  bool within_try = false;
  for (const Frame* at = failed.parent; at != nullptr && !within_try; at = at->parent)
    within_try = at->node->type->Retries(*at).has_value();
  if (within_try && ++kept_caught_ > kMostKeptCaught) return;
  if (auto kept = StateBefore(failed, state_, now_)) kept_ = *std::move(kept);
}

void Execution::Fault(json::object error) {
  if (over_) return;
  state_.root->ending = true;
  CancelChildren(*state_.root);
  WithdrawQuestions(*this);
  Release(*state_.root);
  const auto brief = Briefly(error);
  Note(*state_.root, "faulted", EncodeJson(brief));
  TellOfRun("faulted", {.error = brief});
  over_ = true;
  run_.status = RunStatus::kFaulted;
  out_.output = std::move(error);
}

void Execution::FaultForSize() {
  Fault(ErrorObject(RuntimeError("the run's data is larger than 1 MiB or nested deeper than " +
                                 std::to_string(kMaxWrappedDepth) +
                                 " levels; keep less of it (export.as, input.from, output.as)"),
                    last_done_ == nullptr ? "/" : last_done_->reference));
}

void Execution::FinishRun(json::value output) {
  if (SizeOf(output, kMaxStateBytes) > kMaxStateBytes) return FaultForSize();
  if (const auto secret = SecretWithin(output)) {
    const TaskNode& task = last_done_ == nullptr ? definition_.root : *last_done_;
    return Fault(ErrorObject(SecretLeaves(*secret, "the run's output"), task.reference));
  }
  state_.root->ending = true;
  CancelChildren(*state_.root);
  WithdrawQuestions(*this);
  Release(*state_.root);
  TellOfRun("completed");
  over_ = true;
  run_.status = RunStatus::kCompleted;
  out_.output = std::move(output);
}

void Execution::CancelRun(const Control& control) {
  timing_out_ = control.timed_out;
  state_.root->ending = true;
  CancelChildren(*state_.root);
  WithdrawQuestions(*this);
  Release(*state_.root);
  if (control.closes_alert) CloseAlert("the run that handled it was cancelled " + control.reason);
  Note(*state_.root, "cancelled", {{"reason", control.reason}});
  TellOfRun("cancelled");
  over_ = true;
  run_.status = RunStatus::kCancelled;
  out_.output = json::object{{kWhyCancelled, control.reason}};
}

void Execution::CloseAlert(std::string reason) {
  const auto types = definition_.StartTypes();
  const bool of_alerts = types == std::vector{std::string(type::kAlertRaised)};
  if (!of_alerts || !run_.parent.IsNil() || state_.closed) return;
  Event closed;
  closed.type = type::kAlertClosed;
  closed.data = events::Written(events::AlertClosed{.alert_id = run_.subject,
                                                    .outcome = "failed",
                                                    .reason = std::move(reason),
                                                    .decided = events::Decided{}});
  Emit(std::move(closed));
}

void Execution::SuspendRun(const std::string& reason) {
  if (Suspended()) return;
  ControlChildren({.kind = Control::Kind::kSuspend, .reason = "with its parent"});
  Note(*state_.root, "suspended", {{"reason", reason}});
  TellOfRun("suspended");
  run_.status = RunStatus::kSuspended;
}

void Execution::ResumeRun(const std::string& reason) {
  if (!Suspended()) return;
  ControlChildren({.kind = Control::Kind::kResume, .reason = "with its parent"});
  Note(*state_.root, "resumed", {{"reason", reason}});
  TellOfRun("resumed");
  run_.status = RunStatus::kRunning;
}

void Execution::RetryRun(const std::string& reason) {
  if (run_.status != RunStatus::kFaulted) return;
  Note(*state_.root, "retried", {{"reason", reason}});
  TellOfRun("resumed");
  run_.status = RunStatus::kRunning;
}

void Execution::ControlChildren(const Control& control) {
  for (const auto& child : run_.children) out_.runs_controlled.push_back({child, control});
}

void Execution::CancelChildren(Frame& frame) {
  while (!frame.children.empty()) Cancel(*frame.children.back());
}

/// Takes a task and all within it away, the innermost first.
void Execution::Cancel(Frame& frame) {
  frame.ending = true;
  CancelChildren(frame);
  if (!frame.settled) {
    frame.settled = true;
    if (frame.begun) {
      frame.node->type->OnCancel(*this, frame);
      EndPlaces(state_, *frame.node, timing_out_);
      Note(frame, "cancelled");
      Trace(frame, "cancelled");
    }
    Tell("cancelled", frame);
  }
  Release(frame);
  if (frame.parent != nullptr) Detach(frame);
}

void Execution::Release(Frame& frame) {
  for (const auto& wait : frame.waits) {
    const auto added = std::ranges::find(out_.waits_added, wait.id, &WaitWrite::id);
    if (added != out_.waits_added.end()) {
      out_.waits_added.erase(added);
    } else {
      out_.waits_removed.push_back(wait.id);
    }
  }
  for (const auto& effect : frame.effects) {
    const auto added = std::ranges::find(out_.effects, effect, &EffectRequest::id);
    if (added != out_.effects.end()) {
      out_.effects.erase(added);
    } else {
      out_.effects_removed.push_back(effect);
    }
  }
  for (const auto& run : frame.runs) {
    std::erase(run_.children, run);
    if (std::erase_if(out_.runs_started, [&](const RunStart& start) { return start.id == run; }) ==
        0)
      out_.runs_controlled.push_back({run,
                                      {.kind = Control::Kind::kCancel,
                                       .reason = "its parent goes on without it",
                                       .timed_out = timing_out_}});
  }
  frame.waits.clear();
  frame.effects.clear();
  frame.runs.clear();
  frame.timers.clear();
  frame.deadline.reset();
}

std::unique_ptr<Frame> Execution::Detach(Frame& frame) {
  frames_.erase(frame.id);
  auto& siblings = frame.parent->children;
  const auto place = std::ranges::find(siblings, &frame, &std::unique_ptr<Frame>::get);
  auto gone = std::move(*place);
  siblings.erase(place);
  return gone;
}

void Execution::TimeOut(Frame& frame, Duration limit) {
  const auto error = TimeoutError("no result within " + FormatDuration(limit));
  timing_out_ = true;
  frame.ending = true;
  CancelChildren(frame);
  if (!frame.settled) {
    frame.settled = true;
    frame.node->type->OnCancel(*this, frame);
  }
  EndPlaces(state_, *frame.node, true);
  Fail(frame, ErrorObject(error, frame.node->reference));
  timing_out_ = false;
}

}  // namespace tocsin::workflow
