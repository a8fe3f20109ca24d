#include "workers/bridge/outside_events.hpp"

#include <algorithm>

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"
#include "schemas/utf8.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kLongestAttribute = 2'048;
constexpr std::size_t kMostExtensions = 64;

using MaybeFault = std::optional<EventFault>;

MaybeFault FaultOfAttribute(std::string_view name, std::string_view value) {
  const auto fault = [&](std::string text) { return EventFault{std::string(name), text}; };
  if (value.size() > kLongestAttribute) return fault("longer than 2048 bytes");
  if (!IsUtf8(value)) return fault("is not UTF-8");
  const bool control = std::ranges::any_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (control) return fault("has a control character, which CloudEvents attributes cannot hold");
  return std::nullopt;
}

MaybeFault FaultOfAttributes(const Event& event) {
  if (event.extensions.size() > kMostExtensions) return EventFault{"extensions", "more than 64"};
  Attributes all = ToAttributes(event);
  all.emplace_back("traceparent", event.traceparent);
  all.emplace_back("tracestate", event.tracestate);
  all.emplace_back("datacontenttype", event.content_type);
  for (const auto& [name, value] : all)
    if (auto fault = FaultOfAttribute(name, value)) return fault;
  if (auto fault = runtime::FaultOfSource(event.source); !fault.empty())
    return EventFault{"source", std::move(fault)};
  return std::nullopt;
}

MaybeFault FaultOfAlert(const Event& event, const json::value& data) {
  if (event.type != type::kAlertRaised) return std::nullopt;
  if (IfMap(data) == nullptr) return EventFault{"data", "the data of an alert is a JSON object"};
  if (event.subject.empty()) {
    return EventFault{"alert_id", "an alert needs an id: data.alert_id, or the event's subject"};
  }
  if (events::Read<events::AlertRaised>(data).title.empty())
    return EventFault{"title", "an alert needs a title, which is read aloud"};
  if (const auto alert = events::NormaliseAlert(event); !alert)
    return EventFault{"data", alert.error().message};
  return std::nullopt;
}

/// Below the request; an event that brings the context of another trace stays in that.
void PutInTrace(Event& event, const HttpRequest& request) {
  const auto asked = HeaderValue(request.headers, "traceparent");
  const bool own = IsTraceparent(event.traceparent) && TraceOf(event.traceparent) != TraceOf(asked);
  const std::string above = own ? event.traceparent : std::string(asked);
  const std::string state =
      own ? event.tracestate : std::string(HeaderValue(request.headers, "tracestate"));
  event.traceparent = ChildTraceparent(above, event.source + ' ' + event.id);
  event.tracestate = TracestateFor(above, state);
  event.parent_span = SpanOf(above);
}

}  // namespace

std::optional<EventFault> FaultOfType(std::string_view type) {
  const bool ours = type.starts_with("tocsin.") || type.starts_with("io.serverlessworkflow.");
  if (!ours || type == type::kAlertRaised || type == type::kAlertResolved) return std::nullopt;
  // An action has one end, which is looked after there.
  if (type == type::kActionCompleted || type == type::kActionFailed)
    return EventFault{"type",
                      "what became of an action is told by POST /api/v1/actions/{id}/result"};
  return EventFault{"type", "events of type " + std::string(type) + " are made by tocsin only"};
}

HttpResponse FaultProblem(const EventFault& fault) {
  return fault.field.empty() ? Problem(422, "Unprocessable Content", fault.text)
                             : FieldProblem(fault.field, fault.text);
}

std::optional<EventFault> Admit(Event& event, const HttpRequest& request, TimePoint now) {
  if (auto fault = FaultOfAttributes(event)) return fault;
  const auto& data = EventData(event);
  if (!data) return EventFault{"data", data.error().message};
  if (event.subject.empty()) event.subject = events::SubjectOf(*data);
  if (event.subject.size() > kLongestAttribute)
    return EventFault{"alert_id", "longer than 2048 bytes"};
  if (auto fault = FaultOfAlert(event, *data)) return fault;
  if (auto fault = FaultOfType(event.type)) return fault;
  if (event.time.empty()) event.time = FormatTime(now);
  PutInTrace(event, request);
  return std::nullopt;
}

}  // namespace tocsin::bridge
