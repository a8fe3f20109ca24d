#include "workers/voice/call/call_events.hpp"

#include "schemas/masking.hpp"
#include "schemas/topics.hpp"

namespace tocsin::voice {
namespace {

Event Envelope(const Call& call, std::string_view type, const Uuid& id, const json::object& data,
               TimePoint now) {
  Event event;
  event.id = id.ToString();
  event.source = kEventSource;
  event.type = type;
  event.subject = call.Subject();
  event.time = FormatTime(now);
  event.traceparent = ChildTraceparent(call.traceparent, event.id);
  event.tracestate = call.tracestate;
  if (!call.command.empty()) event.extensions["causationid"] = call.command;
  if (!call.run.empty()) event.extensions["runid"] = call.run;
  if (!call.tenant.empty()) event.extensions["tenant"] = call.tenant;
  event.data = Payload::Of(data);
  return event;
}

json::object IdsOf(const Call& call) {
  json::object data{{"call_id", call.id_text}, {"question_id", call.question.ToString()}};
  if (!call.alert_id.empty()) data["alert_id"] = call.alert_id;
  return data;
}

}  // namespace

Event CallEvent(const Call& call, std::string_view type, std::string_view what, json::object data,
                TimePoint now) {
  json::object whole = IdsOf(call);
  whole["attempt"] = call.attempt;
  if (!call.provider.empty()) whole["provider"] = call.provider;
  if (!call.provider_call_id.empty()) whole["provider_call_id"] = call.provider_call_id;
  whole["contact"] = call.contact;
  whole["phone"] = MaskPhone(call.phone);
  for (auto& member : data) whole[member.key()] = std::move(member.value());
  const auto id = Uuid::Derive({"voice", call.id_text, std::to_string(call.attempt), type, what});
  return Envelope(call, type, id, whole, now);
}

Event DecisionMade(const Call& call, const Decision& decision, TimePoint now) {
  json::object data = IdsOf(call);
  const auto written = WriteDecision(decision);
  for (const auto& member : written.get_object()) data[member.key()] = member.value();
  const auto question = call.question.ToString();
  const auto id = decision.is_final ? Uuid::Derive({"voice", "decision", question})
                                    : Uuid::Derive({"voice", "answer", question, call.id_text});
  return Envelope(call, type::kDecisionMade, id, data, now);
}

Event DecisionSuperseded(const Call& call, std::string_view choice, std::string_view reason,
                         TimePoint now) {
  json::object data = IdsOf(call);
  data["choice"] = choice;
  data["reason"] = reason;
  const auto id = Uuid::Derive({"voice", "superseded", call.id_text, choice});
  return Envelope(call, type::kDecisionSuperseded, id, data, now);
}

}  // namespace tocsin::voice
