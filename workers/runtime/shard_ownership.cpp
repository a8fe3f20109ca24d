#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "workers/runtime/outbox_search.hpp"
#include "workers/runtime/shard.hpp"

namespace tocsin::runtime {
namespace asio = boost::asio;
namespace {

constexpr Duration kTimerWindow = std::chrono::seconds(10);
constexpr Duration kTimerReload = std::chrono::seconds(5);
constexpr std::size_t kTimersAtOnce = 10'000;
constexpr std::size_t kRowsAtOnce = 1'000;
constexpr std::size_t kEffectsAtOnce = 1'000;
/// What a process that lives has committed it has published by then.
constexpr Duration kSweepAgain = std::chrono::seconds(1);
/// More than one statement that takes all its time (StoreSession: a minute) and a search on the
/// bus.
constexpr auto kTakeTimeout = std::chrono::minutes(2);

}  // namespace

/// The numbers that are owned with the partitions, or all that are read.
std::set<int> Shard::Numbers(const std::vector<TopicPartition>& partitions, bool all) const {
  std::set<int> numbers;
  for (const auto& at : partitions)
    if (all || options_.home.empty() || at.topic == options_.home ||
        at.partition >= options_.partitions)
      numbers.insert(at.partition);
  return numbers;
}

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
    const auto lost = Numbers(control.partitions, false);
    for (const auto& at : control.partitions) {
      assigned_.erase(at);
      committed_.erase(at);
      next_.erase(at);
      passed_.erase(at);
      awaiting_.erase(at);
    }
    for (const int partition : lost) owned_.erase(partition);
    suspicion_.Lost(lost);
    GiveBack(lost);
    timers_.Drop([&](int partition) { return lost.contains(partition); });
    // Mail does not tell its partition: what is still ours is found again.
    DropMatches();
    reload_ = !assigned_.empty();
    handler_->OnLost({lost.begin(), lost.end()});
    control.done.set_value(Offsets{});
  }
}

/// Nobody waits for it: where it fails, the next owner is only more careful than it need be.
void Shard::GiveBack(const std::set<int>& partitions) {
  DatabaseJob job =
      [this, list = std::vector<int>(partitions.begin(), partitions.end())](StoreSession& session) {
        return session.EndTenure(options_.role, list, options_.holder);
      };
  database_.Run(std::move(job), [](const Status&) {});
}

asio::awaitable<Result<Shard::Offsets>> Shard::TakeOver(std::vector<TopicPartition> partitions) {
  const auto numbers = Numbers(partitions, false);
  const auto all = Numbers(partitions, true);
  const std::vector<int> list(numbers.begin(), numbers.end());
  const std::vector<int> read(all.begin(), all.end());
  tocsin::TakeOver taken;
  Tenure tenure;
  Status status;
  for (int attempt = 0;; ++attempt) {
    DatabaseJob job = [this, &taken, &tenure, &numbers, &list,
                       &read](StoreSession& session) -> Status {
      TRY_ASSIGN(tenure, session.BeginTenure(options_.role, list, options_.holder));
      TRY_ASSIGN(taken, session.TakeOverPartitions(options_.role, options_.bus_id, read));
      const auto others = [&numbers](const auto& row) { return !numbers.contains(row.partition); };
      std::erase_if(taken.outbox, others);
      std::erase_if(taken.effects, others);
      std::erase_if(taken.outbox, [this](const StoredOutbox& row) { return relay_.Knows(row.id); });
      // While the bus is away too, order goes before repeats: they go out in front of what follows.
      if (const auto searched = DropPublished(bus_, options_.partitions, taken.outbox); !searched)
        spdlog::warn("{} shard {}: looking for what was sent before: {}", options_.role,
                     options_.index, searched.error().message);
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
    passed_.erase(at);
    awaiting_.erase(at);
  }
  owned_.insert(numbers.begin(), numbers.end());
  suspicion_.Taken(list, tenure, clock_.Now());
  if (std::set(partitions.begin(), partitions.end()) == assigned_) {
    DropMatches();  // all of them are found again
    reload_ = false;
  }
  for (auto& row : taken.outbox) relay_.Publish(row.id, std::move(row.records));
  for (auto& match : taken.matches) Enter(std::move(match));
  handler_->OnTaken(list, taken);
  next_timer_load_ = {};
  next_sweep_ = clock_.Now() + options_.sweep;
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
    // Whoever committed them cannot publish them now either, and does so when the bus is back.
    TRY(bus_.Health());
    options_.ends->Refresh();
    TRY_ASSIGN(rows, session.LoadOutbox(options_.role, list, relay_.FirstPending(), kRowsAtOnce));
    std::erase_if(rows, [this](const StoredOutbox& row) {
      return relay_.Knows(row.id) ||
             (options_.published_elsewhere && options_.published_elsewhere(row.id));
    });
    for (const auto& row : rows) seen.insert(row.id);
    std::erase_if(rows, [this](const StoredOutbox& row) { return !unclaimed_.contains(row.id); });
    return DropPublished(bus_, options_.partitions, rows);
  };
  const Status swept = co_await OnDatabase(std::move(job));
  next_sweep_ =
      clock_.Now() +
      (std::exchange(sweep_again_, false) ? std::min(kSweepAgain, options_.sweep) : options_.sweep);
  if (!swept) {
    unclaimed_.clear();
    co_return;
  }
  unclaimed_ = std::move(seen);
  for (auto& row : rows) {
    if (!owned_.contains(row.partition)) continue;
    unclaimed_.erase(row.id);
    relay_.Publish(row.id, std::move(row.records));
  }
}

void Shard::SweepSoon() {
  Post([this] {
    sweep_again_ = true;
    next_sweep_ = {};
    Wake();
  });
}

/// A run goes on wherever its events arrive, but the owner of its partition executes its effects:
/// only there does their result find its way, and only there are they begun again after a crash.
void Shard::PassEffects(const Batch& batch) {
  if (!options_.pass_effect) return;
  for (const auto& effect : batch.effects_added)
    if (!Owns(effect.partition)) options_.pass_effect(effect);
}

void Shard::TakeEffect(EffectRow effect) {
  Post([this, row = std::move(effect)] {
    if (Owns(row.partition)) handler_->OnEffects({row});
  });
}

/// Those that another process committed.
asio::awaitable<void> Shard::SweepEffects() {
  const std::vector<int> list(owned_.begin(), owned_.end());
  const auto known = handler_->Effects();
  const auto until = clock_.Now() + 2 * options_.sweep;
  std::vector<EffectRow> effects;
  DatabaseJob job = [&](StoreSession& session) -> Status {
    TRY_ASSIGN(effects, session.LoadEffects(options_.role, list, until, known, kEffectsAtOnce));
    return {};
  };
  const Status swept = co_await OnDatabase(std::move(job));
  if (!swept) co_return;
  std::erase_if(effects, [this](const EffectRow& row) { return !Owns(row.partition); });
  if (!effects.empty()) handler_->OnEffects(effects);
}

asio::awaitable<void> Shard::LoadTimers() {
  const auto now = clock_.Now();
  const auto until = now + kTimerWindow;
  const std::vector<int> list(owned_.begin(), owned_.end());
  const auto kinds = handler_->TimerKinds();
  std::vector<StoredTimer> timers;
  DatabaseJob job = [this, &timers, &kinds, &list, until](StoreSession& session) -> Status {
    TRY_ASSIGN(timers, session.LoadTimers(options_.role, kinds, list, until, kTimersAtOnce));
    return {};
  };
  const Status status = co_await OnDatabase(std::move(job));
  next_timer_load_ = clock_.Now() + (status ? kTimerReload : std::chrono::seconds(1));
  if (!status) co_return;
  timers_until_ = timers.size() < kTimersAtOnce ? until : timers.back().due_at;
  if (timers.size() == kTimersAtOnce)
    next_timer_load_ = clock_.Now() + std::chrono::milliseconds(200);
  for (const auto& timer : timers)
    timers_.Learn(timer.owner, timer.partition, timer.due_at, timer.kind);
}

}  // namespace tocsin::runtime
