#include "workers/bridge/delivery_result.hpp"

#include <algorithm>

#include "adapters/http_text.hpp"
#include "schemas/base64.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/tenant.hpp"
#include "schemas/trace_context.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kNoAnswer = "no answer";
constexpr std::size_t kKeptResponse = 16 * 1024;
/// It stands two levels deep in an event's data: {result: {response}}.
constexpr std::size_t kResponseDepth = kMaxJsonDepth - 2;
constexpr std::int64_t kLongestRetryAfter = 24 * 3600;

template <auto kMember>
const json::value* In(const json::value& result) {
  return Find(result, NameOf<kMember>());
}

}  // namespace

const FieldTable& MadeRecord::Spec() {
  static const FieldTable table =
      TableOf<MadeRecord>("record", "A record for a topic.",
                          {FieldOf<&MadeRecord::topic>("topic", "Its full name."),
                           FieldOf<&MadeRecord::value>("value", "In base64."),
                           FieldOf<&MadeRecord::content_type>("content_type", "Of the value."),
                           FieldOf<&MadeRecord::headers>("headers", "Beside the event's own.")});
  return table;
}

const FieldTable& AttemptResult::Spec() {
  static const FieldTable table = TableOf<AttemptResult>(
      "result", "What an attempt came to.",
      {FieldOf<&AttemptResult::status>("status", "As answered."),
       FieldOf<&AttemptResult::retry_after_seconds>("retry_after_seconds", "As asked for."),
       FieldOf<&AttemptResult::response>("response", "What was answered, where it is JSON."),
       FieldOf<&AttemptResult::error>("error", "Why there is no answer."),
       FieldOf<&AttemptResult::record>("record", "What goes to a topic instead."),
       FieldOf<&AttemptResult::held>("held", "Why it may not leave."),
       FieldOf<&AttemptResult::mapping_failed>("mapping_failed", "There is nothing to send."),
       FieldOf<&AttemptResult::unsendable>("unsendable", "No try will do better.")});
  return table;
}

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
  const auto* status = In<&AttemptResult::status>(result);
  return status != nullptr && status->is_int64() ? status->get_int64() : 0;
}

json::value DescribeOutcome(const HttpOutcome& outcome, TimePoint now) {
  if (!outcome) return AttemptResult{.error = outcome.error().error.message}.ToJson();
  AttemptResult result{.status = outcome->status};
  const auto after = net::RetryAfter(HeaderValue(outcome->headers, "Retry-After"), now);
  if (const auto seconds = std::chrono::ceil<std::chrono::seconds>(after).count(); seconds > 0)
    result.retry_after_seconds = static_cast<int>(std::min(seconds, kLongestRetryAfter));
  if (!outcome->body.empty() && outcome->body.size() <= kKeptResponse) {
    if (auto body = ParseJson(outcome->body, {.max_depth = kResponseDepth}))
      result.response = std::move(*body);
  }
  return result.ToJson();
}

json::value DescribeRecord(std::string topic, DeliveryContent content) {
  MadeRecord made{.topic = std::move(topic),
                  .value = EncodeBase64(content.body),
                  .content_type = std::move(content.content_type),
                  .headers = {}};
  for (auto& [name, value] : content.headers) made.headers[name] = std::move(value);
  return AttemptResult{.record = std::move(made)}.ToJson();
}

std::optional<OutgoingRecord> RecordOf(const DeliveryTask& task, const json::value& result) {
  const auto* found = In<&AttemptResult::record>(result);
  if (found == nullptr) return std::nullopt;
  auto made = events::Read<MadeRecord>(*found);
  OutgoingRecord record = runtime::EventCodec::Encode(task.event, "");
  record.topic = std::move(made.topic);
  if (made.content_type != kStructuredType) {
    record.value = DecodeBase64(made.value).value_or(std::string());
    for (auto& [name, value] : record.headers)
      if (name == "content-type") value = made.content_type;
  }
  for (const auto& [name, value] : made.headers) {
    std::erase_if(record.headers,
                  [&](const auto& header) { return EqualsIgnoringCase(header.first, name); });
    record.headers.emplace_back(name, value.get_string());
  }
  return record;
}

bool Unsendable(const json::value& result) {
  return In<&AttemptResult::unsendable>(result) != nullptr;
}

bool Unmappable(const json::value& result) {
  return In<&AttemptResult::mapping_failed>(result) != nullptr;
}

std::string HeldFor(const json::value& result) {
  return std::string(
      result.is_object() ? StringAt(result.get_object(), NameOf<&AttemptResult::held>()) : "");
}

bool Delivered(const json::value& result) {
  const auto status = StatusOf(result);
  return (status >= 200 && status < 300) || In<&AttemptResult::record>(result) != nullptr;
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
  return std::string(result.is_object()
                         ? StringAt(result.get_object(), NameOf<&AttemptResult::error>(), kNoAnswer)
                         : kNoAnswer);
}

Duration RetryAfter(const json::value& result) {
  const auto* seconds = In<&AttemptResult::retry_after_seconds>(result);
  return std::chrono::seconds(seconds != nullptr && seconds->is_int64() ? seconds->get_int64() : 0);
}

json::value CompletedBy(const DeliveryTask& task, int attempt, const json::value& result) {
  events::DeliveryResult outcome{.delivery = task.delivery,
                                 .attempts = attempt,
                                 .status = std::nullopt,
                                 .response = std::nullopt};
  if (const auto status = StatusOf(result); status != 0) outcome.status = status;
  if (const auto* response = In<&AttemptResult::response>(result)) outcome.response = *response;
  return EncodeJson(outcome);
}

json::value FailedBy(const DeliveryTask& task, int attempt, const std::string& reason) {
  return EncodeJson(
      events::DeliveryError{.delivery = task.delivery, .attempts = attempt, .message = reason});
}

}  // namespace tocsin::bridge
