#pragma once

#include <string>
#include <vector>

#include "workers/runtime/handler.hpp"
#include "workers/runtime/span_book.hpp"

namespace tocsin::fakes {

/// A batch that is only written down: what a handler emits, dead-letters and leaves unmatched.
class ListWriter final : public runtime::BatchWriter {
 public:
  struct Letter {
    runtime::Arrival arrival;
    std::string reason;
    std::string error;
  };

  explicit ListWriter(TimePoint now, Batch fresh = {}) : batch(std::move(fresh)), now_(now) {}
  Batch& Out() override { return batch; }
  TimePoint Now() const override { return now_; }
  void Emit(int, Event event) override { events.push_back(std::move(event)); }
  void EmitRecord(int, OutgoingRecord record) override { records.push_back(std::move(record)); }
  void DeadLetter(const runtime::Arrival& arrival, std::string_view reason,
                  std::string_view error) override {
    letters.push_back({arrival, std::string(reason), std::string(error)});
  }
  void Unmatched(const runtime::Arrival&) override { ++unmatched; }
  runtime::SpanBook& Spans() override { return spans_; }

  Batch batch;
  std::vector<Event> events;
  std::vector<OutgoingRecord> records;
  std::vector<Letter> letters;
  std::size_t unmatched = 0;

 private:
  runtime::SpanBook spans_{Untraced()};
  TimePoint now_;
};

}  // namespace tocsin::fakes
