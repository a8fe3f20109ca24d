#include "adapters/bus/kafka_queue.hpp"

#include <algorithm>

namespace tocsin::kafka {
namespace {

constexpr std::size_t kMostAtOnce = 1000;

}  // namespace

void ShardQueue::Hold::Renew(rd_kafka_t* client) {
  static constexpr std::uint64_t kOne = 1;
  queue_->queue_.reset(rd_kafka_queue_new(client));
  rd_kafka_queue_io_event_enable(queue_->queue_.get(), queue_->event_.Get(), &kOne, sizeof(kOne));
}

std::size_t ShardQueue::Drain(std::vector<Record>& out, std::size_t limit) {
  event_.Reset();
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || !queue_) return 0;  // the control thread signals when it is done
  const std::size_t before = out.size();
  while (out.size() - before < limit) {
    const std::size_t room = std::min(kMostAtOnce, limit - (out.size() - before));
    if (Take(out, room) < room) return out.size() - before;
  }
  event_.Signal();  // librdkafka tells of the first record only, and some may be left
  return out.size() - before;
}

std::size_t ShardQueue::Take(std::vector<Record>& out, std::size_t limit) {
  messages_.resize(limit);
  const auto count = rd_kafka_consume_batch_queue(queue_.get(), 0, messages_.data(), limit);
  const std::size_t taken = count > 0 ? static_cast<std::size_t>(count) : 0;
  const std::lock_guard lock(seek_mutex_);
  last_topic_ = nullptr;
  for (std::size_t i = 0; i < taken; ++i) {
    const Message message(messages_[i]);
    if (Accept(*message)) out.push_back(ToRecord(*message));
  }
  return taken;
}

bool ShardQueue::Accept(const rd_kafka_message_t& message) {
  if (message.rkt == nullptr) return false;
  if (message.rkt != last_topic_ || message.partition != last_partition_) {
    last_topic_ = message.rkt;
    last_partition_ = message.partition;
    const TopicPartition partition{rd_kafka_topic_name(message.rkt), message.partition};
    const auto found = readings_.find(partition);
    last_ = found == readings_.end() || seeks_.contains(partition) ? nullptr : &found->second;
  }
  if (last_ == nullptr) return false;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) last_->stopped = true;
    const char* text = rd_kafka_message_errstr(&message);
    listener_.OnTrouble({{rd_kafka_topic_name(message.rkt), message.partition},
                         message.err,
                         last_->next,
                         text == nullptr ? "" : text});
    return false;
  }
  if (message.offset < last_->next) return false;
  last_->next = message.offset + 1;
  return true;
}

void ShardQueue::RequestSeek(const TopicPartition& partition, std::int64_t offset) {
  const std::lock_guard lock(seek_mutex_);
  seeks_[partition] = offset;
}

bool ShardQueue::HasSeeks() const {
  const std::lock_guard lock(seek_mutex_);
  return !seeks_.empty();
}

ShardQueue::Hold::~Hold() {
  if (!lock_.owns_lock()) return;
  lock_.unlock();
  queue_->Wake();
}

std::map<TopicPartition, std::int64_t> ShardQueue::Hold::Seeks() const {
  const std::lock_guard lock(queue_->seek_mutex_);
  return queue_->seeks_;
}

void ShardQueue::Hold::SeeksDone(const std::map<TopicPartition, std::int64_t>& seeks) {
  const std::lock_guard lock(queue_->seek_mutex_);
  std::erase_if(queue_->seeks_, [&](const auto& seek) {
    const auto done = seeks.find(seek.first);
    return done != seeks.end() && done->second == seek.second;
  });
}

void ShardQueue::Hold::ForgetSeeks() {
  const std::lock_guard lock(queue_->seek_mutex_);
  queue_->seeks_.clear();
}

}  // namespace tocsin::kafka
