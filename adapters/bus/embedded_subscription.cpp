#include "adapters/bus/embedded_subscription.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tocsin::embedded {
namespace {

constexpr Duration kControlPoll{500};
constexpr Duration kTryAgain{300};
constexpr Duration kSaveEvery{1000};
constexpr Duration kShowEvery{10 * 60'000};
constexpr Duration kLoadTimeout{5000};
constexpr std::size_t kLoadAtOnce = 256;

}  // namespace

EmbeddedSubscription::EmbeddedSubscription(Log& log, const EmbeddedOptions& options,
                                           SubscriptionOptions subscription, PartitionOwner& owner,
                                           std::function<void()> on_closed)
    : log_(log),
      options_(std::move(subscription)),
      owner_(owner),
      on_closed_(std::move(on_closed)),
      database_(options.database_url, options.schema, log.Watch()) {
  for (const auto& topic : options_.topics) {
    for (int i = 0; i < log_.Partitions(topic); ++i) partitions_.push_back({topic, i});
    seen_.insert(topic);
  }
  AddTopics();
  for (int i = 0; i < options_.shards; ++i)
    shards_.push_back(std::make_unique<ShardReader>(log_, control_));
  log_.AddListener(*this);
  thread_ = std::thread([this] { Run(); });
}

EmbeddedSubscription::~EmbeddedSubscription() { Close(); }

void EmbeddedSubscription::Seek(const TopicPartition& partition, std::int64_t offset) {
  ReaderOf(partition).Seek(partition, offset);
}

void EmbeddedSubscription::ReportProgress(
    const std::vector<std::pair<TopicPartition, std::int64_t>>& next_offsets) {
  const std::lock_guard lock(mutex_);
  for (const auto& [partition, next] : next_offsets) progress_[partition] = next;
}

void EmbeddedSubscription::Close() {
  closing_ = true;
  control_.Signal();
  if (!thread_.joinable() || thread_.get_id() == std::this_thread::get_id()) return;
  thread_.join();
  log_.RemoveListener(*this);
  on_closed_();
}

void EmbeddedSubscription::OnAppended(const std::set<TopicPartition>& partitions) {
  for (const auto& partition : partitions)
    if (options_.also || std::find(options_.topics.begin(), options_.topics.end(),
                                   partition.topic) != options_.topics.end())
      ReaderOf(partition).Wake();
}

void EmbeddedSubscription::OnLogLost(const Error& error) {
  const std::lock_guard lock(mutex_);
  log_lost_ = error;
  control_.Signal();
}

ShardReader& EmbeddedSubscription::ReaderOf(const TopicPartition& partition) {
  return *shards_[static_cast<std::size_t>(partition.partition) % shards_.size()];
}

void EmbeddedSubscription::Run() {
  while (!closing_) {
    ServeTopics();
    ServeAssignment();
    ServeLost();
    ServeLoads();
    ServeProgress();
    std::optional<Error> lost;
    {
      const std::lock_guard lock(mutex_);
      lost = log_lost_;
    }
    if (lost && !std::exchange(fatal_, true)) owner_.OnFatal(*lost);
    control_.Wait(assigned_ ? kControlPoll : kTryAgain / 3);
  }
  for (const auto& shard : shards_) shard->Stop();
  if (assigned_) owner_.OnRevoked(partitions_);
  save_at_ = {};
  ServeProgress();
}

bool EmbeddedSubscription::AddTopics() {
  if (!options_.also) return false;
  const std::size_t before = partitions_.size();
  for (const auto& topic : log_.Topics()) {
    if (!seen_.insert(topic.name).second || !options_.also(topic.name)) continue;
    for (int i = 0; i < topic.partitions; ++i) partitions_.push_back({topic.name, i});
  }
  return partitions_.size() > before;
}

/// Everything is given back and taken again, as a group does it.
void EmbeddedSubscription::ServeTopics() {
  const auto former = partitions_;
  if (!AddTopics()) return;
  spdlog::info("embedded bus: {} reads {} partitions more from now on", options_.group,
               partitions_.size() - former.size());
  if (!std::exchange(assigned_, false)) return;
  for (const auto& shard : shards_) shard->Stop();
  owner_.OnRevoked(former);
}

void EmbeddedSubscription::ServeAssignment() {
  if (assigned_ || fatal_ || Steady::now() < assign_at_) return;
  const auto offsets = owner_.OnAssigned(partitions_);
  if (!offsets && !Retryable(offsets.error().kind)) {
    fatal_ = true;
    owner_.OnFatal(offsets.error());
    return;
  }
  if (!offsets || offsets->size() != partitions_.size()) {
    if (log_gate_.Open())
      spdlog::warn("embedded bus: no positions to start from yet: {}",
                   offsets ? "not one for each partition" : offsets.error().message);
    assign_at_ = Steady::now() + kTryAgain;
    return;
  }
  assigned_ = true;
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    ReaderOf(partitions_[i]).Start(partitions_[i], (*offsets)[i]);
    const std::lock_guard lock(mutex_);
    progress_.try_emplace(partitions_[i], std::max<std::int64_t>((*offsets)[i], 0));
  }
}

void EmbeddedSubscription::ServeLoads() {
  if (Steady::now() < load_at_) return;
  for (const auto& shard : shards_) {
    for (const auto& [partition, offset] : shard->WantLoads()) {
      auto entries = database_.Read(partition, offset, kLoadAtOnce, kLoadTimeout);
      if (!entries) {
        if (log_gate_.Open())
          spdlog::warn("embedded bus: {}; trying again", entries.error().message);
        load_at_ = Steady::now() + kTryAgain;
        return;
      }
      shard->Loaded(partition, offset, std::move(*entries));
    }
  }
}

void EmbeddedSubscription::ServeLost() {
  for (const auto& shard : shards_) {
    for (const auto& [partition, position] : shard->Lost()) {
      const Range range = log_.RangeOf(partition).value_or(Range{});
      if (position < range.low) {
        owner_.OnPositionOutOfRange(partition, position, range.low);
        shard->Recover(partition, position, range.low);
      } else if (position <= range.next) {
        shard->Recover(partition, position, position);
      } else if (reported_.insert({partition, position}).second) {
        owner_.OnPositionOutOfRange(partition, position, range.next);
      }
    }
  }
}

void EmbeddedSubscription::ServeProgress() {
  if (Steady::now() < save_at_) return;
  save_at_ = Steady::now() + kSaveEvery;
  const bool show = Steady::now() - seen_at_ > kShowEvery;
  Offsets changed;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [partition, next] : progress_) {
      const auto found = saved_.find(partition);
      if (show || found == saved_.end() || found->second != next) changed[partition] = next;
    }
  }
  if (changed.empty()) return;
  const auto saved = database_.SaveProgress(options_.group, changed);
  if (!saved) {
    if (log_gate_.Open()) spdlog::warn("embedded bus: {}", saved.error().message);
    return;
  }
  if (show) seen_at_ = Steady::now();
  for (const auto& [partition, next] : changed) saved_[partition] = next;
}

}  // namespace tocsin::embedded
