#include "tools/phone/sim/sim_api.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "schemas/json.hpp"
#include "tools/phone/live/wav.hpp"
#include "tools/phone/sim/call_json.hpp"
#include "tools/phone/sim/media_json.hpp"
#include "tools/phone/sim/webhook_url.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kDefaultLimit = 1000;
constexpr std::size_t kMostBody = 1600;

HttpResponse Unprocessable(std::string_view detail) {
  return Problem(422, "Unprocessable Content", detail);
}

HttpResponse WrongMethod(std::string_view allowed) {
  auto response = Problem(405, "Method Not Allowed", "allowed here: " + std::string(allowed));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

json::object FaultsJson(const Faults& faults) {
  return {{"drop_response", faults.drop_response},
          {"http_503", faults.http_503},
          {"http_429", faults.http_429},
          {"no_streaming", faults.no_streaming},
          {"http_500_after_placing", faults.http_500_after_placing},
          {"webhook_before_response", faults.webhook_before_response},
          {"list_lag", FormatDuration(faults.list_lag)},
          {"duplicate_callbacks", faults.duplicate_callbacks},
          {"late_callbacks", FormatDuration(faults.late_callbacks)},
          {"reorder_callbacks", faults.reorder_callbacks},
          {"lost_callbacks", faults.lost_callbacks},
          {"second_sid", faults.second_sid},
          {"twiml_while_ringing", faults.twiml_while_ringing},
          {"socket_cut", faults.socket_cut},
          {"socket_cut_after", FormatDuration(faults.socket_cut_after)},
          {"late_frames", faults.late_frames},
          {"late_frames_by", FormatDuration(faults.late_frames_by)},
          {"duplicate_frames", faults.duplicate_frames},
          {"no_marks", faults.no_marks},
          {"unsigned_socket", faults.unsigned_socket},
          {"handshake_delay", FormatDuration(faults.handshake_delay)},
          {"half_message", faults.half_message},
          {"stop_without_close", faults.stop_without_close}};
}

}  // namespace

HttpResponse SimApi::Handle(const HttpRequest& request) {
  const std::string_view path = request.path;
  const auto with = [&](std::string_view method, auto&& handle) {
    return request.method == method ? handle() : WrongMethod(method);
  };
  if (path == "/sim/calls") return with("GET", [&] { return ListCalls(request); });
  if (path.starts_with("/sim/calls/")) {
    const auto rest = path.substr(11);
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return with("GET", [&] { return OneCall(rest); });
    if (rest.substr(slash) == "/audio")
      return with("GET", [&] { return Audio(rest.substr(0, slash), request); });
  }
  if (path == "/sim/messages") {
    if (request.method == "POST") return SendText(request);
    if (request.method != "GET") return WrongMethod("GET, POST");
    return JsonResponse(200, Indented(exchange_.AllTexts().SimTexts()));
  }
  if (path == "/sim/inbound") return with("POST", [&] { return Inbound(request); });
  if (path == "/sim/script") return with("PUT", [&] { return ReplaceScript(request); });
  if (path == "/sim/reset") return with("POST", [&] { return Reset(); });
  if (path == "/sim/health") return with("GET", [&] { return Health(); });
  return Problem(404, "Not Found",
                 "known are /sim/calls, /sim/calls/SID, /sim/calls/SID/audio, /sim/messages, "
                 "/sim/inbound, /sim/script, /sim/reset, /sim/health");
}

HttpResponse SimApi::ListCalls(const HttpRequest& request) const {
  std::size_t limit = kDefaultLimit;
  if (const auto text = request.Query("limit"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc{} || end != text.data() + text.size() || limit == 0 || limit > 10'000)
      return Unprocessable("limit must be a number from 1 to 10000");
  }
  const auto number = request.Query("number");
  const auto detail = request.Query("view") == "summary" ? Detail::kSummary : Detail::kFull;
  const auto& calls = exchange_.Calls();
  auto at = calls.begin();
  if (const auto cursor = request.Query("cursor"); !cursor.empty()) {
    at = std::ranges::find(calls, cursor,
                           [](const auto& leg) { return std::string_view(leg->Record().sid); });
    if (at == calls.end()) return Unprocessable("cursor names no call that is still kept");
    ++at;
  }
  json::array items;
  json::value next = nullptr;
  std::string_view last;
  for (; at != calls.end(); ++at) {
    const auto& record = (*at)->Record();
    if (!number.empty() && record.PersonNumber() != number) continue;
    if (items.size() == limit) {
      next = last;
      break;
    }
    items.push_back(SimCall(record, detail));
    last = record.sid;
  }
  return JsonResponse(200,
                      Indented(json::object{{"items", std::move(items)}, {"next_cursor", next}}));
}

HttpResponse SimApi::OneCall(std::string_view sid) const {
  const auto leg = exchange_.Find(sid);
  if (!leg) return Problem(404, "Not Found", "no such call is kept");
  return JsonResponse(200, Indented(SimCall(leg->Record(), Detail::kFull)));
}

HttpResponse SimApi::Audio(std::string_view sid, const HttpRequest& request) const {
  const auto leg = exchange_.Find(sid);
  if (!leg) return Problem(404, "Not Found", "no such call is kept");
  const auto& tape = leg->Record().tape;
  if (!tape) return Problem(404, "Not Found", "the call had no live sound");
  if (tape->Forgotten())
    return Problem(410, "Gone", "the sound of the last hundred live calls is kept");
  const auto side = request.Query("side");
  if (!side.empty() && side != "heard" && side != "said" && side != "both")
    return Unprocessable("side must be heard, said or both");
  const Samples heard = tape->Of(CallTape::Side::kHeard);
  if (request.Query("format") == "levels") return JsonResponse(200, Indented(LevelsJson(heard)));
  if (side == "both")
    return {200, {{"Content-Type", "audio/wav"}}, WavOf(heard, tape->Of(CallTape::Side::kSaid))};
  return {200,
          {{"Content-Type", "audio/wav"}},
          WavOf(side == "said" ? tape->Of(CallTape::Side::kSaid) : heard)};
}

HttpResponse SimApi::Inbound(const HttpRequest& request) {
  const auto body = ParseJson(request.body);
  if (!body || !body->is_object())
    return Problem(400, "Bad Request",
                   R"(the body must be JSON: {"from": "+1…", "to": "+1…", "url": "http…"})");
  const auto& object = body->as_object();
  CallOrder order;
  order.from = StringAt(object, "from");
  order.to = StringAt(object, "to");
  order.answer.url = StringAt(object, "url");
  if (exchange_.CarrierOf(order.from) == Carrier::kExotel) return InboundByExotel(std::move(order));
  order.answer.method = StringAt(object, "method", "POST");
  order.fallback.url = StringAt(object, "fallback_url");
  order.status.url = StringAt(object, "status_callback");
  if (!IsE164(order.from))
    return Unprocessable("from must be a number with '+' and 7 to 15 digits");
  if (!IsE164(order.to)) return Unprocessable("to must be a number with '+' and 7 to 15 digits");
  if (const auto url = ParseWebhookUrl(order.answer.url); !url)
    return Unprocessable("url " + url.error().message);
  if (order.answer.method != "GET" && order.answer.method != "POST")
    return Unprocessable("method must be GET or POST");
  const auto leg = exchange_.Receive(std::move(order));
  if (!leg) return Problem(429, "Too Many Requests", "too many calls are up");
  return JsonResponse(201, Indented(SimCall(leg->Record(), Detail::kSummary)));
}

HttpResponse SimApi::SendText(const HttpRequest& request) {
  const auto body = ParseJson(request.body);
  if (!body || !body->is_object())
    return Problem(
        400, "Bad Request",
        R"(the body must be JSON: {"from": "+1…", "to": "+1…", "body": "…", "url": "http…"})");
  const auto& object = body->as_object();
  TextRecord text;
  text.from = StringAt(object, "from");
  text.to = StringAt(object, "to");
  text.body = StringAt(object, "body");
  text.status.url = StringAt(object, "url");
  if (!IsE164(text.from)) return Unprocessable("from must be a number with '+' and 7 to 15 digits");
  if (!IsE164(text.to)) return Unprocessable("to must be a number with '+' and 7 to 15 digits");
  if (text.body.empty() || text.body.size() > kMostBody)
    return Unprocessable("body must have 1 to 1600 bytes");
  if (const auto url = ParseWebhookUrl(text.status.url); !url)
    return Unprocessable("url " + url.error().message);
  const auto& sent = exchange_.ReceiveText(std::move(text));
  return JsonResponse(201, Indented(json::object{{"sid", sent.sid}}));
}

HttpResponse SimApi::InboundByExotel(CallOrder order) {
  order.stream_url = std::exchange(order.answer.url, {});
  const std::string_view url = order.stream_url;
  if (!url.starts_with("ws") && !url.starts_with("http"))
    return Unprocessable("url of an exotel call must be ws://, wss:// or http(s)://");
  const auto leg = exchange_.Receive(std::move(order));
  if (!leg) return Problem(429, "Too Many Requests", "too many calls are up");
  return JsonResponse(201, Indented(SimCall(leg->Record(), Detail::kSummary)));
}

HttpResponse SimApi::ReplaceScript(const HttpRequest& request) {
  auto script = ReadScript(request.body, "script");
  if (!script) {
    std::string text;
    for (const auto& finding : script.error())
      text += (text.empty() ? "" : "\n") + FormatFinding(finding);
    return Unprocessable(text);
  }
  exchange_.Replace(std::move(*script));
  return Health();
}

HttpResponse SimApi::Reset() {
  exchange_.Reset();
  return Health();
}

HttpResponse SimApi::Health() const {
  json::object out;
  out["status"] = "ok";
  out["people"] = exchange_.People();
  out["calls"] = exchange_.Calls().size();
  out["live_calls"] = exchange_.LiveCalls();
  out["faults"] = FaultsJson(exchange_.RemainingFaults());
  return JsonResponse(200, Indented(out));
}

}  // namespace tocsin::phone
