#include "member.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>

namespace tocsin::test {

std::int64_t Ledger::Next(const TopicPartition& partition) {
  const std::lock_guard lock(mutex_);
  const auto found = next_.find(partition);
  return found == next_.end() ? PartitionOwner::kBeginning : found->second;
}

void Ledger::Set(const TopicPartition& partition, std::int64_t next) {
  const std::lock_guard lock(mutex_);
  next_[partition] = next;
}

Ledger::Verdict Ledger::Handle(const Record& record) {
  const std::lock_guard lock(mutex_);
  const auto [found, fresh] = next_.try_emplace(record.at, record.offset);
  if (record.offset < found->second) {
    ++repeats_;
    return Verdict::kRepeated;
  }
  if (record.offset > found->second) ++gaps_;
  const bool gap = record.offset > found->second;
  found->second = record.offset + 1;
  records_.push_back(record);
  return gap ? Verdict::kGap : Verdict::kHandled;
}

std::vector<Record> Ledger::Records() {
  const std::lock_guard lock(mutex_);
  return records_;
}

std::size_t Ledger::Size() {
  const std::lock_guard lock(mutex_);
  return records_.size();
}

Member::Member(Bus& bus, Ledger& ledger, Options options)
    : ledger_(ledger), options_(std::move(options)) {
  auto subscription = bus.Subscribe(
      {options_.group, options_.instance, options_.topics, options_.shards, options_.also}, *this);
  if (!subscription) {
    ADD_FAILURE() << "subscribing: " << subscription.error().message;
    std::abort();
  }
  subscription_ = std::move(*subscription);
  for (int shard = 0; shard < options_.shards; ++shard)
    shards_.emplace_back([this, shard] { RunShard(shard); });
}

Member::~Member() { Stop(); }

void Member::Stop() {
  stopping_ = true;
  for (auto& shard : shards_)
    if (shard.joinable()) shard.join();
  if (subscription_) subscription_->Close();
  subscription_.reset();
}

void Member::BetweenBatches(const std::function<void()>& change) {
  const std::lock_guard lock(handling_);
  change();
}

std::vector<TopicPartition> Member::Owned() {
  const std::lock_guard lock(mutex_);
  return owned_;
}

std::vector<OutOfRange> Member::Lost() {
  const std::lock_guard lock(mutex_);
  return lost_;
}

std::vector<Error> Member::Fatal() {
  const std::lock_guard lock(mutex_);
  return fatal_;
}

void Member::RunShard(int shard) {
  RecordQueue& queue = subscription_->Queue(shard);
  std::vector<Record> batch;
  while (!stopping_) {
    pollfd entry{queue.Descriptor(), POLLIN, 0};
    poll(&entry, 1, 20);
    const std::lock_guard lock(handling_);
    batch.clear();
    if (entry.revents != 0) queue.Drain(batch, options_.limit);
    for (const auto& record : batch) {
      if (record.at.partition % options_.shards != shard) ++strays_;
      ledger_.Handle(record);
    }
  }
}

Result<std::vector<std::int64_t>> Member::OnAssigned(
    const std::vector<TopicPartition>& partitions) {
  if (failing_ > 0) {
    --failing_;
    return Fail(ErrorKind::kTransient, "asking for positions: the database is away");
  }
  std::vector<std::int64_t> offsets;
  for (const auto& partition : partitions) offsets.push_back(ledger_.Next(partition));
  const std::lock_guard lock(mutex_);
  owned_ = partitions;
  ++assignments_;
  return offsets;
}

void Member::OnRevoked(const std::vector<TopicPartition>&) {
  const std::lock_guard in_hand(handling_);
  const std::lock_guard lock(mutex_);
  owned_.clear();
}

void Member::OnPositionOutOfRange(const TopicPartition& partition, std::int64_t position,
                                  std::int64_t reachable) {
  if (reachable > position) ledger_.Set(partition, reachable);
  const std::lock_guard lock(mutex_);
  lost_.push_back({partition, position, reachable});
}

void Member::OnFatal(const Error& error) {
  const std::lock_guard lock(mutex_);
  fatal_.push_back(error);
}

}  // namespace tocsin::test
