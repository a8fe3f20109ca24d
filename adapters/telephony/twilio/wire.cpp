#include "adapters/telephony/twilio/wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "adapters/telephony/rest_answer.hpp"

namespace tocsin::twilio {
namespace {

constexpr double kMostPrice = 1e9;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string MessageOf(const HttpResponse& response) {
  const auto body = ParseJson(response.body);
  if (!body || !body->is_object()) return {};
  return std::string(StringAt(body->get_object(), "message"));
}

std::string Describe(const HttpResponse& response, std::string_view secret) {
  std::string text = std::to_string(response.status);
  if (const int code = ErrorCode(response); code != 0) text += " " + std::to_string(code);
  if (const auto message = MessageOf(response); !message.empty())
    text += " " + MaskCarrierText(message, secret);
  return text;
}

/// Codes of an answer 400 (twilio.com/docs/api/errors): account not active, caller id not ours, a
/// trial's unverified number, no permission for the country.
bool ConcernsAccount(int status, int code) {
  static constexpr int kCodes[] = {10001, 20005, 21210, 21212, 21215, 21219, 21408};
  return (status >= 401 && status <= 404) || std::ranges::find(kCodes, code) != std::end(kCodes);
}

}  // namespace

int ErrorCode(const HttpResponse& response) {
  const auto body = ParseJson(response.body);
  const auto* code = body ? Find(*body, "code") : nullptr;
  return code != nullptr && code->is_int64() ? static_cast<int>(code->get_int64()) : 0;
}

Error ReadError(const HttpOutcome& outcome, std::string_view doing, std::string_view secret) {
  return Wrap(ReadRestError(outcome, secret, Describe, " (check account SID and auth token)",
                            "telephony.twilio"),
              doing);
}

PlaceResult ReadPlaceOutcome(const HttpOutcome& outcome, std::string_view secret) {
  PlaceResult result = ReadPlaceStatus(outcome, secret, Describe);
  if (result.outcome == PlaceOutcome::kRefused)
    result.of_account = ConcernsAccount(outcome->status, ErrorCode(*outcome));
  if (!Succeeded(outcome)) return result;
  const auto body = ParseJson(outcome->body);
  if (!body || !body->is_object()) return result;
  const auto& object = body->get_object();
  if (!IsCallSid(StringAt(object, "sid"))) return result;
  result.call = {std::string(StringAt(object, "sid")), std::string(StringAt(object, "status"))};
  result.outcome = PlaceOutcome::kPlaced;
  result.reason.clear();
  return result;
}

Result<TimePoint> ReadDate(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto bad = [] { return Fail(ErrorKind::kInvalid, "reading date: not RFC 2822"); };
  if (const auto comma = text.find(", "); comma != std::string_view::npos)
    text.remove_prefix(comma + 2);
  if (text.size() > 1 && text[1] == ' ') {  // one-digit day
    return ReadDate("0" + std::string(text));
  }
  if (text.size() < 26 || text[2] != ' ' || text[6] != ' ' || text[11] != ' ') return bad();
  const auto month = std::ranges::find(kMonths, text.substr(3, 3));
  if (month == kMonths.end()) return bad();
  const auto number = std::to_string(month - kMonths.begin() + 1);
  const std::string zone = std::string(text.substr(21, 3)) + ":" + std::string(text.substr(24, 2));
  return ParseTime(std::string(text.substr(7, 4)) + "-" + (number.size() == 1 ? "0" : "") + number +
                   "-" + std::string(text.substr(0, 2)) + "T" + std::string(text.substr(12, 8)) +
                   zone);
}

bool IsCallSid(std::string_view text) {
  const auto legal = [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, legal);
}

std::optional<CallPrice> ReadPrice(std::string_view amount, std::string_view currency) {
  double number = 0;
  const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), number);
  const bool whole = error == std::errc{} && end == amount.data() + amount.size();
  if (!whole || !std::isfinite(number) || std::abs(number) > kMostPrice || currency.size() != 3)
    return std::nullopt;
  // What we pay has a minus sign.
  return CallPrice{.micros = std::llround(std::abs(number) * 1e6),
                   .currency = std::string(currency)};
}

Result<ListedCall> ReadCall(const json::value& call) {
  const auto bad = [](std::string_view member) {
    return Fail(ErrorKind::kInvalid,
                "reading call object: '" + std::string(member) + "' is missing or wrong",
                "telephony.twilio");
  };
  if (!call.is_object()) return bad("");
  const auto& object = call.get_object();
  ListedCall listed;
  listed.provider_call_id = StringAt(object, "sid");
  if (!IsCallSid(listed.provider_call_id)) return bad("sid");
  listed.to = StringAt(object, "to");
  listed.from = StringAt(object, "from");
  // A word that we do not know: the call is there, and more is not known of it.
  listed.status = ReadCallStatus(StringAt(object, "status")).value_or(CallStatus::kQueued);
  listed.outbound_by_api = StringAt(object, "direction") == "outbound-api";
  const auto created = ReadDate(StringAt(object, "date_created"));
  if (!created) return bad("date_created");
  listed.created = *created;
  listed.price = ReadPrice(StringAt(object, "price"), StringAt(object, "price_unit"));
  return listed;
}

}  // namespace tocsin::twilio
