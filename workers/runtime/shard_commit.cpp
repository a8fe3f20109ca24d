#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "workers/runtime/crash_point.hpp"
#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {
namespace asio = boost::asio;
namespace {

constexpr Duration kDeliveredDelay = std::chrono::milliseconds(50);
constexpr int kMostConflicts = 1'000;

}  // namespace

asio::awaitable<Status> Shard::OnDatabase(DatabaseJob job) {
  auto initiate = [this](auto handler, DatabaseJob task) {
    // Shared with the database thread's callback; called exactly once.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    database_.Run(std::move(task), [this, resume](Status status) {
      asio::post(io_, [resume, result = std::move(status)]() mutable { (*resume)(std::move(result)); });
    });
  };
  Status status = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Status)>(initiate, asio::use_awaitable,
                                                                                            std::move(job));
  co_return status;
}

asio::awaitable<void> Shard::Backoff(int attempt) {
  asio::steady_timer timer(io_, std::chrono::milliseconds(std::min(2'000, 50 << std::min(attempt, 6))));
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<Result<CommitOutcome>> Shard::Commit(Batch& batch) {
  batch.outbox_delivered = relay_.TakeDelivered();
  Result<CommitOutcome> outcome = Fail(ErrorKind::kCancelled, "partitions are being taken away", options_.role);
  for (int attempt = 0;; ++attempt) {
    const auto started = std::chrono::steady_clock::now();
    DatabaseJob job = [&batch, &outcome](StoreSession& session) -> Status {
      CrashPoint("before_commit");
      outcome = session.Commit(batch);
      if (!outcome) return Fail(outcome.error());
      if (outcome->kind == CommitOutcome::Kind::kCommitted) CrashPoint("after_commit");
      return {};
    };
    const Status status = co_await OnDatabase(std::move(job));
    metrics_.Observe("tocsin_store_commit_seconds",
                     std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(),
                     {{"role", options_.role}});
    if (status) break;
    outcome = Fail(status.error());
    if (!Retryable(status.error().kind)) break;
    if (attempt == 0) spdlog::warn("{} shard {}: committing: {}; trying again", options_.role, options_.index, status.error().message);
    if (!controls_.empty() || finished_ || draining_) break;
    co_await Backoff(attempt);
  }
  if (!outcome || outcome->kind != CommitOutcome::Kind::kCommitted) relay_.PutBack(std::move(batch.outbox_delivered));
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

asio::awaitable<void> Shard::Process(Work work) {
  for (int attempt = 0; attempt < kMostConflicts && !work.Empty(); ++attempt) {
    if (auto job = handler_->Prepare(work.inputs)) {
      const Status loaded = co_await OnDatabase(std::move(job));
      if (!loaded) {
        if (attempt == 0) spdlog::warn("{} shard {}: loading: {}", options_.role, options_.index, loaded.error().message);
        if (!controls_.empty() || draining_ || finished_) break;
        co_await Backoff(std::min(attempt, 6));
        attempt = std::min(attempt, kMostConflicts / 2);  // being away is no conflict: wait for as long as it takes
        continue;
      }
    }
    WorkWriter writer(options_.role, options_.bus_id, options_.prefix, clock_.Now());
    if (auto decided = handler_->Decide(work.inputs, writer); !decided) {
      auto& blame = decided.error();
      spdlog::error("{} shard {}: input refused: {}", options_.role, options_.index, blame.error.message);
      handler_->OnRejected({});
      std::optional<OutgoingRecord> letter;
      if (const auto* arrival = std::get_if<Arrival>(&work.inputs[blame.culprit]))
        letter = ToDeadLetter(arrival->record, options_.prefix, "refused", blame.error.message, clock_.Now());
      work.Drop(blame.culprit, std::move(letter));
      continue;
    }
    writer.Complete(work, committed_);
    metrics_.Add("tocsin_events_unmatched_total", static_cast<double>(writer.UnmatchedCount()), {{"role", options_.role}});
    Batch batch = writer.Take();
    if (batch.Empty()) {
      handler_->OnCommitted(batch, {});
      co_return;
    }
    auto outcome = co_await Commit(batch);
    if (!outcome && outcome.error().kind == ErrorKind::kInvalid) {
      handler_->OnRejected({});
      if (work.inputs.size() > 1) {
        auto [first, rest] = Work::Split(std::move(work));
        co_await Process(std::move(first));
        work = std::move(rest);
        attempt = 0;
        continue;
      }
      spdlog::error("{} shard {}: the store refuses one input: {}", options_.role, options_.index, outcome.error().message);
      if (work.inputs.empty()) co_return;
      std::optional<OutgoingRecord> letter;
      if (const auto* arrival = std::get_if<Arrival>(&work.inputs[0]))
        letter = ToDeadLetter(arrival->record, options_.prefix, "refused_by_store", outcome.error().message, clock_.Now());
      work.Drop(0, std::move(letter));
      continue;
    }
    if (!outcome) break;
    switch (outcome->kind) {
      case CommitOutcome::Kind::kCommitted: Committed(batch, *outcome); co_return;
      case CommitOutcome::Kind::kFenced: co_await Fenced(); co_return;
      case CommitOutcome::Kind::kConflict:
        handler_->OnRejected(*outcome);
        metrics_.Add("tocsin_store_conflicts_total", 1, {{"role", options_.role}});
        if (attempt > 2) co_await Backoff(0);
        break;
      case CommitOutcome::Kind::kDuplicates:
        handler_->OnRejected(*outcome);
        DropDuplicates(work, *outcome);
        break;
    }
  }
  if (work.Empty()) co_return;
  // Given up because the partitions go, or we stop: nothing of it is stored, the records will be read again.
  handler_->OnRejected({});
  if (controls_.empty() && !draining_ && !finished_) co_await Fenced();
}

void Shard::DropDuplicates(Work& work, const CommitOutcome& outcome) {
  auto known = outcome.duplicates;
  std::ranges::sort(known, std::greater<>());
  known.erase(std::ranges::unique(known).begin(), known.end());
  metrics_.Add("tocsin_bus_duplicates_total", static_cast<double>(known.size()), {{"role", options_.role}});
  for (const auto index : known) work.Drop(index, std::nullopt);
}

void Shard::Committed(Batch& batch, CommitOutcome& outcome) {
  Subscription::Progress progress;
  for (const auto& move : batch.positions) {
    committed_[move.at] = move.to;
    progress.emplace_back(move.at, move.to);
  }
  if (!progress.empty()) subscription_->ReportProgress(progress);
  metrics_.Add("tocsin_bus_records_handled_total", static_cast<double>(batch.inbox.size()), {{"role", options_.role}});
  FollowTimers(batch);
  for (std::size_t i = 0; i < batch.outbox.size() && i < outcome.outbox_ids.size(); ++i)
    relay_.Publish(outcome.outbox_ids[i], std::move(batch.outbox[i].records));
  next_delivered_commit_ = clock_.Now() + kDeliveredDelay;
  handler_->OnCommitted(batch, outcome);
  for (auto& match : outcome.matches) Enter(std::move(match));
}

void Shard::FollowTimers(const Batch& batch) {
  const auto follow = [this](const Uuid& owner, int partition, std::optional<TimePoint> due) {
    timers_.Remove(owner);
    if (due && *due < timers_until_) timers_.Set(owner, partition, *due);
  };
  for (const auto& run : batch.runs) follow(run.id, run.partition, IsOver(run.status) ? std::nullopt : run.wake_at);
  for (const auto& timer : batch.voice.timers) follow(timer.call, timer.partition, timer.due_at);
}

}  // namespace tocsin::runtime
