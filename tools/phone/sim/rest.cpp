#include "tools/phone/sim/rest.hpp"

#include <utility>

#include "schemas/json.hpp"
#include "tools/phone/sim/call_json.hpp"
#include "tools/phone/sim/carrier_time.hpp"
#include "tools/phone/sim/rest_list.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kLongestHold = std::chrono::seconds(20);

HttpResponse NotFound(const HttpRequest& request) {
  return RestErrorResponse(
      {404, 20404, "The requested resource " + request.path + " was not found"});
}

HttpResponse RestWrongMethod(std::string_view allowed) {
  auto response = RestErrorResponse({405, 20004, "Method not allowed"});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

/// The carrier sees no parameter in a body of another type.
Params FormOf(const HttpRequest& request) {
  const auto type = HeaderValue(request.headers, "Content-Type");
  return type.starts_with("application/x-www-form-urlencoded") ? DecodeForm(request.body)
                                                               : Params();
}

HttpResponse CallResponse(int status, const CallRecord& record) {
  return JsonResponse(status, json::serialize(RestCall(record)));
}

/// Answers when the first webhook was answered, at the latest after a bound.
void RespondWhenReached(Loop& loop, Leg& leg, HttpRespond respond, HttpResponse response) {
  // Shared by the two that may come first.
  auto answer = std::make_shared<std::function<void()>>(
      [respond = std::move(respond), response = std::move(response)] { respond(response); });
  const auto once = [answer] {
    if (const auto give = std::exchange(*answer, nullptr)) give();
  };
  leg.WhenReached(once);
  loop.AfterReal(kLongestHold, once);
}

}  // namespace

HttpResponse RestErrorResponse(const RestError& error) {
  json::object body;
  body["code"] = error.code;
  body["message"] = error.message;
  body["more_info"] = "https://www.twilio.com/docs/errors/" + std::to_string(error.code);
  body["status"] = error.status;
  return JsonResponse(error.status, json::serialize(body));
}

Rest::Rest(Exchange& exchange)
    : exchange_(exchange),
      authorization_("Basic " + EncodeBase64(exchange.Owner().sid + ":" + exchange.Owner().token)),
      base_("/2010-04-01/Accounts/" + exchange.Owner().sid) {}

void Rest::Handle(const HttpRequest& request, HttpRespond respond) {
  const std::string_view path = request.path;
  if (HeaderValue(request.headers, "Authorization") != authorization_) {
    auto response = RestErrorResponse({401, 20003, "Authenticate"});
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Twilio API\"");
    return respond(std::move(response));
  }
  if (path == base_ + ".json")
    return respond(request.method == "GET" ? AccountResource() : RestWrongMethod("GET"));
  if (path == base_ + "/Calls.json") {
    if (request.method == "POST") return Create(request, respond);
    if (request.method != "GET") return respond(RestWrongMethod("GET, POST"));
    const auto page = ListCalls(exchange_, request.query, base_ + "/Calls.json");
    return respond(page ? JsonResponse(200, json::serialize(*page))
                        : RestErrorResponse(page.error()));
  }
  const std::string calls = base_ + "/Calls/";
  if (path.starts_with(calls) && path.ends_with(".json"))
    return respond(One(request, path.substr(calls.size(), path.size() - calls.size() - 5)));
  const std::string messages = base_ + "/Messages";
  if (path.starts_with(messages)) return respond(Message(request, path.substr(messages.size())));
  respond(NotFound(request));
}

HttpResponse Rest::Message(const HttpRequest& request, std::string_view below) {
  const auto& texts = exchange_.AllTexts();
  if (below == ".json") {
    if (request.method != "POST") return RestWrongMethod("POST");
    auto text = ReadText(FormOf(request));
    if (!text) return RestErrorResponse(text.error());
    const auto& taken = exchange_.TakeText(*std::move(text));
    return JsonResponse(201, json::serialize(texts.RestText(taken)));
  }
  if (!below.starts_with('/') || !below.ends_with(".json")) return NotFound(request);
  if (request.method != "GET") return RestWrongMethod("GET");
  const auto* text = texts.Find(below.substr(1, below.size() - 6));
  return text == nullptr ? NotFound(request)
                         : JsonResponse(200, json::serialize(texts.RestText(*text)));
}

void Rest::Create(const HttpRequest& request, const HttpRespond& respond) {
  auto read = ReadCallOrder(FormOf(request));
  if (!read) return respond(RestErrorResponse(read.error()));
  const Placement placement = exchange_.Place(std::move(read->order));
  if (placement.reply == Reply::kUnavailable)
    return respond(RestErrorResponse({503, 20503, "Service unavailable"}));
  if (placement.reply == Reply::kTooMany) {
    auto response = RestErrorResponse({429, 20429, "Too Many Requests"});
    response.headers.emplace_back("Retry-After", "1");
    return respond(std::move(response));
  }
  auto& record = placement.leg->MutableRecord();
  for (auto& text : read->ignored) record.Note(21626, std::move(text), exchange_.OwnLoop().Now());
  switch (placement.reply) {
    case Reply::kDropped:
      return respond({kHttpNoAnswer, {}, {}});
    case Reply::kServerError:
      return respond(RestErrorResponse({500, 20500, "Internal server error"}));
    case Reply::kAfterWebhook:
      return RespondWhenReached(exchange_.OwnLoop(), *placement.leg, respond,
                                CallResponse(201, record));
    case Reply::kAtOnce:
    case Reply::kUnavailable:
    case Reply::kTooMany:
      break;
  }
  respond(CallResponse(201, record));
}

HttpResponse Rest::One(const HttpRequest& request, std::string_view sid) {
  const auto leg = exchange_.Find(sid);
  if (!leg) return NotFound(request);
  if (request.method == "GET") return CallResponse(200, leg->Record());
  if (request.method == "POST") {
    if (leg->Ended()) return NotFound(request);
    return Update(*leg, FormOf(request));
  }
  if (request.method != "DELETE") return RestWrongMethod("GET, POST, DELETE");
  if (!exchange_.Forget(sid))
    return RestErrorResponse({400, 20009, "Cannot delete a call that is in progress"});
  return {204, {}, {}};
}

HttpResponse Rest::Update(Leg& leg, const Params& form) {
  auto update = ReadCallUpdate(form);
  if (!update) return RestErrorResponse(update.error());
  auto& record = leg.MutableRecord();
  const bool moves = update->answer || update->document;
  if (moves && update->end == CallUpdate::End::kNone && record.state != CallState::kInProgress)
    return RestErrorResponse({400, 21220, "Call is not in-progress. Cannot redirect."});
  if (update->fallback) record.order.fallback = *update->fallback;
  if (update->status) record.order.status = *update->status;
  if (update->end == CallUpdate::End::kCanceled) {
    leg.Cancel();
  } else if (update->end == CallUpdate::End::kCompleted) {
    leg.Complete();
  } else if (update->answer) {
    leg.MoveTo(std::move(*update->answer));
  } else if (update->document) {
    leg.MoveTo(std::move(*update->document));
  }
  return CallResponse(200, record);
}

HttpResponse Rest::AccountResource() const {
  json::object out;
  out["sid"] = exchange_.Owner().sid;
  out["friendly_name"] = "tocsin-phone simulator";
  out["status"] = "active";
  out["type"] = "Full";
  out["owner_account_sid"] = exchange_.Owner().sid;
  out["uri"] = base_ + ".json";
  out["subresource_uris"] = {{"calls", base_ + "/Calls.json"}};
  return JsonResponse(200, json::serialize(out));
}

}  // namespace tocsin::phone
