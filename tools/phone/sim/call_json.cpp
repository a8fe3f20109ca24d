#include "tools/phone/sim/call_json.hpp"

#include <fmt/format.h>

#include "tools/phone/sim/carrier_time.hpp"
#include "tools/phone/sim/media_json.hpp"

namespace tocsin::phone {
namespace {

constexpr double kPricePerMinute = 0.014;

json::value TimeOrNull(const std::optional<TimePoint>& time) {
  return time ? json::value(FormatTime(*time)) : json::value(nullptr);
}
json::value CarrierTimeOrNull(const std::optional<TimePoint>& time) {
  return time ? json::value(FormatRfc2822(*time)) : json::value(nullptr);
}
json::value TextOrNull(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

std::string Formatted(const std::string& number) {
  if (!number.starts_with("+1") || number.size() != 12) return number;
  return "(" + number.substr(2, 3) + ") " + number.substr(5, 3) + "-" + number.substr(8);
}

long long Seconds(const CallRecord& record) {
  return std::chrono::round<std::chrono::seconds>(record.length).count();
}

json::value Price(const CallRecord& record) {
  if (record.state != CallState::kCompleted) return nullptr;
  const auto minutes = static_cast<double>((Seconds(record) + 59) / 60);
  return json::value(fmt::format("-{:.5f}", minutes * kPricePerMinute));
}

std::string_view KindName(Utterance::Kind kind) {
  switch (kind) {
    case Utterance::Kind::kHeard:
      return "heard";
    case Utterance::Kind::kPlayed:
      return "played";
    case Utterance::Kind::kSaid:
      return "said";
    case Utterance::Kind::kPressed:
      return "pressed";
  }
  return "";
}

json::object UtteranceJson(const Utterance& utterance) {
  json::object out;
  out["at"] = FormatTime(utterance.at);
  out[utterance.kind == Utterance::Kind::kPressed ? "keys" : "text"] = utterance.text;
  if (utterance.confidence) out["confidence"] = *utterance.confidence;
  if (utterance.interrupted) out["interrupted"] = true;
  return out;
}

json::array LineJson(const CallRecord& record, std::optional<Utterance::Kind> kind) {
  json::array out;
  for (const auto& utterance : record.line) {
    if (kind && utterance.kind != *kind) continue;
    auto entry = UtteranceJson(utterance);
    if (!kind) entry["what"] = KindName(utterance.kind);
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace

json::array WebhooksJson(const CallRecord& record) {
  json::array out;
  for (const auto& webhook : record.webhooks) {
    json::object params;
    for (const auto& [name, value] : webhook.params) params[name] = value;
    json::object entry = {{"kind", webhook.kind},
                          {"method", webhook.method},
                          {"url", webhook.url},
                          {"at", FormatTime(webhook.at)},
                          {"attempt", webhook.number}};
    entry["status"] = webhook.status > 0 ? json::value(webhook.status) : json::value(nullptr);
    if (webhook.took) entry["took_ms"] = webhook.took->count();
    if (!webhook.error.empty()) entry["error"] = webhook.error;
    entry["signature"] = webhook.signature;
    entry["params"] = std::move(params);
    out.push_back(std::move(entry));
  }
  return out;
}

namespace {

json::array LogJson(const CallRecord& record) {
  json::array out;
  for (const auto& line : record.log)
    out.push_back({{"at", FormatTime(line.at)}, {"code", line.code}, {"text", line.text}});
  return out;
}

}  // namespace

json::object RestCall(const CallRecord& record) {
  const std::string path = "/2010-04-01/Accounts/" + record.account + "/Calls/" + record.sid;
  json::object subresources;
  for (const auto& [key, name] :
       {std::pair("notifications", "Notifications"), std::pair("recordings", "Recordings"),
        std::pair("payments", "Payments"), std::pair("events", "Events"),
        std::pair("siprec", "Siprec"), std::pair("streams", "Streams"),
        std::pair("transcriptions", "Transcriptions"),
        std::pair("user_defined_message_subscriptions", "UserDefinedMessageSubscriptions"),
        std::pair("user_defined_messages", "UserDefinedMessages")})
    subresources[key] = path + "/" + name + ".json";
  json::object out;
  out["sid"] = record.sid;
  out["account_sid"] = record.account;
  out["parent_call_sid"] = nullptr;
  out["to"] = record.order.to;
  out["to_formatted"] = Formatted(record.order.to);
  out["from"] = record.order.from;
  out["from_formatted"] = Formatted(record.order.from);
  out["phone_number_sid"] = nullptr;
  out["status"] = RestStatus(record.state);
  out["start_time"] = CarrierTimeOrNull(record.started);
  out["end_time"] = CarrierTimeOrNull(record.ended);
  out["duration"] =
      record.ended ? json::value(std::to_string(Seconds(record))) : json::value(nullptr);
  out["price"] = Price(record);
  out["price_unit"] = "USD";
  out["direction"] = ToString(record.direction);
  out["answered_by"] = TextOrNull(record.answered_by);
  out["api_version"] = "2010-04-01";
  out["forwarded_from"] = nullptr;
  out["group_sid"] = nullptr;
  out["caller_name"] = nullptr;
  out["queue_time"] = std::to_string(record.queue_time.count());
  out["trunk_sid"] = nullptr;
  out["date_created"] = FormatRfc2822(record.created);
  out["date_updated"] = FormatRfc2822(record.updated);
  out["uri"] = path + ".json";
  out["subresource_uris"] = std::move(subresources);
  return out;
}

json::object SimCall(const CallRecord& record, Detail detail) {
  json::object out;
  out["sid"] = record.sid;
  out["number"] = record.PersonNumber();
  out["to"] = record.order.to;
  out["from"] = record.order.from;
  out["direction"] = ToString(record.direction);
  out["state"] = ToString(record.state);
  out["behaviour"] = record.behaviour;
  out["answered_by"] = TextOrNull(record.answered_by);
  out["created_at"] = FormatTime(record.created);
  out["dialled_at"] = TimeOrNull(record.started);
  out["answered_at"] = TimeOrNull(record.answered);
  out["ended_at"] = TimeOrNull(record.ended);
  out["end_reason"] = TextOrNull(record.end_reason);
  out["duration_seconds"] = static_cast<double>(record.length.count()) / 1000;
  out["queue_time_ms"] = record.queue_time.count();
  json::array history;
  for (const auto& change : record.history)
    history.push_back({{"state", ToString(change.state)}, {"at", FormatTime(change.at)}});
  out["history"] = std::move(history);
  out["faults"] = json::value_from(record.faults);
  out["heard"] = LineJson(record, Utterance::Kind::kHeard);
  out["said"] = LineJson(record, Utterance::Kind::kSaid);
  out["pressed"] = LineJson(record, Utterance::Kind::kPressed);
  if (detail == Detail::kSummary) return out;
  out["transcript"] = LineJson(record, std::nullopt);
  json::array media;
  for (const auto& stream : record.media) media.push_back(MediaJson(stream->Snapshot()));
  out["media"] = std::move(media);
  out["webhooks"] = WebhooksJson(record);
  out["log"] = LogJson(record);
  if (record.dropped > 0) out["dropped_entries"] = record.dropped;
  return out;
}

}  // namespace tocsin::phone
