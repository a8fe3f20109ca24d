#include "workers/runtime/event_fields.hpp"

#include <string_view>
#include <utility>

#include "adapters/log_line.hpp"
#include "schemas/events/data.hpp"
#include "schemas/tenant.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::pair<std::string_view, std::string_view> kOfData[] = {
    {"provider_call_id", "call_sid"},
    {"call_id", "call_id"},
    {"question_id", "question_id"},
    {"alert_id", "alert_id"},
    {"provider", "provider"},
    {"contact", "contact"},
    {"attempt", "attempt"},
    {"reason", "reason"},
    {"choice", "choice"},
    {"method", "method"},
    {"outcome", "outcome"},
    {"action", "action"},
    {"action_id", "action_id"},
    {"duration_seconds", "duration_seconds"},
};

}  // namespace

json::object FieldsOf(const Event& event) {
  json::object fields{{"event", event.type}};
  PutField(fields, "tenant", event.Extension(kTenantAttribute));
  PutField(fields, "run_id", event.Extension("runid"));
  PutField(fields, "trace_id", TraceOf(event.traceparent));
  if (!events::HasMembers(event)) return fields;
  const auto& data = EventData(event)->get_object();
  for (const auto& [member, name] : kOfData) {
    const auto* value = data.if_contains(member);
    if (value != nullptr && value->is_string())
      PutField(fields, name, value->get_string());
    else if (value != nullptr && value->is_number())
      fields[name] = *value;
  }
  return fields;
}

}  // namespace tocsin::runtime
