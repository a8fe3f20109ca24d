#include "workers/rehearsal/inline_shard.hpp"

#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/rehearsal/batch_text.hpp"

namespace tocsin::rehearsal {
namespace {

using runtime::Arrival;
using runtime::ShardInput;
using runtime::Signal;
using runtime::TimerDue;

constexpr int kPartition = 0;
constexpr std::string_view kLogId = "rehearsal";
constexpr int kMostTriesOfABatch = 20;
constexpr std::size_t kMostTimers = 100'000;
/// Of up to 20,000 task steps each.
constexpr int kMostContinuations = 50;
constexpr Duration kFarAway = std::chrono::hours(24 * 365 * 10);

const std::string& PrefixOfTopics() {
  static const std::string prefix = "tocsin";
  return prefix;
}

}  // namespace

Status InlineShard::Start() {
  {
    const std::lock_guard lock(mutex_);
    jobs_.clear();
    entered_.clear();
  }
  timers_ = {};
  committed_.clear();
  delivered_.clear();
  handler_ = parts_.make_handler(*this);
  TRY_ASSIGN(auto taken, parts_.session.TakeOverPartitions(parts_.role, kLogId, {kPartition}));
  committed_.insert(taken.positions.begin(), taken.positions.end());
  TRY_ASSIGN(const auto timers,
             parts_.session.LoadTimers(parts_.role, handler_->TimerKinds(), {kPartition},
                                       parts_.clock.Now() + kFarAway, kMostTimers));
  for (const auto& timer : timers)
    timers_.Learn(timer.owner, timer.partition, timer.due_at, timer.kind);
  for (auto& row : taken.outbox) {
    for (auto& record : row.records) parts_.publish(std::move(record));
    delivered_.push_back(row.id);
  }
  for (auto& match : taken.matches) Enter(std::move(match));
  handler_->OnTaken({kPartition}, taken);
  return {};
}

void InlineShard::Post(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back(std::move(job));
  came_.notify_all();
}

void InlineShard::Enter(ShardInput input) {
  const std::lock_guard lock(mutex_);
  entered_.push_back(std::move(input));
  came_.notify_all();
}

void InlineShard::WaitForInput(Duration most) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, most, [this] { return !jobs_.empty() || !entered_.empty(); });
}

void InlineShard::SetTimer(const TimerWrite& timer) {
  timers_.Remove(timer.owner);
  if (timer.due_at) timers_.Set(timer.owner, kPartition, *timer.due_at, timer.kind);
}

void InlineShard::RunJobs() {
  std::deque<std::function<void()>> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(jobs_);
  }
  for (const auto& job : jobs) job();
}

void InlineShard::TakeEntered(std::vector<ShardInput>& inputs) {
  const std::lock_guard lock(mutex_);
  while (!entered_.empty() && (inputs.empty() || parts_.together)) {
    inputs.push_back(std::move(entered_.front()));
    entered_.pop_front();
  }
}

std::vector<ShardInput> InlineShard::TakeInputs() {
  std::vector<ShardInput> inputs;
  TakeEntered(inputs);
  while (!arrivals_.empty() && (inputs.empty() || parts_.together)) {
    Arrival arrival = std::move(arrivals_.front());
    arrivals_.pop_front();
    const bool of_a_run = !arrival.event.Extension("runid").empty();
    if (!handler_->Ignores(arrival.event.type, of_a_run)) inputs.push_back(std::move(arrival));
  }
  return inputs;
}

bool InlineShard::SignalWaits() {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(
      entered_, [](const ShardInput& input) { return std::holds_alternative<Signal>(input); });
}

Result<bool> InlineShard::Work() {
  RunJobs();
  auto inputs = TakeInputs();
  if (inputs.empty()) return false;
  TRY(HandleInputs(std::move(inputs)));
  return true;
}

Result<bool> InlineShard::FireTimer() {
  auto due = timers_.TakeDue(parts_.clock.Now(), parts_.together ? kMostTimers : 1);
  if (due.empty()) return false;
  TRY(HandleInputs(std::move(due)));
  return true;
}

/// A run that never waits would be continued for ever.
Status InlineShard::CheckPace(const ShardInput& input) {
  const auto* timer = std::get_if<TimerDue>(&input);
  const auto* signal = std::get_if<Signal>(&input);
  const TimePoint now = parts_.clock.Now();
  if (timer != nullptr && std::exchange(last_, now) != now) steps_.clear();
  if (timer == nullptr && (signal == nullptr || signal->kind != "continue")) return {};
  const Uuid& owner = timer != nullptr ? timer->owner : signal->owner;
  if (++steps_[owner] <= kMostContinuations) return {};
  if (parts_.role != "workflow")
    return Fail(ErrorKind::kInternal,
                "the " + parts_.role + " worker looks at " + owner.ToString() +
                    " without end at the same moment",
                "rehearsal");
  return Fail(ErrorKind::kInvalid,
              "the workflow runs on without ever waiting (more than 1,000,000 steps)", "rehearsal");
}

Status InlineShard::HandleInputs(std::vector<ShardInput> inputs) {
  runtime::Work work;
  for (auto& input : inputs) {
    TRY(CheckPace(input));
    const bool admitted = !parts_.admit || parts_.admit(input);
    work.inputs.push_back(std::move(input));
    if (!admitted) work.Drop(work.inputs.size() - 1, std::nullopt);
  }
  return Handle(std::move(work));
}

Result<Batch> InlineShard::Decide(const runtime::Work& work) {
  if (auto job = handler_->Prepare(work.inputs)) TRY(job(parts_.session));
  runtime::WorkWriter writer(parts_.role, std::string(kLogId), PrefixOfTopics(),
                             parts_.clock.Now());
  if (const auto decided = handler_->Decide(work.inputs, writer); !decided)
    return Fail(decided.error().error);
  writer.Complete(work, committed_);
  Batch batch = writer.Take();
  batch.outbox_delivered = delivered_;
  return batch;
}

Result<bool> InlineShard::SameAgain(const Batch& batch, std::string& before) {
  std::string text = TextOfBatch(batch);
  if (before.empty()) {
    before = std::move(text);
    return false;
  }
  if (text == before) return true;
  return Fail(
      ErrorKind::kInternal,
      "deciding again after a crash gave something else:\n" + text + "\ninstead of\n" + before,
      "rehearsal");
}

Status InlineShard::Handle(runtime::Work work) {
  for (const auto& input : work.inputs)
    if (const auto* arrival = std::get_if<Arrival>(&input))
      committed_.try_emplace(arrival->at, PartitionOwner::kBeginning);
  for (const auto& mark : work.marks) committed_.try_emplace(mark.at, PartitionOwner::kBeginning);
  std::string before;
  for (int tries = 0; tries < kMostTriesOfABatch; ++tries) {
    TRY_ASSIGN(const Batch batch, Decide(work));
    if (batch.Empty()) {
      handler_->OnCommitted(batch, {});
      return {};
    }
    if (parts_.crashes == Crashes::kEverywhere) {
      TRY_ASSIGN(const bool same, SameAgain(batch, before));
      if (!same) {
        handler_->OnRejected({});
        continue;
      }
    }
    TRY_ASSIGN(auto outcome, parts_.session.Commit(batch));
    if (outcome.kind == CommitOutcome::Kind::kCommitted) return Committed(batch, outcome);
    if (outcome.kind == CommitOutcome::Kind::kFenced)
      return Fail(ErrorKind::kInternal,
                  "somebody else handles the events of the " + parts_.role +
                      " worker: the store has its position moved on",
                  "rehearsal");
    handler_->OnRejected(outcome);
    std::ranges::sort(outcome.duplicates, std::greater<>());
    for (const auto index : outcome.duplicates) work.Drop(index, std::nullopt);
    before.clear();
  }
  return Fail(ErrorKind::kInternal, "the store refuses a batch for ever", "rehearsal");
}

Status InlineShard::Committed(const Batch& batch, CommitOutcome outcome) {
  for (const auto& move : batch.positions) committed_[move.at] = move.to;
  if (!batch.outbox.empty()) steps_.clear();
  if (!batch.effects_added.empty() || !batch.effects_removed.empty())
    for (const auto& run : batch.runs) steps_.erase(run.id);
  delivered_.clear();
  FollowTimers(batch);
  if (parts_.stored) parts_.stored(batch);
  handler_->OnCommitted(batch, outcome);
  if (parts_.crashes == Crashes::kEverywhere && !(parts_.keeps_signals && SignalWaits())) {
    TRY(Start());
  } else {
    for (std::size_t i = 0; i < batch.outbox.size(); ++i) {
      for (const auto& record : batch.outbox[i].records) parts_.publish(record);
      delivered_.push_back(outcome.outbox_ids.at(i));
    }
    for (auto& match : outcome.matches) Enter(std::move(match));
  }
  if (parts_.published) parts_.published(batch);
  return {};
}

void InlineShard::FollowTimers(const Batch& batch) {
  for (const auto& timer : batch.timers) SetTimer(timer);
}

}  // namespace tocsin::rehearsal
