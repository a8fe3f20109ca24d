#include "workers/workflow/worker/arrivals.hpp"

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::workflow {

Result<std::optional<Event>> NormalForm(const Event& event) {
  if (event.type != type::kAlertRaised) return std::nullopt;
  if (events::IsNormalAlert(event)) return std::nullopt;
  Event normal = event;
  TRY_ASSIGN(normal.data, events::NormaliseAlert(event));
  normal.subject = events::SubjectOf(normal);
  return normal;
}

AlertEnding EndingOfExpired() {
  return {"expired", "it came later than maxAge, or the end that its sender gave it, allows"};
}

AlertEnding EndingOfDuplicate(std::string_view other) {
  return {"duplicate", "alert " + std::string(other) + " is open, about the same"};
}

std::optional<Event> ClosingOf(const Event& event, const AlertEnding& ending, TimePoint now) {
  if (event.type != type::kAlertRaised) return std::nullopt;
  Event closed;
  closed.id =
      OfTenant(TenantOf(event), Uuid::Derive({ending.outcome, event.source, event.id})).ToString();
  closed.source = "/tocsin/workflow";
  closed.type = type::kAlertClosed;
  closed.subject = event.subject;
  closed.time = FormatTime(now);
  Follow(closed, ProcessTraceparent(event, "workflow"), event.tracestate);
  closed.extensions["causationid"] = event.id;
  SetTenant(closed, TenantOf(event));
  closed.data = events::Written(events::AlertClosed{.alert_id = event.subject,
                                                    .outcome = std::string(ending.outcome),
                                                    .reason = ending.reason,
                                                    .decided = events::Decided{}});
  return closed;
}

}  // namespace tocsin::workflow
