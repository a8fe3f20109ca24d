#include "workers/rehearsal/stage.hpp"

#include <algorithm>

#include "workers/workflow/arrivals.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr std::size_t kMaxOccurrences = 10'000;
constexpr Duration kMailLifetime = std::chrono::hours(1);  // default of workflows.mailbox_expiry

template <class Range>
bool Holds(const Range& range, std::string_view wanted) {
  return std::ranges::find(range, wanted) != range.end();
}

/// The last part of a task's reference.
std::string_view NameOf(std::string_view reference) {
  return reference.substr(reference.rfind('/') + 1);
}

}  // namespace

Stage::Stage(Parts parts, TimePoint start, Crashes crashes)
    : parts_(std::move(parts)),
      program_(parts_.engine.Load(parts_.definition.Expressions())),
      remedies_(parts_.engine, parts_.resources),
      now_(start),
      crashes_(crashes),
      phone_(std::move(parts_.callees), crashes) {}

Status Stage::Publish(Event event) {
  Enqueue(Origin::kGiven, std::move(event));
  return Drain();
}

void Stage::Enqueue(Origin origin, Event event) {
  occurrences_.push_back({now_, origin, event});
  queue_.push_back(std::move(event));
  // A broker may deliver again what was not acknowledged in time.
  if (crashes_ == Crashes::kEverywhere) queue_.push_back(queue_.back());
}

void Stage::HearPhone() {
  for (auto& event : phone_.TakeEvents()) Enqueue(Origin::kPhone, std::move(event));
  for (auto& line : phone_.TakeLines()) spoken_.push_back({occurrences_.size(), std::move(line)});
}

std::optional<TimePoint> Stage::NextAt() const {
  std::optional<TimePoint> next = phone_.NextAt();
  for (const auto& run : runs_)
    if (run->WakeAt() && (!next || *run->WakeAt() < *next)) next = run->WakeAt();
  return next;
}

Status Stage::AdvanceTo(TimePoint time) {
  for (auto next = NextAt(); next && *next <= time; next = NextAt()) TRY(Step(*next));
  now_ = std::max(now_, time);
  return {};
}

Status Stage::Settle(Duration most) {
  const TimePoint end = now_ + most;
  for (auto next = NextAt(); next && *next <= end; next = NextAt()) TRY(Step(*next));
  return {};
}

Status Stage::Step(TimePoint at) {
  now_ = std::max(now_, at);
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (runs_[i]->WakeAt() && *runs_[i]->WakeAt() <= now_)
      TRY(Apply(*runs_[i], workflow::TimerFired{}));
  TRY(phone_.Advance(now_));
  HearPhone();
  return Drain();
}

Status Stage::Drain() {
  while (!queue_.empty()) {
    if (occurrences_.size() > kMaxOccurrences)
      return Fail(ErrorKind::kInvalid,
                  "more than 10,000 events: the workflow seems to answer itself", "rehearsal");
    const Event event = std::move(queue_.front());
    queue_.pop_front();
    if (inbox_.insert(event.source + '\n' + event.id).second) TRY(Dispatch(event));
  }
  return {};
}

/// In the order of the workflow worker: replies, starts, waits.
Status Stage::Dispatch(const Event& event) {
  ++dispatched_;
  TRY(phone_.OnEvent(event, now_));
  HearPhone();
  TRY(DeliverReply(event));
  TRY_ASSIGN(const auto normal, workflow::NormalForm(event));
  TRY(StartRun(normal ? *normal : event));
  return DeliverToWaits(normal ? *normal : event);
}

Status Stage::DeliverReply(const Event& event) {
  const auto run_id = event.Extension("runid");
  if (run_id.empty() || event.Extension("causationid").empty()) return {};
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (!runs_[i]->Over() && runs_[i]->Current().id.ToString() == run_id)
      return Apply(*runs_[i], workflow::EventArrived{event, std::nullopt});
  return {};
}

Status Stage::DeliverToWaits(const Event& event) {
  for (const auto& signature : parts_.definition.Signatures()) {
    if (signature.type != event.type) continue;
    TRY_ASSIGN(const auto value,
               parts_.definition.CorrelationValue(signature.id, event, *program_));
    if (!value) continue;
    bool taken = false;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const auto waits = runs_[i]->Waits();
      if (started_[runs_[i].get()] >= dispatched_) continue;
      for (const auto& wait : waits) {
        if (wait.signature != signature.id || wait.value != *value) continue;
        TRY(Apply(*runs_[i], workflow::EventArrived{event, wait.id}));
        taken = taken || !std::ranges::count(runs_[i]->Waits(), wait.id, &WaitWrite::id);
      }
    }
    if (!taken)
      mailbox_.push_back({signature.id, *value, dispatched_, now_ + kMailLifetime, event});
  }
  return {};
}

Status Stage::CollectMail(RunDriver& run) {
  for (std::size_t i = 0; i < mailbox_.size(); ++i) {
    const Mail mail = mailbox_[i];
    if (mail.order <= started_[&run] || mail.expires <= now_) continue;
    const auto wait = std::ranges::find_if(run.Waits(), [&](const WaitWrite& item) {
      return item.signature == mail.signature && item.value == mail.value;
    });
    if (wait == run.Waits().end()) continue;
    mailbox_.erase(mailbox_.begin() + static_cast<std::ptrdiff_t>(i));
    return Apply(run, workflow::EventArrived{mail.event, wait->id});
  }
  return {};
}

RunDriver* Stage::LiveRun(std::string_view key) {
  for (const auto& run : runs_)
    if (!key.empty() && !run->Over() && run->Current().key == key) return run.get();
  return nullptr;
}

Status Stage::StartRun(const Event& event) {
  const auto types = parts_.definition.StartTypes();
  if (!Holds(types, event.type) && !Holds(types, "")) return {};
  TRY_ASSIGN(const auto plan, parts_.definition.PlanStart(event, *program_, now_));
  if (!plan) return {};
  if (plan->expired) {
    if (auto closed = workflow::ClosingOfExpired(event, now_))
      Enqueue(Origin::kWorkflow, *std::move(closed));
    return {};
  }
  if (RunDriver* live = LiveRun(plan->key)) {
    if (parts_.definition.Duplicates() == workflow::OnDuplicate::kMerge)
      return Apply(*live, workflow::Merged{event});
    if (parts_.definition.Duplicates() == workflow::OnDuplicate::kIgnore) return {};
    TRY(Apply(*live,
              workflow::Control{workflow::Control::Kind::kCancel, "restarted by a new event"}));
  }
  return Begin(event, *plan);
}

Status Stage::Begin(const Event& event, const workflow::StartPlan& plan) {
  const auto id = RunId::Derive(
      {"run", parts_.definition.Namespace(), parts_.definition.Name(), event.source, event.id});
  auto run = workflow::NewRun(id, plan, event, now_);
  const workflow::World world{parts_.definition, *program_, parts_.resources, remedies_,
                              parts_.functions};
  runs_.push_back(std::make_unique<RunDriver>(world, std::move(run), crashes_));
  RunDriver& driver = *runs_.back();
  started_[&driver] = dispatched_;
  return Apply(driver, workflow::Start{plan.input});
}

Status Stage::Apply(RunDriver& run, const workflow::Input& input) {
  if (run.Over()) return {};
  TRY_ASSIGN(auto result, run.Apply(input, now_));
  for (auto& event : result.events) Enqueue(Origin::kWorkflow, std::move(event));
  for (const auto& effect : result.effects) {
    const bool http = effect.kind == "http";
    const json::value answer =
        http ? parts_.mocks.Answer(NameOf(effect.task))
             : json::value{{"error", {{"kind", "invalid"}, {"message", "not in a rehearsal"}}}};
    TRY(Apply(run, workflow::EffectResult{effect.id, answer}));
  }
  return CollectMail(run);
}

}  // namespace tocsin::rehearsal
