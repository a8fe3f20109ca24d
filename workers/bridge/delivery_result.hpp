#pragma once

#include "adapters/http.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/delivery.hpp"

namespace tocsin::bridge {

/// What an attempt came to, as the shard's input: {"status", "retry_after_seconds"?, "response"?}
/// for an answer (JSON answers of up to 16 KiB are kept), {"error"} without one.
json::value DescribeOutcome(const HttpOutcome& outcome, TimePoint now);

/// The status that was answered; 0: none was.
std::int64_t StatusOf(const json::value& result);

/// The answer of an effect to the event that it is for, its data still empty.
Event AnswerTo(const Event& asked, const EffectId& id, std::string_view type, TimePoint now);

/// What a delivery to a topic came to: {"topic", "value", "content_type", "headers"}.
inline constexpr std::string_view kTopicRecord = "record";
/// The delivery's expressions make nothing of the event.
inline constexpr std::string_view kMappingFault = "mapping_failed";
/// Why the action may not leave any more.
inline constexpr std::string_view kHeldFor = "held";

json::value DescribeRecord(std::string topic, DeliveryContent content);
/// The record of such a result: the event's, with what was made of it.
OutgoingRecord RecordOf(const DeliveryTask& task, const json::value& result);
bool Unmappable(const json::value& result);
/// What the safeguards have against it; empty: nothing.
std::string HeldFor(const json::value& result);

bool Delivered(const json::value& result);
/// The receiver is there and able to judge what it gets: no 5xx, not 429.
bool Well(const HttpOutcome& outcome);
/// 410: the receiver wants no more of it.
bool Gone(const json::value& result);
/// "status 503", or the error's text.
std::string Reason(const json::value& result);
/// What the receiver asked for, at most a day.
Duration RetryAfter(const json::value& result);

/// `result` of tocsin.action.completed, `error` of .failed.
json::value CompletedBy(const DeliveryTask& task, int attempt, const json::value& result);
json::value FailedBy(const DeliveryTask& task, int attempt, const std::string& reason);

}  // namespace tocsin::bridge
