#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "schemas/topics.hpp"
#include "workers/runtime/crash_point.hpp"
#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {
namespace asio = boost::asio;
namespace {

constexpr Duration kDeliveredDelay = std::chrono::milliseconds(50);
/// A position on its own waits this long: every role reads topics of which it ignores most records,
/// and a commit for each handful of them costs more than those that matter.
constexpr Duration kPassedDelay = std::chrono::milliseconds(100);
constexpr int kMostConflicts = 1'000;

/// Stored twice, it would have been refused the second time.
bool Guarded(const Batch& batch) {
  return !batch.positions.empty() || !batch.inbox.empty() || !batch.runs.empty() ||
         !batch.voice.calls.empty() || !batch.voice.questions.empty() ||
         !batch.effects_held.empty() || !batch.alerts.taken.empty();
}
std::size_t LettersIn(const Batch& batch, std::string_view prefix) {
  const std::string topic = TopicName(topic::kDeadLetters, prefix);
  std::size_t letters = 0;
  for (const auto& write : batch.outbox)
    letters +=
        static_cast<std::size_t>(std::ranges::count(write.records, topic, &OutgoingRecord::topic));
  return letters;
}
/// Stores something that is to be taken up afterwards.
bool Leaves(const Batch& batch) {
  return Guarded(batch) || !batch.outbox.empty() || !batch.effects_added.empty() ||
         !batch.timers.empty();
}

/// For planted faults.
std::string Described(const ShardInput& input) {
  const auto* arrival = std::get_if<Arrival>(&input);
  if (arrival == nullptr) return NameOf(input);
  const Event& event = arrival->event;
  return event.id + ' ' + event.type + ' ' + event.subject;
}

}  // namespace

asio::awaitable<Status> Shard::OnDatabase(DatabaseJob job) {
  auto initiate = [this](auto handler, DatabaseJob task) {
    // Shared with the database thread's callback; called exactly once.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    database_.Run(std::move(task), [this, resume](Status status) {
      asio::post(io_,
                 [resume, result = std::move(status)]() mutable { (*resume)(std::move(result)); });
    });
  };
  Status status = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Status)>(
      initiate, asio::use_awaitable, std::move(job));
  co_return status;
}

asio::awaitable<void> Shard::Backoff(int attempt) {
  asio::steady_timer timer(io_,
                           std::chrono::milliseconds(std::min(2'000, 50 << std::min(attempt, 6))));
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<Result<CommitOutcome>> Shard::Commit(Batch& batch, std::string_view trace) {
  batch.outbox_delivered = relay_.TakeDelivered();
  const auto letters = LettersIn(batch, options_.prefix);
  bool in_doubt = false;
  Result<CommitOutcome> outcome =
      Fail(ErrorKind::kCancelled, "partitions are being taken away", options_.role);
  for (int attempt = 0;; ++attempt) {
    const auto started = std::chrono::steady_clock::now();
    DatabaseJob job = [this, &batch, &outcome](StoreSession& session) -> Status {
      options_.ends->Prepare(batch);
      CrashPoint("before_commit");
      outcome = session.Commit(batch);
      if (!outcome) return Fail(outcome.error());
      if (outcome->kind != CommitOutcome::Kind::kCommitted) return {};
      CrashPoint("after_commit");
      // Here, for the shard's thread may be long in coming to it.
      for (std::size_t i = 0; i < batch.outbox.size() && i < outcome->outbox_ids.size(); ++i)
        relay_.Publish(outcome->outbox_ids[i], std::move(batch.outbox[i].records));
      return {};
    };
    const Status status = co_await OnDatabase(std::move(job));
    metrics_.Observe(
        "tocsin_store_commit_seconds",
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(),
        {{"role", options_.role}}, trace);
    if (status) break;
    outcome = Fail(status.error());
    if (!Retryable(status.error().kind)) break;
    in_doubt = true;
    if (attempt == 0)
      spdlog::warn("{} shard {}: committing: {}; trying again", options_.role, options_.index,
                   status.error().message);
    if (Leaving()) break;
    co_await Backoff(attempt);
  }
  // A try whose answer was lost may have stored rows that nobody here knows of.
  const bool committed = outcome && outcome->kind == CommitOutcome::Kind::kCommitted;
  if (in_doubt && Leaves(batch) && !(committed && Guarded(batch))) reload_ = true;
  if (!committed) relay_.PutBack(std::move(batch.outbox_delivered));
  if (committed && letters > 0)
    metrics_.Add("tocsin_bus_dead_letters_total", static_cast<double>(letters),
                 {{"role", options_.role}});
  co_return outcome;
}

asio::awaitable<void> Shard::CommitDelivered() {
  next_delivered_commit_ = clock_.Now() + kDeliveredDelay;
  if (!relay_.HasDelivered()) co_return;
  Batch batch;
  batch.role = options_.role;
  batch.bus_id = options_.bus_id;
  const auto outcome = co_await Commit(batch);
  if (!outcome) next_delivered_commit_ = clock_.Now() + std::chrono::seconds(1);
}

void Shard::Defer(const Work& work) {
  if (passed_.empty()) next_passed_commit_ = clock_.Now() + kPassedDelay;
  for (const auto& mark : work.marks) passed_[mark.at] = mark.offset + 1;
}

void Shard::TakePassed(Work& work) {
  for (const auto& [at, to] : std::exchange(passed_, {}))
    if (to > committed_.at(at)) work.marks.push_back({at, to - 1, 0, std::nullopt});
}

asio::awaitable<bool> Shard::CommitPassed() {
  Work work;
  TakePassed(work);
  if (work.Empty()) co_return true;
  co_await EnterGate(false);
  const bool done = co_await Process(std::move(work));
  options_.gate->Leave(false);
  co_return done;
}

asio::awaitable<bool> Shard::Process(Work work) {
  for (int conflicts = 0; conflicts < kMostConflicts && !work.Empty();) {
    const std::size_t before = work.inputs.size();
    const Verdict verdict = co_await Try(work);
    switch (verdict.kind) {
      case Verdict::Kind::kStored:
        co_return true;
      case Verdict::Kind::kGivenUp:
        co_return false;
      case Verdict::Kind::kAgain:
        if (work.inputs.size() < before) break;
        if (++conflicts <= 3) break;
        if (Leaving()) co_return false;
        co_await Backoff(0);
        break;
      case Verdict::Kind::kRefused:
        if (work.inputs.empty()) {
          spdlog::error("{} shard {}: a dead letter cannot be stored: {}", options_.role,
                        options_.index, verdict.why.message);
          co_return false;
        }
        if (work.inputs.size() > 1) {
          auto [first, rest] = Work::Split(std::move(work));
          // The rest's positions lie behind the first half's: never store them without it.
          if (!co_await Process(std::move(first))) co_return false;
          co_return co_await Process(std::move(rest));
        }
        DropRefused(work, 0, "refused", verdict.why);
        break;
    }
  }
  co_return work.Empty();
}

asio::awaitable<Shard::Verdict> Shard::Try(Work& work) {
  if (const Status loaded = co_await Load(work); !loaded) {
    handler_->OnRejected({});
    const bool refused =
        loaded.error().kind == ErrorKind::kInvalid || loaded.error().kind == ErrorKind::kNotFound;
    co_return Verdict{refused ? Verdict::Kind::kRefused : Verdict::Kind::kGivenUp, loaded.error()};
  }
  WorkWriter writer = NewWriter();
  if (Verdict decided = Decide(work, writer); decided.kind != Verdict::Kind::kStored)
    co_return decided;
  if (auto note = suspicion_.NoteOfStoring())
    if (!co_await NoteInHand(std::move(*note))) co_return Verdict{};
  writer.Complete(work, committed_);
  metrics_.Add("tocsin_events_unmatched_total", static_cast<double>(writer.UnmatchedCount()),
               {{"role", options_.role}});
  co_return co_await StoreBatch(work, writer);
}

WorkWriter Shard::NewWriter() const {
  return {options_.role, options_.bus_id, options_.prefix, clock_.Now(),
          options_.tracer == nullptr ? Untraced() : *options_.tracer};
}

/// Waits for as long as the database is away.
asio::awaitable<Status> Shard::Load(const Work& work) {
  for (int attempt = 0;; ++attempt) {
    DatabaseJob job;
    try {
      job = handler_->Prepare(work.inputs);
    } catch (const std::exception& fault) {
      co_return Fail(ErrorKind::kInvalid, std::string("preparing: ") + fault.what(), options_.role);
    }
    if (!job) co_return Status();
    const Status loaded = co_await OnDatabase(std::move(job));
    if (loaded) co_return loaded;
    if (attempt == 0)
      spdlog::warn("{} shard {}: loading: {}", options_.role, options_.index,
                   loaded.error().message);
    if (!Retryable(loaded.error().kind) || Leaving()) co_return loaded;
    co_await Backoff(attempt);
  }
}

/// kStored: decided, and to be stored.
Shard::Verdict Shard::Decide(Work& work, WorkWriter& writer) {
  if (InputFaultsPlanted()) [[unlikely]]
    for (const auto& input : work.inputs) InputFault(options_.role, "decide", Described(input));
  try {
    const auto decided = handler_->Decide(work.inputs, writer);
    if (decided) return {Verdict::Kind::kStored};
    handler_->OnRejected({});
    DropRefused(work, decided.error().culprit, "refused", decided.error().error);
    return {Verdict::Kind::kAgain};
  } catch (const std::exception& fault) {
    // A fault of ours, met by one of the inputs: it must not end the process again and again.
    handler_->OnRejected({});
    return {Verdict::Kind::kRefused,
            {ErrorKind::kInternal, std::string("deciding: ") + fault.what(), options_.role}};
  }
}

asio::awaitable<Shard::Verdict> Shard::StoreBatch(Work& work, WorkWriter& writer) {
  Batch batch = writer.Take();
  if (batch.Empty()) {
    handler_->OnCommitted(batch, {});
    co_return Verdict{Verdict::Kind::kStored};
  }
  auto outcome = co_await Commit(batch, writer.Spans().Trace());
  if (!outcome) {
    handler_->OnRejected({});
    const bool refused = outcome.error().kind == ErrorKind::kInvalid;
    if (!refused && !Retryable(outcome.error().kind))
      spdlog::error("{} shard {}: committing: {}", options_.role, options_.index,
                    outcome.error().message);
    co_return Verdict{refused ? Verdict::Kind::kRefused : Verdict::Kind::kGivenUp, outcome.error()};
  }
  switch (outcome->kind) {
    case CommitOutcome::Kind::kCommitted:
      Committed(batch, *outcome);
      writer.Spans().Stored(clock_.Now());
      co_return Verdict{Verdict::Kind::kStored};
    case CommitOutcome::Kind::kFenced:
      spdlog::warn("{} shard {}: another owner moved a position; reloading", options_.role,
                   options_.index);
      metrics_.Add("tocsin_store_fenced_total", 1, {{"role", options_.role}});
      break;
    case CommitOutcome::Kind::kConflict:
      handler_->OnRejected(*outcome);
      metrics_.Add("tocsin_store_conflicts_total", 1, {{"role", options_.role}});
      co_return Verdict{Verdict::Kind::kAgain};
    case CommitOutcome::Kind::kDuplicates:
      handler_->OnRejected(*outcome);
      DropDuplicates(work, *outcome);
      co_return Verdict{Verdict::Kind::kAgain};
  }
  co_return Verdict{Verdict::Kind::kGivenUp};
}

void Shard::DropRefused(Work& work, std::size_t index, std::string_view reason,
                        const Error& error) {
  spdlog::error("{} shard {}: one input cannot be handled: {}", options_.role, options_.index,
                error.message);
  std::optional<OutgoingRecord> letter;
  if (const auto* arrival = std::get_if<Arrival>(&work.inputs[index])) {
    letter = ToDeadLetter(arrival->record, options_.prefix, options_.role, reason, error.message,
                          clock_.Now());
  }
  work.Drop(index, std::move(letter));
}

void Shard::DropDuplicates(Work& work, const CommitOutcome& outcome) {
  auto known = outcome.duplicates;
  std::ranges::sort(known, std::greater<>());
  known.erase(std::ranges::unique(known).begin(), known.end());
  metrics_.Add("tocsin_bus_duplicates_total", static_cast<double>(known.size()),
               {{"role", options_.role}});
  for (const auto index : known) work.Drop(index, std::nullopt);
}

void Shard::Committed(Batch& batch, CommitOutcome& outcome) {
  PartitionOffsets progress;
  for (const auto& move : batch.positions) {
    committed_[move.at] = move.to;
    progress.emplace_back(move.at, move.to);
  }
  if (!progress.empty()) subscription_->ReportProgress(progress);
  metrics_.Add("tocsin_bus_records_handled_total", static_cast<double>(batch.inbox.size()),
               {{"role", options_.role}});
  FollowTimers(batch);
  next_delivered_commit_ = clock_.Now() + kDeliveredDelay;
  handler_->OnCommitted(batch, outcome);
  PassEffects(batch);
  for (auto& match : outcome.matches) Enter(std::move(match));
}

void Shard::FollowTimers(const Batch& batch) {
  for (const TimerWrite& timer : batch.timers) {
    if (!Owns(timer.partition)) {
      if (options_.pass_timer) options_.pass_timer(timer);
      continue;
    }
    timers_.Remove(timer.owner);
    if (timer.due_at && *timer.due_at < timers_until_)
      timers_.Set(timer.owner, timer.partition, *timer.due_at, timer.kind);
  }
}

}  // namespace tocsin::runtime
