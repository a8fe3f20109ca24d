#include "workers/bridge/delivery_result.hpp"

#include <algorithm>

#include "adapters/http_text.hpp"
#include "schemas/base64.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/tenant.hpp"
#include "schemas/trace_context.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kKeptResponse = 16 * 1024;
/// It stands two levels deep in an event's data: {result: {response}}.
constexpr std::size_t kResponseDepth = kMaxJsonDepth - 2;
constexpr std::int64_t kLongestRetryAfter = 24 * 3600;

}  // namespace

Event AnswerTo(const Event& asked, const EffectId& id, std::string_view type, TimePoint now) {
  Event event;
  event.id = Uuid::Derive({type, id.ToString()}).ToString();
  event.source = "/tocsin/bridge";
  event.type = type;
  event.subject = asked.subject;
  event.time = FormatTime(now);
  Follow(event, asked.traceparent, asked.tracestate);
  event.extensions["causationid"] = asked.id;
  for (const std::string_view name : {std::string_view("runid"), kTenantAttribute}) {
    if (const auto value = asked.Extension(name); !value.empty())
      event.extensions[std::string(name)] = value;
  }
  return event;
}

std::int64_t StatusOf(const json::value& result) {
  const auto* status = Find(result, "status");
  return status != nullptr && status->is_int64() ? status->get_int64() : 0;
}

json::value DescribeOutcome(const HttpOutcome& outcome, TimePoint now) {
  if (!outcome) return {{"error", outcome.error().error.message}};
  json::object result{{"status", outcome->status}};
  const auto after = net::RetryAfter(HeaderValue(outcome->headers, "Retry-After"), now);
  if (const auto seconds = std::chrono::ceil<std::chrono::seconds>(after).count(); seconds > 0)
    result["retry_after_seconds"] = std::min(seconds, kLongestRetryAfter);
  if (!outcome->body.empty() && outcome->body.size() <= kKeptResponse) {
    if (auto body = ParseJson(outcome->body, {.max_depth = kResponseDepth}))
      result["response"] = std::move(*body);
  }
  return result;
}

json::value DescribeRecord(std::string topic, DeliveryContent content) {
  json::object headers;
  for (auto& [name, value] : content.headers) headers[name] = std::move(value);
  return json::object{{"topic", std::move(topic)},
                      {"value", EncodeBase64(content.body)},
                      {"content_type", std::move(content.content_type)},
                      {"headers", std::move(headers)}};
}

OutgoingRecord RecordOf(const DeliveryTask& task, const json::value& result) {
  const auto& made = Find(result, kTopicRecord)->get_object();
  OutgoingRecord record = runtime::EventCodec::Encode(task.event, "");
  record.topic = StringAt(made, "topic");
  if (const auto type = StringAt(made, "content_type"); type != kStructuredType) {
    record.value = DecodeBase64(StringAt(made, "value")).value_or(std::string());
    for (auto& [name, value] : record.headers)
      if (name == "content-type") value = type;
  }
  for (const auto& [name, value] : made.at("headers").get_object()) {
    std::erase_if(record.headers,
                  [&](const auto& header) { return EqualsIgnoringCase(header.first, name); });
    record.headers.emplace_back(name, value.get_string());
  }
  return record;
}

bool Unmappable(const json::value& result) { return Find(result, kMappingFault) != nullptr; }

std::string HeldFor(const json::value& result) {
  return std::string(result.is_object() ? StringAt(result.get_object(), kHeldFor) : "");
}

bool Delivered(const json::value& result) {
  const auto status = StatusOf(result);
  return (status >= 200 && status < 300) || Find(result, kTopicRecord) != nullptr;
}

bool Well(const HttpOutcome& outcome) {
  return outcome && outcome->status < 500 && outcome->status != 429;
}

bool Gone(const json::value& result) { return StatusOf(result) == 410; }

std::string Reason(const json::value& result) {
  const auto status = StatusOf(result);
  if (status >= 300 && status < 400)
    return "status " + std::to_string(status) + ": redirects are not followed";
  if (status != 0) return "status " + std::to_string(status);
  return std::string(result.is_object() ? StringAt(result.get_object(), "error", "no answer")
                                        : "no answer");
}

Duration RetryAfter(const json::value& result) {
  const auto* seconds = Find(result, "retry_after_seconds");
  return std::chrono::seconds(seconds != nullptr && seconds->is_int64() ? seconds->get_int64() : 0);
}

json::value CompletedBy(const DeliveryTask& task, int attempt, const json::value& result) {
  events::DeliveryResult outcome{.delivery = task.delivery,
                                 .attempts = attempt,
                                 .status = std::nullopt,
                                 .response = std::nullopt};
  if (const auto status = StatusOf(result); status != 0) outcome.status = status;
  if (const auto* response = Find(result, "response")) outcome.response = *response;
  return EncodeJson(outcome);
}

json::value FailedBy(const DeliveryTask& task, int attempt, const std::string& reason) {
  return EncodeJson(
      events::DeliveryError{.delivery = task.delivery, .attempts = attempt, .message = reason});
}

}  // namespace tocsin::bridge
