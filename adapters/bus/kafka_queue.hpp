#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/bus/event_descriptor.hpp"
#include "adapters/bus/kafka_client.hpp"

namespace tocsin::kafka {

/// What the shard's thread found in its queue and the control thread must handle.
struct Trouble {
  TopicPartition partition;
  rd_kafka_resp_err_t code;
  std::int64_t position;  ///< the next offset that the shard would have got
  std::string text;
};
class TroubleListener {
 public:
  virtual ~TroubleListener() = default;
  virtual void OnTrouble(Trouble trouble) = 0;
};

/// Where a partition is read.
struct Reading {
  std::int64_t next = PartitionOwner::kBeginning;  ///< next offset to give to the shard
  bool stopped = false;  ///< librdkafka gave up: only a new assignment starts it
};

/// The queue of one shard. The control thread changes which partitions it has while it holds it, so
/// that a record of an old position can never slip in between.
class ShardQueue final : public RecordQueue {
 public:
  /// Gives nothing until a Hold has renewed it.
  explicit ShardQueue(TroubleListener& listener) : listener_(listener) {}

  int Descriptor() const override { return event_.Get(); }
  std::size_t Drain(std::vector<Record>& out, std::size_t limit) override;

  /// Drops the partition's records until the control thread has moved the reading. Any thread.
  void RequestSeek(const TopicPartition& partition, std::int64_t offset);
  bool HasSeeks() const;
  void Wake() const { event_.Signal(); }

  /// No Drain while it lives; wakes the shard when it ends.
  class Hold {
   public:
    explicit Hold(ShardQueue& queue) : queue_(&queue), lock_(queue.mutex_) {}
    Hold(Hold&& other) noexcept : queue_(other.queue_), lock_(std::move(other.lock_)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold();
    std::map<TopicPartition, Reading>& Readings() { return queue_->readings_; }
    std::map<TopicPartition, std::int64_t> Seeks() const;
    /// Forgets those requests that are still the ones that Seeks gave.
    void SeeksDone(const std::map<TopicPartition, std::int64_t>& seeks);
    void ForgetSeeks();
    rd_kafka_queue_t* Handle() { return queue_->queue_.get(); }
    /// Drain gives nothing from now on, for the client goes.
    void Drop() { queue_->queue_.reset(); }
    /// The shard reads from this client from now on.
    void Renew(rd_kafka_t* client);

   private:
    ShardQueue* queue_;
    std::unique_lock<std::mutex> lock_;
  };

 private:
  std::size_t Take(std::vector<Record>& out, std::size_t limit);
  bool Accept(const rd_kafka_message_t& message);

  EventDescriptor event_;
  TroubleListener& listener_;
  std::mutex mutex_;  ///< held while draining and while the assignment changes
  Queue queue_;
  std::map<TopicPartition, Reading> readings_;
  std::vector<rd_kafka_message_t*> messages_;
  rd_kafka_topic_t* last_topic_ = nullptr;  ///< with last_partition_: whose reading last_ is
  std::int32_t last_partition_ = -1;
  Reading* last_ = nullptr;
  mutable std::mutex seek_mutex_;
  std::map<TopicPartition, std::int64_t> seeks_;
};

}  // namespace tocsin::kafka
