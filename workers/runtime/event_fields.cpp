#include "workers/runtime/event_fields.hpp"

#include <span>
#include <string_view>
#include <utility>

#include "adapters/log_line.hpp"
#include "schemas/events/alerts.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/tenant.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::runtime {
namespace {

using Member = std::pair<std::string_view, std::string_view>;

/// What data of any type may say, and the field that it becomes.
std::span<const Member> MembersOfData() {
  static const Member members[] = {
      {NameOf<&events::CallProgress::provider_call_id>(), "call_sid"},
      {NameOf<&events::CallProgress::call_id>(), "call_id"},
      {NameOf<&events::CallProgress::question_id>(), "question_id"},
      {NameOf<&events::AlertRaised::alert_id>(), "alert_id"},
      {NameOf<&events::CallProgress::provider>(), "provider"},
      {NameOf<&events::CallProgress::contact>(), "contact"},
      {NameOf<&events::CallProgress::attempt>(), "attempt"},
      {NameOf<&events::CallProgress::reason>(), "reason"},
      {NameOf<&events::DecisionMade::choice>(), "choice"},
      {NameOf<&events::DecisionMade::method>(), "method"},
      {NameOf<&events::AlertClosed::outcome>(), "outcome"},
      {NameOf<&events::ActionRequested::action>(), "action"},
      {NameOf<&events::ActionRequested::action_id>(), "action_id"},
      {NameOf<&events::CallProgress::duration_seconds>(), "duration_seconds"},
  };
  return members;
}

}  // namespace

json::object FieldsOf(const Event& event) {
  json::object fields{{"event", event.type}};
  PutField(fields, "tenant", event.Extension(kTenantAttribute));
  PutField(fields, "run_id", event.Extension("runid"));
  PutField(fields, "trace_id", TraceOf(event.traceparent));
  if (!events::HasMembers(event)) return fields;
  const auto& data = EventData(event)->get_object();
  for (const auto& [member, name] : MembersOfData()) {
    const auto* value = data.if_contains(member);
    if (value != nullptr && value->is_string())
      PutField(fields, name, value->get_string());
    else if (value != nullptr && value->is_number())
      fields[name] = *value;
  }
  return fields;
}

}  // namespace tocsin::runtime
