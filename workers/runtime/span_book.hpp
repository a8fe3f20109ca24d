#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/tracing.hpp"
#include "schemas/event.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::runtime {

/// The spans of a batch, kept until it is stored: a batch that was refused leaves none. Those of
/// the bus follow OpenTelemetry's conventions for messaging. Not thread-safe.
class SpanBook {
 public:
  explicit SpanBook(Tracer& tracer) : tracer_(&tracer) {}

  bool On() const { return tracer_->On(); }
  bool Wants(std::string_view traceparent) const { return tracer_->Wants(traceparent); }
  void Add(Span span) { spans_.push_back(std::move(span)); }
  /// "send TOPIC" of an event of ours, from the decision to the commit: what follows is the bus's.
  /// It links to the span of `cause` (a traceparent) where that is of another trace.
  void Send(const Event& event, std::string_view topic, TimePoint decided,
            std::string_view cause = {});
  /// "process TOPIC" of an event that was handled, and the "poll" that it came with.
  void Process(const Arrival& arrival, std::string_view role, TimePoint begun);
  /// A trace of the batch that is kept; empty: none.
  std::string_view Trace() const { return spans_.empty() ? "" : std::string_view(spans_[0].trace); }
  /// The batch is stored: its spans go out.
  void Stored(TimePoint now);

 private:
  Tracer* tracer_;
  std::vector<Span> spans_;
  std::vector<std::size_t> open_;  ///< of spans_: end when the batch is stored
  std::optional<Span> poll_;
};

}  // namespace tocsin::runtime
