#pragma once

#include <optional>
#include <string>

#include "adapters/http.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "schemas/spec.hpp"
#include "workers/bridge/delivery.hpp"

namespace tocsin::bridge {

/// A record for a topic, which an attempt has made.
struct MadeRecord {
  std::string topic;
  std::string value;  ///< base64
  std::string content_type;
  json::object headers;
  static const FieldTable& Spec();
};

/// What an attempt came to, as the shard's input: an answer, a record, or why there is none.
struct AttemptResult {
  std::optional<int> status = {};  ///< as answered; of mail and text messages, taken or not
  std::optional<int> retry_after_seconds = {};
  std::optional<json::value> response = {};  ///< JSON answers of up to 16 KiB
  std::optional<std::string> error = {};
  std::optional<MadeRecord> record = {};
  std::optional<std::string> held = {};     ///< why the action may not leave any more
  std::optional<bool> mapping_failed = {};  ///< the expressions make nothing of the event
  std::optional<bool> unsendable = {};      ///< no try will ever do better
  static const FieldTable& Spec();

  json::value ToJson() const { return EncodeJson(*this); }
};

/// One that came to nothing.
inline json::value FailedAttempt(std::string error) {
  return AttemptResult{.error = std::move(error)}.ToJson();
}
json::value DescribeOutcome(const HttpOutcome& outcome, TimePoint now);

/// The status that was answered; 0: none was.
std::int64_t StatusOf(const json::value& result);

/// The answer of an effect to the event that it is for, its data still empty.
Event AnswerTo(const Event& asked, const EffectId& id, std::string_view type, TimePoint now);

json::value DescribeRecord(std::string topic, DeliveryContent content);
/// The event's record, with what the attempt has made of it; nothing where it made none.
std::optional<OutgoingRecord> RecordOf(const DeliveryTask& task, const json::value& result);
/// No try will ever do better.
bool Unsendable(const json::value& result);
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
