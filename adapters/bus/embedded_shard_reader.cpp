#include <algorithm>

#include "adapters/bus/embedded_subscription.hpp"

namespace tocsin::embedded {

std::size_t ShardReader::Drain(std::vector<Record>& out, std::size_t limit) {
  event_.Reset();
  const std::lock_guard lock(mutex_);
  std::size_t drained = 0;
  auto at = readings_.upper_bound(last_);
  for (std::size_t i = 0; i < readings_.size() && drained < limit; ++i) {
    if (at == readings_.end()) at = readings_.begin();
    drained += Read(at->first, at->second, limit - drained, out);
    last_ = at->first;
    ++at;
  }
  if (drained == limit) event_.Signal();
  return drained;
}

std::size_t ShardReader::Read(const TopicPartition& partition, Reading& reading, std::size_t limit,
                              std::vector<Record>& out) {
  if (reading.lost || reading.wants_load) return 0;
  std::vector<Stored> entries;
  while (!reading.loaded.empty() && entries.size() < limit) {
    entries.push_back(std::move(reading.loaded.front()));
    reading.loaded.pop_front();
  }
  if (entries.empty() &&
      log_.CopyFromMemory(partition, reading.next, limit, entries) == Log::Found::kNotInMemory) {
    reading.wants_load = true;
    control_.Signal();
    return 0;
  }
  for (const auto& entry : entries) out.push_back(entry->record);
  if (!entries.empty()) {
    reading.next = entries.back()->record.offset + 1;
    event_.Signal();  // what is in memory may follow what was loaded
  }
  return entries.size();
}

void ShardReader::Place(const TopicPartition& partition, Reading& reading, std::int64_t offset) {
  const Range range = log_.RangeOf(partition).value_or(Range{});
  reading = {};
  reading.next = offset == PartitionOwner::kBeginning ? range.low : offset;
  if (reading.next < range.low || reading.next > range.next) {
    reading.lost = reading.next;
    control_.Signal();
  }
  event_.Signal();
}

void ShardReader::Start(const TopicPartition& partition, std::int64_t offset) {
  const std::lock_guard lock(mutex_);
  Place(partition, readings_[partition], offset);
}

void ShardReader::Seek(const TopicPartition& partition, std::int64_t offset) {
  const std::lock_guard lock(mutex_);
  const auto found = readings_.find(partition);
  if (found != readings_.end()) Place(partition, found->second, offset);
}

void ShardReader::Stop() {
  const std::lock_guard lock(mutex_);
  readings_.clear();
}

std::map<TopicPartition, std::int64_t> ShardReader::WantLoads() {
  const std::lock_guard lock(mutex_);
  std::map<TopicPartition, std::int64_t> wanted;
  for (const auto& [partition, reading] : readings_)
    if (reading.wants_load) wanted[partition] = reading.next;
  return wanted;
}

std::map<TopicPartition, std::int64_t> ShardReader::Lost() {
  const std::lock_guard lock(mutex_);
  std::map<TopicPartition, std::int64_t> lost;
  for (const auto& [partition, reading] : readings_)
    if (reading.lost) lost[partition] = *reading.lost;
  return lost;
}

void ShardReader::Loaded(const TopicPartition& partition, std::int64_t offset,
                         std::vector<Stored> entries) {
  const std::lock_guard lock(mutex_);
  const auto found = readings_.find(partition);
  if (found == readings_.end() || !found->second.wants_load || found->second.next != offset) return;
  Reading& reading = found->second;
  reading.wants_load = false;
  reading.loaded.assign(entries.begin(), entries.end());
  if (entries.empty() || entries.front()->record.offset != offset) {  // trimmed meanwhile
    reading.loaded.clear();
    reading.lost = offset;
    control_.Signal();
  }
  event_.Signal();
}

void ShardReader::Recover(const TopicPartition& partition, std::int64_t lost, std::int64_t next) {
  const std::lock_guard lock(mutex_);
  const auto found = readings_.find(partition);
  if (found != readings_.end() && found->second.lost == lost) Place(partition, found->second, next);
}

}  // namespace tocsin::embedded
