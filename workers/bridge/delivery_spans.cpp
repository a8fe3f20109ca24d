#include "workers/bridge/delivery_spans.hpp"

namespace tocsin::bridge {

void NoteSpan(const DeliveryTask& task, const EffectRow& row, const DeliveryNews& news,
              TimePoint now, runtime::SpanBook& book) {
  const std::string place = ProcessTraceparent(task.event, "bridge");
  const bool failed = news.what != "delivered";
  if (!book.On() || (!failed && !book.Wants(place))) return;
  book.Add({.trace = std::string(TraceOf(place)),
            .span = SpanOfAttempt(task, row.attempt),
            .parent = SpanOf(place),
            .name = "deliver " + task.delivery,
            .kind = SpanKind::kClient,
            .start = row.due_at,
            .end = now,
            .attributes = {{"tocsin.delivery", task.delivery},
                           {"tocsin.attempt", static_cast<std::int64_t>(row.attempt)},
                           {"tocsin.outcome", std::string(news.what)},
                           {"tocsin.webhook_id", task.message_id},
                           {"cloudevents.event_type", task.event.type}},
            .failed = failed,
            .error = failed ? news.why : std::string()});
}

}  // namespace tocsin::bridge
