// What the control thread does between rebalances: seeks, lost positions, progress, fatal trouble.

#include <spdlog/spdlog.h>

#include <algorithm>

#include "adapters/bus/kafka_subscription.hpp"
#include "adapters/bus/kafka_topics.hpp"

namespace tocsin::kafka {
namespace {

constexpr Duration kSeekTimeout{2000};
constexpr Duration kRangeTimeout{2000};
constexpr Duration kTryAgain{500};
constexpr Duration kCommitEvery{1000};
constexpr Duration kLastCommitTimeout{300};
constexpr Duration kListEvery{5000};
constexpr Duration kListTimeout{2000};

using Event = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;

}  // namespace

void KafkaSubscription::ServeSeeks() {
  if (!restarting_.empty()) return;
  for (const auto& queue : queues_) {
    if (!queue->HasSeeks()) continue;
    std::map<TopicPartition, std::int64_t> seeks;
    bool moved = false;
    {
      ShardQueue::Hold hold(*queue);
      const auto requested = hold.Seeks();
      for (const auto& [partition, offset] : requested)
        if (hold.Readings().contains(partition)) seeks[partition] = offset;
      moved = SeekInPlace(hold, seeks);
      if (moved) hold.SeeksDone(requested);
    }
    if (!moved) return AssignAgain(seeks);
  }
}

/// False when a partition's reading has stopped or librdkafka does not do it in time.
bool KafkaSubscription::SeekInPlace(ShardQueue::Hold& hold,
                                    const std::map<TopicPartition, std::int64_t>& seeks) {
  if (seeks.empty()) return true;
  for (const auto& [partition, offset] : seeks)
    if (hold.Readings()[partition].stopped) return false;
  const PartitionList list = ToList(seeks);
  const ErrorObject error(
      rd_kafka_seek_partitions(client_.get(), list.get(), Milliseconds(kSeekTimeout)));
  if (error) return false;
  for (int i = 0; i < list->cnt; ++i)
    if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  for (const auto& [partition, offset] : seeks) hold.Readings()[partition] = {offset, false};
  return true;
}

/// Reads every partition on from where its shard is, and `moved` from there. Nothing else starts a
/// partition that librdkafka gave up.
void KafkaSubscription::AssignAgain(const std::map<TopicPartition, std::int64_t>& moved) {
  auto holds = HoldAll();
  restarting_.clear();
  for (const auto& partition : assigned_) {
    auto& reading = holds[ShardOf(partition)].Readings()[partition];
    if (const auto found = moved.find(partition); found != moved.end())
      reading = {found->second, false};
    if (!reading.stopped) restarting_[partition] = reading.next;
  }
  for (auto& hold : holds) hold.SeeksDone(moved);
  Assign(holds, restarting_);
}

/// Stopping a partition takes its queue from the shard's, some time after the call; a seek succeeds
/// only once it has been started again, and then the queue can be given back, with what it holds.
void KafkaSubscription::ServeRestarts() {
  if (restarting_.empty()) return;
  auto holds = HoldAll();
  const PartitionList list = ToList(restarting_);
  const ErrorObject error(
      rd_kafka_seek_partitions(client_.get(), list.get(), Milliseconds(kSeekTimeout)));
  if (error) return;
  for (int i = 0; i < list->cnt; ++i) {
    if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const TopicPartition partition{list->elems[i].topic, list->elems[i].partition};
    Forward(holds, partition);
    restarting_.erase(partition);
  }
  if (!restarting_.empty()) wake_.Signal();
}

void KafkaSubscription::ServeTroubles() {
  std::vector<Trouble> troubles;
  {
    const std::lock_guard lock(mutex_);
    troubles.swap(troubles_);
  }
  for (auto& trouble : troubles) {
    switch (trouble.code) {
      case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        lost_.push_back({std::move(trouble), Steady::now()});
        break;
      case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        ReportFatal(ToError(trouble.code, "reading " + trouble.partition.topic));
        break;
      default:
        if (trouble_log_.Open())
          spdlog::warn("kafka: reading {} [{}]: {}", trouble.partition.topic,
                       trouble.partition.partition, trouble.text);
    }
  }
}

void KafkaSubscription::ServeLostPositions() {
  std::vector<LostPosition> again;
  for (auto& lost : std::exchange(lost_, {})) {
    if (fatal_) return;
    if (Steady::now() < lost.try_at || !ServeLostPosition(lost.trouble)) {
      lost.try_at = std::max(lost.try_at, Steady::now() + kTryAgain);
      again.push_back(std::move(lost));
    }
  }
  lost_ = std::move(again);
}

bool KafkaSubscription::ServeLostPosition(const Trouble& trouble) {
  const TopicPartition& partition = trouble.partition;
  ShardQueue& queue = *queues_[ShardOf(partition)];
  {
    ShardQueue::Hold hold(queue);
    const auto reading = hold.Readings().find(partition);
    if (reading == hold.Readings().end() || !reading->second.stopped)
      return true;  // of an earlier assignment
  }
  const auto range = AskRange(client_.get(), partition, kRangeTimeout);
  if (!range) {
    if (trouble_log_.Open())
      spdlog::warn("kafka: reading {} [{}] at {}: {}; {}", partition.topic, partition.partition,
                   trouble.position, trouble.text, range.error().message);
    return false;
  }
  const auto [low, high] = *range;
  const bool lost_to_retention = trouble.position < low;
  const bool beyond_end = trouble.position > high;
  if (lost_to_retention || beyond_end)
    owner_.OnPositionOutOfRange(partition, trouble.position, lost_to_retention ? low : high);
  if (beyond_end) return true;  // the owner ends the process, or seeks
  if (!queue.HasSeeks()) AssignAgain({{partition, lost_to_retention ? low : trouble.position}});
  return true;
}

void KafkaSubscription::ServeProgress() {
  // A commit without a coordinator would hold back a close for the session's time-out.
  if (Steady::now() < commit_at_ || !watch_.Reachable()) return;
  commit_at_ = Steady::now() + kCommitEvery;
  std::map<TopicPartition, std::int64_t> progress;
  {
    const std::lock_guard lock(mutex_);
    progress = progress_;
  }
  const PartitionList list = NewPartitionList(assigned_.size());
  for (const auto& partition : assigned_) {
    const auto found = progress.find(partition);
    if (found == progress.end() || found->second < 0) continue;
    const auto [committed, fresh] = committed_.try_emplace(partition, found->second);
    if (!fresh && committed->second == found->second) continue;
    committed->second = found->second;
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)
        ->offset = found->second;
  }
  if (list->cnt == 0) return;
  const kafka::Queue answers(rd_kafka_queue_new(client_.get()));
  rd_kafka_commit_queue(client_.get(), list.get(), answers.get(), nullptr, nullptr);
  if (!closing_) return;
  const Event answer(rd_kafka_queue_poll(answers.get(), Milliseconds(kLastCommitTimeout)));
}

/// A topic that has come is subscribed to by name, as all others are: by an expression of its own
/// librdkafka would take ours too.
void KafkaSubscription::ServeTopics() {
  if (!options_.also || fatal_ || Steady::now() < list_at_ || !watch_.Reachable()) return;
  list_at_ = Steady::now() + kListEvery;
  const auto names = ListTopics(watch_.Get(), kListTimeout);
  if (!names) {
    if (trouble_log_.Open()) spdlog::warn("kafka: {}; trying again", names.error().message);
    return;
  }
  const std::size_t before = topics_.size();
  for (const auto& name : *names)
    if (std::ranges::find(topics_, name) == topics_.end() && options_.also(name)) {
      spdlog::info("kafka: {} reads topic {} too from now on", options_.group, name);
      topics_.push_back(name);
    }
  if (topics_.size() == before) return;
  if (auto subscribed = Subscribe(); !subscribed) {
    spdlog::warn("kafka: {}; trying again", subscribed.error().message);
    topics_.resize(before);
  }
}

void KafkaSubscription::ReportFatal(Error error) {
  if (std::exchange(fatal_, true)) return;
  owner_.OnFatal(error);
}

}  // namespace tocsin::kafka
