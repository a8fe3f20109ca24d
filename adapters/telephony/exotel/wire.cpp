#include "adapters/telephony/exotel/wire.hpp"

#include <algorithm>
#include <utility>

#include "adapters/telephony/rest_answer.hpp"
#include "adapters/telephony/rest_text.hpp"
#include "schemas/time.hpp"

namespace tocsin::exotel {
namespace {

constexpr std::string_view kRestWhere = "telephony.exotel";
/// Times have no zone: they are those of India, where accounts are.
constexpr std::string_view kZone = "+05:30";

/// {"RestException": {"Status": 403, "Message": "..."}}
std::string RestMessage(const HttpResponse& response) {
  const auto body = ParseJson(response.body);
  const auto* exception = body ? Find(*body, "RestException") : nullptr;
  if (exception == nullptr || !exception->is_object()) return {};
  return std::string(StringAt(exception->get_object(), "Message"));
}

std::string InWords(const HttpResponse& response, std::string_view secret) {
  std::string text = std::to_string(response.status);
  if (const auto message = RestMessage(response); !message.empty())
    text += " " + MaskCarrierText(message, secret);
  return text;
}

/// "2026-03-07 10:15:00"
Result<TimePoint> ReadLocalTime(std::string_view text) {
  if (text.size() != 19 || text[10] != ' ')
    return Fail(ErrorKind::kInvalid, "reading date: not YYYY-MM-DD HH:mm:ss");
  return ParseTime(std::string(text.substr(0, 10)) + 'T' + std::string(text.substr(11)) +
                   std::string(kZone));
}

}  // namespace

bool IsSid(std::string_view text) {
  const auto legal = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, legal);
}

bool SaysNoStreaming(const HttpOutcome& outcome) { return outcome && outcome->status == 403; }

PlaceResult ReadConnected(const HttpOutcome& outcome, std::string_view secret) {
  PlaceResult result = ReadPlaceStatus(outcome, secret, InWords);
  if (result.outcome == PlaceOutcome::kRefused)
    result.of_account = outcome->status >= 401 && outcome->status <= 404;
  if (!Succeeded(outcome)) return result;
  const auto body = ParseJson(outcome->body);
  const auto* call = body ? Find(*body, "Call") : nullptr;
  if (call == nullptr || !call->is_object()) return result;
  const auto& object = call->get_object();
  if (!IsSid(StringAt(object, "Sid"))) return result;
  result.call = {std::string(StringAt(object, "Sid")), std::string(StringAt(object, "Status"))};
  result.outcome = PlaceOutcome::kPlaced;
  result.reason.clear();
  return result;
}

Error ErrorOf(const HttpOutcome& outcome, std::string_view doing, std::string_view secret) {
  return Wrap(ReadRestError(outcome, secret, InWords,
                            " (check telephony.exotel: sid, api_key and api_token)", kRestWhere),
              doing);
}

Result<ListedCall> ReadCallObject(const json::value& call) {
  const auto bad = [](std::string_view member) {
    return Fail(ErrorKind::kInvalid,
                "reading call object: '" + std::string(member) + "' is missing or wrong",
                std::string(kRestWhere));
  };
  if (!call.is_object()) return bad("Call");
  const auto& object = call.get_object();
  ListedCall listed;
  listed.provider_call_id = StringAt(object, "Sid");
  if (!IsSid(listed.provider_call_id)) return bad("Sid");
  listed.outbound_by_api = StringAt(object, "Direction") == "outbound-api";
  listed.to = StringAt(object, listed.outbound_by_api ? "From" : "To");
  listed.from = StringAt(object, listed.outbound_by_api ? "PhoneNumberSid" : "From");
  listed.status = ReadCallStatus(StringAt(object, "Status")).value_or(CallStatus::kQueued);
  const auto created = ReadLocalTime(StringAt(object, "DateCreated"));
  if (!created) return bad("DateCreated");
  listed.created = *created;
  return listed;
}

Result<std::vector<ListedCall>> ReadCallList(const HttpOutcome& outcome, std::string_view secret,
                                             const std::string& to, const std::string& from,
                                             TimePoint since) {
  if (!outcome || outcome->status != 200) return Fail(ErrorOf(outcome, "listing calls", secret));
  const auto body = ParseJson(outcome->body);
  const auto* calls = body ? Find(*body, "Calls") : nullptr;
  if (calls == nullptr || !calls->is_array())
    return Fail(ErrorKind::kTransient, "listing calls: answer has no 'Calls'",
                std::string(kRestWhere));
  std::vector<ListedCall> found;
  for (const auto& entry : calls->get_array()) {
    TRY_ASSIGN(auto call, ReadCallObject(entry));
    if (call.created < since) continue;
    call.to = to;
    call.from = from;
    found.push_back(std::move(call));
  }
  return found;
}

}  // namespace tocsin::exotel
