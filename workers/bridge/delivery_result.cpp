#include "workers/bridge/delivery_result.hpp"

#include <algorithm>

#include "adapters/http_text.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kKeptResponse = 16 * 1024;
constexpr std::int64_t kLongestRetryAfter = 3600;

std::int64_t StatusOf(const json::value& result) {
  const auto* status = Find(result, "status");
  return status != nullptr && status->is_int64() ? status->get_int64() : 0;
}

Event Answer(const DeliveryTask& task, const EffectId& id, std::string_view type, json::object data,
             TimePoint now) {
  Event event;
  event.id = Uuid::Derive({type, id.ToString()}).ToString();
  event.source = "/tocsin/bridge";
  event.type = type;
  event.subject = task.event.subject;
  event.time = FormatTime(now);
  event.traceparent = ChildTraceparent(task.event.traceparent, event.id);
  event.tracestate = TracestateFor(task.event.traceparent, task.event.tracestate);
  event.extensions["causationid"] = task.event.id;
  for (const std::string_view name : {"runid", "tenant"}) {
    if (const auto value = task.event.Extension(name); !value.empty())
      event.extensions[std::string(name)] = value;
  }
  data["action_id"] = task.message_id;
  if (const auto& asked = EventData(task.event); asked && asked->is_object()) {
    const auto& object = asked->get_object();
    for (const std::string_view name : {"alert_id", "action"}) {
      if (const auto* value = object.if_contains(name); value != nullptr) data[name] = *value;
    }
  }
  event.data = Payload::Of(std::move(data));
  return event;
}

}  // namespace

json::value DescribeOutcome(const HttpOutcome& outcome, TimePoint now) {
  if (!outcome) return {{"error", outcome.error().error.message}};
  json::object result{{"status", outcome->status}};
  const auto after = net::RetryAfter(HeaderValue(outcome->headers, "Retry-After"), now);
  if (const auto seconds = std::chrono::ceil<std::chrono::seconds>(after).count(); seconds > 0)
    result["retry_after_seconds"] = std::min(seconds, kLongestRetryAfter);
  if (!outcome->body.empty() && outcome->body.size() <= kKeptResponse) {
    if (auto body = ParseJson(outcome->body)) result["response"] = std::move(*body);
  }
  return result;
}

bool Delivered(const json::value& result) {
  const auto status = StatusOf(result);
  return status >= 200 && status < 300;
}

bool Gone(const json::value& result) { return StatusOf(result) == 410; }

std::string Reason(const json::value& result) {
  if (const auto status = StatusOf(result); status != 0) return "status " + std::to_string(status);
  return std::string(result.is_object() ? StringAt(result.get_object(), "error", "no answer")
                                        : "no answer");
}

Duration RetryAfter(const json::value& result) {
  const auto* seconds = Find(result, "retry_after_seconds");
  return std::chrono::seconds(seconds != nullptr && seconds->is_int64() ? seconds->get_int64() : 0);
}

Event ActionCompleted(const DeliveryTask& task, const EffectId& id, int attempt,
                      const json::value& result, TimePoint now) {
  json::object outcome{{"delivery", task.delivery}, {"attempts", attempt}};
  for (const std::string_view name : {"status", "response"}) {
    if (const auto* value = Find(result, name); value != nullptr) outcome[name] = *value;
  }
  return Answer(task, id, type::kActionCompleted, {{"result", std::move(outcome)}}, now);
}

Event ActionFailed(const DeliveryTask& task, const EffectId& id, int attempt,
                   const std::string& reason, TimePoint now) {
  json::object error{{"delivery", task.delivery}, {"attempts", attempt}, {"message", reason}};
  return Answer(task, id, type::kActionFailed, {{"error", std::move(error)}}, now);
}

}  // namespace tocsin::bridge
