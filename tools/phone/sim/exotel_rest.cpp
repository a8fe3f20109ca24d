#include "tools/phone/sim/exotel_rest.hpp"

#include <charconv>
#include <utility>

#include "schemas/json.hpp"
#include "tools/phone/sim/exotel_callbacks.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMostStreamUrl = 600;
constexpr std::size_t kMostCustomField = 128;
constexpr int kMostTimeLimit = 14'400;

HttpResponse RestException(int status, std::string_view message) {
  return JsonResponse(
      status, JsonText(json::object{
                  {"RestException", json::object{{"Status", status}, {"Message", message}}}}));
}

json::object ExotelCall(const CallRecord& record) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(record.length).count();
  return {{"Sid", record.sid},
          {"ParentCallSid", nullptr},
          {"DateCreated", ExotelTime(record.created)},
          {"DateUpdated", ExotelTime(record.updated)},
          {"AccountSid", record.account},
          {"To", record.order.from},
          {"From", record.order.to},
          {"PhoneNumberSid", record.order.from},
          {"Status", RestStatus(record.state)},
          {"Duration", record.ended ? json::value(seconds) : json::value(nullptr)},
          {"Direction", ToString(record.direction)},
          {"RecordingUrl", nullptr}};
}

HttpResponse CallAnswer(const CallRecord& record) {
  return JsonResponse(200, JsonText(json::object{{"Call", ExotelCall(record)}}));
}

std::optional<int> NumberOfField(const Params& form, std::string_view name, int most) {
  const auto text = FirstOf(form, name);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number > 0 && number <= most ? std::optional(number) : std::nullopt;
}

bool IsStreamAddress(std::string_view url) {
  for (const auto* scheme : {"wss://", "ws://", "https://", "http://"})
    if (url.starts_with(scheme)) return url.size() < kMostStreamUrl;
  return false;
}

ExotelCallbackOrder CallbacksOf(const Params& form) {
  ExotelCallbackOrder order{
      .url = std::string(FirstOf(form, "StatusCallback")),
      .json = FirstOf(form, "StatusCallbackContentType") == "application/json",
      .custom_field = std::string(FirstOf(form, "CustomField"))};
  bool chosen = false;
  for (const auto& [name, value] : form) {
    if (!name.starts_with("StatusCallbackEvents[")) continue;
    chosen = true;
    order.answered |= value == "answered";
    order.terminal |= value == "terminal";
  }
  order.terminal |= !chosen;
  return order;
}

/// The number of a flow in its address; empty: it is none.
std::string_view FlowIn(std::string_view url, std::string_view sid) {
  for (const auto* scheme : {"http://", "https://"})
    if (const auto before =
            std::string(scheme) + "my.exotel.com/" + std::string(sid) + "/exoml/start_voice/";
        url.starts_with(before))
      return url.substr(before.size());
  return {};
}

/// Where the call leads: a stream of the bot mode, or a flow.
tl::expected<void, std::string> ReadLeadBy(const Params& form, const Exchange& exchange,
                                           CallOrder& order) {
  order.custom_field = FirstOf(form, "CustomField");
  if (const auto url = FirstOf(form, "Url"); !url.empty()) {
    order.flow = exchange.FlowOf(FlowIn(url, exchange.AtExotel().sid));
    if (order.flow.base.empty())
      return tl::unexpected<std::string>(
          "Url leads to no flow of the account (flows: of the script)");
    return {};
  }
  order.stream_url = FirstOf(form, "StreamUrl");
  if (!IsStreamAddress(order.stream_url))
    return tl::unexpected<std::string>("StreamUrl is missing or no address of a stream");
  if (FirstOf(form, "StreamType") != "bidirectional")
    return tl::unexpected<std::string>("StreamType must be bidirectional");
  return {};
}

/// The form of Calls/connect, or what is wrong with it.
tl::expected<CallOrder, std::string> ReadConnectForm(const Params& form, const Exchange& exchange) {
  CallOrder order;
  order.to = FirstOf(form, "From");
  order.from = FirstOf(form, "CallerId");
  if (!IsE164(order.to)) return tl::unexpected<std::string>("From is no valid number");
  if (!IsE164(order.from))
    return tl::unexpected<std::string>("CallerId is no number of the account");
  if (const auto led = ReadLeadBy(form, exchange, order); !led) return tl::unexpected(led.error());
  if (FirstOf(form, "CustomField").size() > kMostCustomField)
    return tl::unexpected<std::string>("CustomField is longer than 128 characters");
  if (const auto limit = NumberOfField(form, "TimeLimit", kMostTimeLimit))
    order.time_limit = std::chrono::seconds(*limit);
  if (const auto ring = NumberOfField(form, "TimeOut", kMostTimeLimit))
    order.ring_timeout = std::chrono::seconds(*ring);
  order.events = {};
  return order;
}

bool Matches(std::string_view wanted, std::string_view number) {
  return wanted.empty() || wanted == number;
}

}  // namespace

ExotelRest::ExotelRest(Exchange& exchange, HttpClient& client)
    : exchange_(exchange),
      client_(client),
      authorization_("Basic " +
                     EncodeBase64(exchange.AtExotel().key + ':' + exchange.AtExotel().token)),
      base_("/v1/Accounts/" + exchange.AtExotel().sid) {}

void ExotelRest::Handle(const HttpRequest& request, HttpRespond respond) {
  if (HeaderValue(request.headers, "Authorization") != authorization_)
    return respond(RestException(401, "Authentication failed"));
  std::string_view path = request.path;
  if (!path.ends_with(".json"))
    return respond(RestException(415, "this simulator writes JSON only: append .json"));
  path.remove_suffix(std::string_view(".json").size());
  if (path == base_ + "/Calls/connect") return Connect(request, respond);
  if (request.method != "GET") return respond(RestException(405, "Method not allowed"));
  if (path == base_ + "/Calls") return respond(List(request));
  const std::string calls = base_ + "/Calls/";
  if (path.starts_with(calls)) return respond(One(path.substr(calls.size())));
  respond(RestException(404, "Resource not found"));
}

void ExotelRest::Connect(const HttpRequest& request, const HttpRespond& respond) {
  if (request.method != "POST") return respond(RestException(405, "Method not allowed"));
  const Params form = DecodeForm(request.body);
  auto order = ReadConnectForm(form, exchange_);
  if (!order) return respond(RestException(400, order.error()));
  if (!order->stream_url.empty() && exchange_.TakeNoStreaming())
    return respond(RestException(403, "Feature not enabled for this account"));
  order->on_change = SendExotelCallbacks(CallbacksOf(form), exchange_, client_);
  const Placement placement = exchange_.Place(*std::move(order));
  switch (placement.reply) {
    case Reply::kUnavailable:
      return respond(RestException(503, "Service unavailable"));
    case Reply::kTooMany:
      return respond(RestException(429, "Too many requests"));
    case Reply::kDropped:
      return respond({kHttpNoAnswer, {}, {}});
    case Reply::kServerError:
      return respond(RestException(503, "Service unavailable"));
    case Reply::kAtOnce:
    case Reply::kAfterWebhook:
      break;
  }
  respond(CallAnswer(placement.leg->Record()));
}

HttpResponse ExotelRest::One(std::string_view sid) const {
  const auto leg = exchange_.Find(sid);
  if (!leg) return RestException(404, "Call not found");
  return CallAnswer(leg->Record());
}

HttpResponse ExotelRest::List(const HttpRequest& request) const {
  json::array calls;
  for (const auto& leg : exchange_.Calls()) {
    const auto& record = leg->Record();
    const bool ours = !record.order.stream_url.empty() || !record.order.flow.base.empty();
    if (!ours || !leg->Ended() || !exchange_.Listed(*leg)) continue;
    if (Matches(request.Query("From"), record.order.to) &&
        Matches(request.Query("To"), record.order.from))
      calls.insert(calls.begin(), ExotelCall(record));
  }
  return JsonResponse(200, JsonText(json::object{{"Calls", std::move(calls)}}));
}

}  // namespace tocsin::phone
