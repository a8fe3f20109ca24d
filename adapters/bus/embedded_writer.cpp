// The writer's thread of the log: batches, retries, retention.

#include <spdlog/spdlog.h>

#include <algorithm>

#include "adapters/bus/embedded_log.hpp"
#include "adapters/bus/embedded_text.hpp"
#include "schemas/ids.hpp"

namespace tocsin::embedded {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t kBatchRecords = 1000;
constexpr std::size_t kBatchBytes = std::size_t{4} << 20;
constexpr Duration kShortestPause{50};
constexpr Duration kLongestPause{1000};
constexpr Duration kLockLostAfter{15'000};
constexpr Duration kTrimAgain{500};

TimePoint Now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

}  // namespace

void Log::Run() {
  auto trim_at = Steady::now() + options_.trim_every;
  while (true) {
    std::vector<Refusal> refusals;
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      work_.wait_until(lock, trim_at, [this] { return closing_ || !waiting_.empty(); });
      if (closing_) return;
      batch = TakeBatch(refusals);
    }
    for (auto& refusal : refusals) Answer(refusal.delivered, Fail(std::move(refusal.error)));
    if (!batch.entries.empty()) Write(std::move(batch));
    if (Steady::now() < trim_at) continue;
    trim_at = Steady::now() + (Trim() ? options_.trim_every : kTrimAgain);
  }
}

Result<TopicPartition> Log::Place(const Waiting& waiting) {
  const OutgoingRecord& record = waiting.record;
  const auto topic = topics_.find(record.topic);
  if (topic == topics_.end())
    return Fail(ErrorKind::kNotFound, "writing to " + record.topic + ": there is no such topic",
                kWhere);
  const std::size_t size = SizeOf(record);
  if (size > options_.record_bytes)
    return Fail(ErrorKind::kInvalid,
                "writing to " + record.topic + ": a record of " + std::to_string(size) +
                    " bytes is too large, at most " + std::to_string(options_.record_bytes) +
                    " are taken",
                kWhere);
  const auto count = static_cast<std::uint32_t>(topic->second);
  const int partition = waiting.origin.partition ? *waiting.origin.partition
                        : record.key             ? PartitionOf(*record.key, topic->second)
                                                 : static_cast<int>(next_partition_++ % count);
  return TopicPartition{record.topic, partition};
}

Log::Batch Log::TakeBatch(std::vector<Refusal>& refusals) {
  Batch batch;
  std::size_t bytes = 0;
  while (!waiting_.empty() && batch.entries.size() < kBatchRecords && bytes < kBatchBytes) {
    Waiting waiting = std::move(waiting_.front());
    waiting_.pop_front();
    auto place = Place(waiting);
    if (!place) {
      refusals.push_back({std::move(waiting.delivered), std::move(place).error()});
      continue;
    }
    bytes += waiting.delivered.bytes;
    auto [next, first] = batch.next.try_emplace(*place, partitions_[*place].range.next);
    Entry entry{{*place, next->second++, std::move(waiting.record.key),
                 std::move(waiting.record.value), std::move(waiting.record.headers), Now()},
                waiting.origin.gateway};
    batch.entries.push_back(std::make_shared<const Entry>(std::move(entry)));
    batch.delivered.push_back(std::move(waiting.delivered));
  }
  return batch;
}

void Log::Write(Batch batch) {
  bool uncertain = false;
  Duration pause = kShortestPause;
  const auto since = Steady::now();
  auto written = lost_ ? Health() : WriteOnce(batch, uncertain);
  while (!written && !lost_) {
    const Error& error = written.error();
    if (Health() && trouble_log_.Open()) {
      spdlog::warn("embedded bus: {}; trying again", error.message);
      reported_ = true;
    }
    SetHealth(error);
    if (error.kind == ErrorKind::kConflict && Steady::now() - since > kLockLostAfter) Lose(error);
    std::unique_lock lock(mutex_);
    if (work_.wait_for(lock, pause, [this] { return closing_; })) break;
    lock.unlock();
    pause = std::min(pause * 2, kLongestPause);
    if (!lost_) written = WriteOnce(batch, uncertain);
  }
  if (written) {
    if (std::exchange(reported_, false)) spdlog::info("embedded bus: the log is written again");
    SetHealth(std::nullopt);
    Publish(batch);
  } else if (!lost_) {
    written = Fail(ErrorKind::kCancelled, "writing to the log: the bus is closing", kWhere);
  }
  for (std::size_t i = 0; i < batch.entries.size(); ++i) {
    const Record& record = batch.entries[i]->record;
    if (written) {
      Answer(batch.delivered[i], std::pair(record.at, record.offset));
    } else {
      Answer(batch.delivered[i], Fail(written.error()));
    }
  }
}

/// After an answer was lost the ranges tell whether the batch was written.
Status Log::WriteOnce(const Batch& batch, bool& uncertain) {
  TRY(database_.Lock());
  if (uncertain) {
    TRY_ASSIGN(const auto ranges, database_.ReadRanges());
    const auto& [partition, next] = *batch.next.begin();
    const auto range = ranges.find(partition);
    if (range != ranges.end() && range->second.next == next) return {};
    uncertain = false;
  }
  auto written = database_.Append(batch.entries);
  if (!written && written.error().kind == ErrorKind::kConflict) Lose(written.error());
  uncertain = !written;
  return written;
}

void Log::Answer(Delivery& delivered, Result<std::pair<TopicPartition, std::int64_t>> outcome) {
  if (delivered.done) delivered.done(std::move(outcome));
  in_flight_bytes_ -= delivered.bytes;
  if (--in_flight_ > 0) return;
  const std::lock_guard lock(mutex_);
  idle_.notify_all();
}

void Log::SetHealth(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(error);
}

/// False when records of the batches that came meanwhile had to go first.
bool Log::Trim() {
  if (!database_.Locked()) return true;
  for (const auto& topic : Topics())
    for (int i = 0; i < topic.partitions; ++i)
      if (!TrimPartition({topic.name, i})) return false;
  return true;
}

bool Log::TrimPartition(const TopicPartition& partition) {
  for (bool more = true; more;) {
    {
      const std::lock_guard lock(mutex_);
      if (closing_ || !waiting_.empty()) return false;
    }
    const auto done =
        database_.Trim(partition, Now() - options_.retention, Now() - options_.forget_groups_after);
    if (!done) {
      spdlog::warn("embedded bus: {}", done.error().message);
      return true;
    }
    more = done->more;
    const std::lock_guard lock(mutex_);
    Partition& trimmed = partitions_[partition];
    trimmed.range.low = done->low;
    while (!trimmed.newest.empty() && trimmed.newest.front()->record.offset < done->low) {
      trimmed.newest_bytes -= SizeOf(trimmed.newest.front()->record);
      trimmed.newest.pop_front();
    }
  }
  return true;
}

}  // namespace tocsin::embedded
