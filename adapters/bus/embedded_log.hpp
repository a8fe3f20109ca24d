#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus/embedded.hpp"
#include "adapters/bus/embedded_database.hpp"
#include "adapters/bus/log_gate.hpp"

namespace tocsin::embedded {

/// Hears of what happens on the log. Calls come on the writer's thread and must not block.
class LogListener {
 public:
  virtual ~LogListener() = default;
  virtual void OnAppended(const std::set<TopicPartition>& partitions) = 0;
  /// Another process has the log now: nothing can be written any more.
  virtual void OnLogLost(const Error& error) = 0;
};

/// The log of one process: writes in the order of the calls on one connection that holds the log's
/// lock, and keeps the newest records of each partition in memory for whoever reads along.
/// Thread-safe.
class Log {
 public:
  static Result<std::unique_ptr<Log>> Open(const EmbeddedOptions& options);
  /// Gives what is not written kCancelled.
  ~Log();

  const std::string& Id() const { return id_; }
  /// Of the connections of this log and its readers.
  CallWatch& Watch() { return watch_; }
  Result<std::vector<TopicSpec>> EnsureTopics(const std::vector<TopicSpec>& topics);
  /// 0 when there is no such topic.
  int Partitions(const std::string& topic) const;
  std::vector<TopicSpec> Topics() const;
  std::optional<Range> RangeOf(const TopicPartition& partition) const;

  struct Origin {
    std::optional<int> partition = std::nullopt;  ///< else by the key
    bool gateway = false;
  };
  void Append(OutgoingRecord record, DeliveryCallback delivered, Origin origin);
  std::size_t InFlight() const { return in_flight_; }
  /// As Producer::Full.
  bool Full() const {
    return in_flight_ > kMostUnacknowledged || in_flight_bytes_ > kMostUnacknowledgedBytes;
  }
  Status Flush(Duration timeout);
  Status Health() const;

  enum class Found { kRecords, kEnd, kNotInMemory };
  /// Adds records from `offset` on that are still in memory.
  Found CopyFromMemory(const TopicPartition& partition, std::int64_t offset, std::size_t limit,
                       std::vector<Stored>& out) const;

  void AddListener(LogListener& listener);
  /// Returns when no call to it is under way.
  void RemoveListener(LogListener& listener);

 private:
  /// Who waits for the answer, and what it counts for in in_flight_bytes_.
  struct Delivery {
    DeliveryCallback done;
    std::size_t bytes = 0;
  };
  struct Waiting {
    OutgoingRecord record;
    Delivery delivered;
    Origin origin;
  };
  struct Batch {
    std::vector<Stored> entries;
    std::vector<Delivery> delivered;
    std::map<TopicPartition, std::int64_t> next;  ///< of its partitions, once it is written
  };
  struct Partition {
    Range range;
    std::deque<Stored> newest;  ///< without gaps, up to range.next
    std::size_t newest_bytes = 0;
  };
  struct Refusal {
    Delivery delivered;
    Error error;
  };

  explicit Log(const EmbeddedOptions& options);
  Status Start();
  void Run();
  Batch TakeBatch(std::vector<Refusal>& refusals);
  Result<TopicPartition> Place(const Waiting& waiting);
  void Write(Batch batch);
  Status WriteOnce(const Batch& batch, bool& uncertain);
  void Publish(const Batch& batch);
  void Lose(const Error& error);
  void Answer(Delivery& delivered, Result<std::pair<TopicPartition, std::int64_t>> outcome);
  void SetHealth(std::optional<Error> error);
  bool Trim();
  bool TrimPartition(const TopicPartition& partition);

  const EmbeddedOptions options_;
  CallWatch watch_;
  std::string id_;
  Database database_;  ///< of the writer's thread, after Start

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable idle_;
  std::deque<Waiting> waiting_;
  std::map<TopicPartition, Partition> partitions_;
  std::map<std::string, int> topics_;
  std::optional<Error> trouble_;
  bool closing_ = false;

  std::mutex topics_mutex_;  ///< one EnsureTopics at a time
  Database topics_database_;
  std::mutex listeners_mutex_;  ///< held while they are called
  std::set<LogListener*> listeners_;
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<std::size_t> in_flight_bytes_{0};
  std::atomic<bool> lost_{false};
  std::uint32_t next_partition_ = 0;
  bool reported_ = false;  ///< trouble with the database, of the writer's thread
  LogGate trouble_log_;
  std::thread thread_;
};

}  // namespace tocsin::embedded
