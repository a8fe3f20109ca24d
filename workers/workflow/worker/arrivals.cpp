#include "workers/workflow/worker/arrivals.hpp"

#include "schemas/events/alerts.hpp"
#include "schemas/ids.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::workflow {

Result<std::optional<Event>> NormalForm(const Event& event) {
  if (event.type != type::kAlertRaised) return std::nullopt;
  const auto& data = EventData(event);
  TRY(data);
  TRY_ASSIGN(auto alert, events::NormaliseAlert(*data, event.subject));
  Event normal = event;
  normal.subject = StringAt(alert, "alert_id", event.subject);
  normal.data = Payload::Of(std::move(alert));
  return normal;
}

std::optional<Event> ClosingOfExpired(const Event& event, TimePoint now) {
  if (event.type != type::kAlertRaised) return std::nullopt;
  Event closed;
  closed.id = Uuid::Derive({"expired", event.source, event.id}).ToString();
  closed.source = "/tocsin/workflow";
  closed.type = type::kAlertClosed;
  closed.subject = event.subject;
  closed.time = FormatTime(now);
  closed.traceparent = ChildTraceparent(event.traceparent, closed.id);
  closed.tracestate = TracestateFor(event.traceparent, event.tracestate);
  closed.extensions["causationid"] = event.id;
  closed.data = Payload::Of(json::object{
      {"alert_id", event.subject},
      {"outcome", "expired"},
      {"reason", "it came later than maxAge, or the end that its sender gave it, allows"},
      {"decided", json::object()}});
  return closed;
}

}  // namespace tocsin::workflow
