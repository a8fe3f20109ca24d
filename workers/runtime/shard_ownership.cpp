#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {
namespace asio = boost::asio;
namespace {

constexpr Duration kTimerWindow = std::chrono::seconds(10);
constexpr Duration kTimerReload = std::chrono::seconds(5);
constexpr std::size_t kTimersAtOnce = 10'000;
constexpr std::size_t kRowsAtOnce = 1'000;
constexpr auto kTakeTimeout = std::chrono::seconds(30);

std::set<int> Numbers(const std::vector<TopicPartition>& partitions) {
  std::set<int> numbers;
  for (const auto& at : partitions) numbers.insert(at.partition);
  return numbers;
}

}  // namespace

std::future<Result<Shard::Offsets>> Shard::Enqueue(const std::vector<TopicPartition>& partitions,
                                                   bool take) {
  // Shared, because what is posted must be copyable.
  auto control = std::make_shared<Control>(Control{partitions, take, {}});
  auto done = control->done.get_future();
  Post([this, control] {
    controls_.push_back(std::move(*control));
    Wake();
  });
  return done;
}

Result<Shard::Offsets> Shard::Take(const std::vector<TopicPartition>& partitions) {
  auto done = Enqueue(partitions, true);
  if (done.wait_for(kTakeTimeout) != std::future_status::ready)
    return Fail(ErrorKind::kTimeout, "taking partitions over: the database does not answer",
                options_.role);
  return done.get();
}

void Shard::Lose(const std::vector<TopicPartition>& partitions) {
  Enqueue(partitions, false).wait_for(kTakeTimeout);
}

void Shard::Abandon(const std::vector<TopicPartition>& partitions) { Enqueue(partitions, false); }

asio::awaitable<void> Shard::RunControls() {
  while (!controls_.empty()) {
    Control control = std::move(controls_.front());
    controls_.pop_front();
    if (control.take) {
      auto taken = co_await TakeOver(control.partitions);
      control.done.set_value(std::move(taken));
      continue;
    }
    const auto lost = Numbers(control.partitions);
    for (const auto& at : control.partitions) {
      assigned_.erase(at);
      committed_.erase(at);
      next_.erase(at);
    }
    for (const int partition : lost) owned_.erase(partition);
    timers_.Drop([&](int partition) { return lost.contains(partition); });
    // Mail does not tell its partition: what is still ours is found again.
    DropMatches();
    reload_ = !assigned_.empty();
    handler_->OnLost({lost.begin(), lost.end()});
    control.done.set_value(Offsets{});
  }
}

asio::awaitable<Result<Shard::Offsets>> Shard::TakeOver(std::vector<TopicPartition> partitions) {
  const auto numbers = Numbers(partitions);
  const std::vector<int> list(numbers.begin(), numbers.end());
  tocsin::TakeOver taken;
  Status status;
  for (int attempt = 0;; ++attempt) {
    DatabaseJob job = [this, &taken, &list](StoreSession& session) -> Status {
      TRY_ASSIGN(taken, session.TakeOverPartitions(options_.role, options_.bus_id, list));
      std::erase_if(taken.outbox, [this](const StoredOutbox& row) { return relay_.Knows(row.id); });
      if (!taken.outbox.empty()) DropPublished(bus_, options_.partitions, taken.outbox);
      return {};
    };
    status = co_await OnDatabase(std::move(job));
    if (status || !Retryable(status.error().kind) || attempt >= 10 || Leaving()) break;
    co_await Backoff(attempt);
  }
  if (!status) co_return Fail(Wrap(status.error(), "taking partitions over"));
  if (taken.positions.empty() && !taken.other_bus_id.empty()) {
    co_return Fail(ErrorKind::kRejected,
                   "the positions in this database belong to another log (" + taken.other_bus_id +
                       "); to start at the beginning of this one: tocsin migrate --adopt-bus",
                   options_.role);
  }
  Offsets offsets;
  for (const auto& at : partitions) {
    const auto found =
        std::ranges::find(taken.positions, at, &std::pair<TopicPartition, std::int64_t>::first);
    const std::int64_t position =
        found == taken.positions.end() ? PartitionOwner::kBeginning : found->second;
    offsets.emplace_back(at, position);
    assigned_.insert(at);
    committed_[at] = position;
    next_[at] = position;
  }
  owned_.insert(numbers.begin(), numbers.end());
  if (std::set(partitions.begin(), partitions.end()) == assigned_) {
    DropMatches();  // all of them are found again
    reload_ = false;
  }
  for (auto& row : taken.outbox) relay_.Publish(row.id, std::move(row.records));
  for (auto& match : taken.matches) Enter(std::move(match));
  handler_->OnTaken(list, taken);
  next_timer_load_ = {};
  next_sweep_ = clock_.Now() + options_.outbox_sweep;
  records_waiting_ = true;
  co_return offsets;
}

asio::awaitable<void> Shard::Reload() {
  if (assigned_.empty()) {
    reload_ = false;
    co_return;
  }
  // Give the group time to tell us that the partitions are no longer ours, if that is so.
  co_await Backoff(2);
  if (Leaving()) co_return;
  handler_->OnLost({owned_.begin(), owned_.end()});
  timers_.Drop([](int) { return true; });
  const std::vector<TopicPartition> partitions(assigned_.begin(), assigned_.end());
  const auto taken = co_await TakeOver(partitions);
  if (!taken) {
    spdlog::error("{} shard {}: {}", options_.role, options_.index, taken.error().message);
    co_await Backoff(5);
    co_return;
  }
  for (const auto& [at, offset] : *taken) subscription_->Seek(at, offset);
}

void Shard::DropMatches() {
  const std::lock_guard lock(entered_mutex_);
  std::erase_if(entered_,
                [](const ShardInput& input) { return std::holds_alternative<MailMatch>(input); });
}

/// A webhook's rows are published by the process that committed them. If that died meanwhile and
/// came back, no rebalance tells us of them; rows that nobody has published from one sweep to the
/// next are ours.
asio::awaitable<void> Shard::SweepOutbox() {
  const std::vector<int> list(owned_.begin(), owned_.end());
  std::vector<StoredOutbox> rows;
  std::set<std::int64_t> seen;
  DatabaseJob job = [this, &rows, &seen, &list](StoreSession& session) -> Status {
    TRY_ASSIGN(rows, session.LoadOutbox(options_.role, list, relay_.FirstPending(), kRowsAtOnce));
    std::erase_if(rows, [this](const StoredOutbox& row) { return relay_.Knows(row.id); });
    for (const auto& row : rows) seen.insert(row.id);
    std::erase_if(rows, [this](const StoredOutbox& row) { return !unclaimed_.contains(row.id); });
    if (!rows.empty()) DropPublished(bus_, options_.partitions, rows);
    return {};
  };
  const Status swept = co_await OnDatabase(std::move(job));
  next_sweep_ = clock_.Now() + options_.outbox_sweep;
  if (!swept) co_return;
  unclaimed_ = std::move(seen);
  for (auto& row : rows) {
    if (!owned_.contains(row.partition)) continue;
    unclaimed_.erase(row.id);
    relay_.Publish(row.id, std::move(row.records));
  }
}

asio::awaitable<void> Shard::LoadTimers() {
  const auto now = clock_.Now();
  const auto until = now + kTimerWindow;
  const std::vector<int> list(owned_.begin(), owned_.end());
  std::vector<StoredTimer> timers;
  DatabaseJob job = [this, &timers, &list, until](StoreSession& session) -> Status {
    TRY_ASSIGN(timers, session.LoadTimers(options_.role, list, until, kTimersAtOnce));
    return {};
  };
  const Status status = co_await OnDatabase(std::move(job));
  next_timer_load_ = clock_.Now() + (status ? kTimerReload : std::chrono::seconds(1));
  if (!status) co_return;
  timers_until_ = timers.size() < kTimersAtOnce ? until : timers.back().due_at;
  if (timers.size() == kTimersAtOnce)
    next_timer_load_ = clock_.Now() + std::chrono::milliseconds(200);
  for (const auto& timer : timers) timers_.Learn(timer.owner, timer.partition, timer.due_at);
}

}  // namespace tocsin::runtime
