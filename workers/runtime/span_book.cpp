#include "workers/runtime/span_book.hpp"

#include <utility>

#include "schemas/ids.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::size_t kMostLinks = 128;  // as SDKs of OpenTelemetry bound them

/// https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
void Describe(Span& span, std::string_view operation, std::string_view topic) {
  span.attributes = {{"messaging.system", "kafka"},
                     {"messaging.operation.name", std::string(operation)},
                     {"messaging.operation.type",
                      operation == "poll" ? std::string("receive") : std::string(operation)},
                     {"messaging.destination.name", std::string(topic)}};
}

void Describe(Span& span, const Event& event) {
  span.attributes.emplace_back("cloudevents.event_id", event.id);
  span.attributes.emplace_back("cloudevents.event_type", event.type);
  span.attributes.emplace_back("cloudevents.event_source", event.source);
  if (!event.subject.empty())
    span.attributes.emplace_back("cloudevents.event_subject", event.subject);
}

}  // namespace

void SpanBook::Send(const Event& event, std::string_view topic, TimePoint decided,
                    std::string_view cause) {
  if (!event.parent_span || !Wants(event.traceparent)) return;
  Span span{.trace = std::string(TraceOf(event.traceparent)),
            .span = SpanOf(event.traceparent),
            .parent = *event.parent_span,
            .name = "send " + std::string(topic),
            .kind = SpanKind::kProducer,
            .start = decided,
            .end = decided};
  Describe(span, "send", topic);
  Describe(span, event);
  if (IsTraceparent(cause) && TraceOf(cause) != span.trace)
    span.links.push_back({std::string(TraceOf(cause)), SpanOf(cause)});
  open_.push_back(spans_.size());
  spans_.push_back(std::move(span));
}

void SpanBook::Process(const Arrival& arrival, std::string_view role, TimePoint begun) {
  if (!On()) return;
  const Event& event = arrival.event;
  // Its trace says it, before the span's id is reckoned.
  if (!Wants(IsTraceparent(event.traceparent)
                 ? event.traceparent
                 : ChildTraceparent("", event.source + ' ' + event.id)))
    return;
  const std::string place = ProcessTraceparent(event, role);
  Span span{.trace = std::string(TraceOf(place)),
            .span = SpanOf(place),
            .parent = SpanOf(event.traceparent),
            .name = "process " + arrival.at.topic,
            .kind = SpanKind::kConsumer,
            .start = begun,
            .end = begun};
  Describe(span, "process", arrival.at.topic);
  span.attributes.emplace_back("messaging.consumer.group.name", std::string(role));
  span.attributes.emplace_back("messaging.destination.partition.id",
                               std::to_string(arrival.at.partition));
  span.attributes.emplace_back("messaging.kafka.offset", arrival.offset);
  Describe(span, event);
  if (!poll_) {
    const std::string hash = Sha256Hex("poll " + place);
    poll_ = Span{.trace = hash.substr(0, 32),
                 .span = ReadSpan(std::string_view(hash).substr(32, 16)),
                 .name = "poll " + arrival.at.topic,
                 .kind = SpanKind::kClient,
                 .start = begun,
                 .end = begun};
    Describe(*poll_, "poll", arrival.at.topic);
  }
  if (poll_->links.size() < kMostLinks) poll_->links.push_back({span.trace, span.span});
  open_.push_back(spans_.size());
  spans_.push_back(std::move(span));
}

void SpanBook::Stored(TimePoint now) {
  for (const auto at : std::exchange(open_, {})) spans_[at].end = now;
  for (auto& span : std::exchange(spans_, {})) tracer_->Record(std::move(span));
  // Of one record its own span says all.
  if (poll_ && poll_->links.size() > 1) {
    poll_->end = now;
    poll_->attributes.emplace_back("messaging.batch.message_count",
                                   static_cast<std::int64_t>(poll_->links.size()));
    tracer_->Record(*std::move(poll_));
  }
  poll_.reset();
}

}  // namespace tocsin::runtime
