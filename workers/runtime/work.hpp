#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "workers/runtime/event_codec.hpp"
#include "workers/runtime/handler.hpp"
#include "workers/runtime/span_book.hpp"

namespace tocsin::runtime {

/// What a shard drained as one batch: inputs in order, and records that give no input but move the
/// position (dead letters, repeats).
struct Work {
  struct Mark {
    TopicPartition at;
    std::int64_t offset = 0;
    std::size_t before = 0;  ///< index of the input that came next
    std::optional<OutgoingRecord> letter;
  };
  std::vector<ShardInput> inputs;
  std::vector<Mark> marks;

  bool Empty() const { return inputs.empty() && marks.empty(); }
  /// Whether all it would store is how far its partitions were read.
  bool OnlyPasses() const;
  /// Turns an input into a mark (or just drops it when it is not a record).
  void Drop(std::size_t index, std::optional<OutgoingRecord> letter);
  /// The first half and the rest, for bisection.
  static std::pair<Work, Work> Split(Work work);
};

/// Fills a batch for one attempt at committing a work.
class WorkWriter final : public BatchWriter {
 public:
  WorkWriter(std::string role, std::string bus_id, const std::string& prefix, TimePoint now,
             Tracer& tracer = Untraced());

  Batch& Out() override { return batch_; }
  TimePoint Now() const override { return now_; }
  void Emit(int partition, Event event) override;
  void EmitRecord(int partition, OutgoingRecord record) override {
    AddRecord(partition, std::move(record));
  }
  void DeadLetter(const Arrival& arrival, std::string_view reason, std::string_view error) override;
  void Unmatched(const Arrival& arrival) override { unmatched_.insert(&arrival); }
  SpanBook& Spans() override { return spans_; }

  /// Adds positions (from `committed`), inbox ids of the arrivals that mattered, and the marks'
  /// letters.
  void Complete(const Work& work, const std::map<TopicPartition, std::int64_t>& committed);
  std::size_t UnmatchedCount() const { return unmatched_.size(); }
  Batch Take() { return std::move(batch_); }

 private:
  void AddRecord(int partition, OutgoingRecord record);

  Batch batch_;
  SpanBook spans_;
  const std::string& prefix_;
  TimePoint now_;
  std::map<int, std::size_t> outbox_of_;
  std::set<const Arrival*> unmatched_;
};

}  // namespace tocsin::runtime
