#include "adapters/bus/embedded_log.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "adapters/bus/embedded_text.hpp"
#include "schemas/ids.hpp"

namespace tocsin::embedded {
namespace {

constexpr std::size_t kMemoryPerPartition = std::size_t{1} << 20;
constexpr int kMostPartitions = 1000;
constexpr Duration kLockPatience{3000};

}  // namespace

Log::Log(const EmbeddedOptions& options)
    : options_(options),
      database_(options.database_url, options.schema, watch_),
      topics_database_(options.database_url, options.schema, watch_) {}

Result<std::unique_ptr<Log>> Log::Open(const EmbeddedOptions& options) {
  std::unique_ptr<Log> log(new Log(options));
  TRY(log->Start());
  return log;
}

Status Log::Start() {
  TRY_ASSIGN(id_, database_.Id());
  // A process that has just been killed holds the lock until the server has noticed.
  const auto end = std::chrono::steady_clock::now() + kLockPatience;
  auto locked = database_.Lock();
  while (!locked && locked.error().kind == ErrorKind::kConflict &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(Duration(50));
    locked = database_.Lock();
  }
  TRY(locked);
  TRY_ASSIGN(const auto ranges, database_.ReadRanges());
  for (const auto& [partition, range] : ranges) {
    partitions_[partition].range = range;
    int& count = topics_[partition.topic];
    count = std::max(count, partition.partition + 1);
  }
  thread_ = std::thread([this] { Run(); });
  return {};
}

Log::~Log() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (auto& waiting : waiting_)
    Answer(waiting.delivered,
           Fail(ErrorKind::kCancelled,
                "writing to " + waiting.record.topic + ": the bus is closing", kWhere));
}

Result<std::vector<TopicSpec>> Log::EnsureTopics(const std::vector<TopicSpec>& topics) {
  const std::lock_guard one_at_a_time(topics_mutex_);
  std::vector<TopicSpec> found;
  for (const auto& topic : topics) {
    if (!IsTopicName(topic.name) || topic.partitions < 1 || topic.partitions > kMostPartitions)
      return Fail(ErrorKind::kInvalid,
                  "creating topic '" + topic.name +
                      "': a name of letters, digits, '.', '_', '-' and 1 to " +
                      std::to_string(kMostPartitions) + " partitions are needed",
                  kWhere);
    if (Partitions(topic.name) == 0) {
      TRY(topics_database_.CreateTopic(topic));
      const std::lock_guard lock(mutex_);
      for (int i = 0; i < topic.partitions; ++i) partitions_.try_emplace({topic.name, i});
      topics_[topic.name] = topic.partitions;
    }
    found.push_back({topic.name, Partitions(topic.name)});
  }
  return found;
}

int Log::Partitions(const std::string& topic) const {
  const std::lock_guard lock(mutex_);
  const auto found = topics_.find(topic);
  return found == topics_.end() ? 0 : found->second;
}

std::vector<TopicSpec> Log::Topics() const {
  const std::lock_guard lock(mutex_);
  std::vector<TopicSpec> topics;
  for (const auto& [name, partitions] : topics_) topics.push_back({name, partitions});
  return topics;
}

std::optional<Range> Log::RangeOf(const TopicPartition& partition) const {
  const std::lock_guard lock(mutex_);
  const auto found = partitions_.find(partition);
  if (found == partitions_.end()) return std::nullopt;
  return found->second.range;
}

void Log::Append(OutgoingRecord record, DeliveryCallback delivered, Origin origin) {
  ++in_flight_;
  const std::size_t bytes = SizeOf(record);
  in_flight_bytes_ += bytes;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(record), {std::move(delivered), bytes}, origin});
  }
  work_.notify_one();
}

Status Log::Flush(Duration timeout) {
  std::unique_lock lock(mutex_);
  if (idle_.wait_for(lock, timeout, [this] { return in_flight_ == 0; })) return {};
  return Fail(ErrorKind::kTimeout,
              "flushing the producer: " + std::to_string(in_flight_) + " records not acknowledged",
              kWhere);
}

Status Log::Health() const {
  const std::lock_guard lock(mutex_);
  if (trouble_) return Fail(*trouble_);
  return {};
}

Log::Found Log::CopyFromMemory(const TopicPartition& partition, std::int64_t offset,
                               std::size_t limit, std::vector<Stored>& out) const {
  const std::lock_guard lock(mutex_);
  const auto found = partitions_.find(partition);
  if (found == partitions_.end() || offset >= found->second.range.next) return Found::kEnd;
  const auto& newest = found->second.newest;
  if (newest.empty() || offset < newest.front()->record.offset) return Found::kNotInMemory;
  const auto first = static_cast<std::size_t>(offset - newest.front()->record.offset);
  for (std::size_t i = first; i < newest.size() && i - first < limit; ++i) out.push_back(newest[i]);
  return Found::kRecords;
}

void Log::AddListener(LogListener& listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.insert(&listener);
}

void Log::RemoveListener(LogListener& listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.erase(&listener);
}

void Log::Publish(const Batch& batch) {
  std::set<TopicPartition> changed;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : batch.entries) {
      Partition& partition = partitions_[entry->record.at];
      partition.newest.push_back(entry);
      partition.newest_bytes += SizeOf(entry->record);
      partition.range.next = entry->record.offset + 1;
      while (partition.newest_bytes > kMemoryPerPartition && partition.newest.size() > 1) {
        partition.newest_bytes -= SizeOf(partition.newest.front()->record);
        partition.newest.pop_front();
      }
      changed.insert(entry->record.at);
    }
  }
  const std::lock_guard lock(listeners_mutex_);
  for (auto* const listener : listeners_) listener->OnAppended(changed);
}

void Log::Lose(const Error& error) {
  SetHealth(error);
  if (lost_.exchange(true)) return;
  spdlog::error("embedded bus: {}", error.message);
  const std::lock_guard lock(listeners_mutex_);
  for (auto* const listener : listeners_) listener->OnLogLost(error);
}

}  // namespace tocsin::embedded
