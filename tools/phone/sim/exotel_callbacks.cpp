#include "tools/phone/sim/exotel_callbacks.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "schemas/json.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

constexpr int kTries = 3;
constexpr Duration kRetryPause = std::chrono::seconds(1);
constexpr const char* kPartsBoundary = "exotel-callback";

Params CallbackFields(const CallRecord& record, const ExotelCallbackOrder& order) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(record.length).count();
  return {{"CallSid", record.sid},
          {"EventType", IsEnd(record.state) ? "terminal" : "answered"},
          {"DateCreated", ExotelTime(record.created)},
          {"DateUpdated", ExotelTime(record.updated)},
          {"Status", std::string(RestStatus(record.state))},
          {"From", record.order.to},
          {"To", record.order.from},
          {"PhoneNumberSid", record.order.from},
          {"Direction", std::string(ToString(record.direction))},
          {"ConversationDuration", std::to_string(seconds)},
          {"CustomField", order.custom_field}};
}

std::string AsJson(const Params& fields) {
  json::object body;
  for (const auto& [name, value] : fields) body[name] = value;
  return JsonText(body);
}

std::string AsParts(const Params& fields) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += std::string("--") + kPartsBoundary + "\r\nContent-Disposition: form-data; name=\"" +
            name + "\"\r\n\r\n" + value + "\r\n";
  return body + "--" + kPartsBoundary + "--\r\n";
}

/// One callback on its way; lives until it is answered or given up.
struct ExotelCallback : std::enable_shared_from_this<ExotelCallback> {
  ExotelCallback(Exchange& of, HttpClient& by, std::string call_sid, HttpCall what)
      : exchange(of), client(by), sid(std::move(call_sid)), call(std::move(what)) {}

  void Try() {
    ++tries;
    client.Send(call, [self = shared_from_this()](const HttpOutcome& outcome) {
      const int status = outcome ? outcome->status : 0;
      self->exchange.OwnLoop().Post([self, status] { self->Answered(status); });
    });
  }

  void Answered(int status) {
    auto& loop = exchange.OwnLoop();
    if (const auto leg = exchange.Find(sid)) {
      WebhookTry entry;
      entry.kind = "status";
      entry.method = call.method;
      entry.url = call.url;
      entry.at = loop.Now();
      entry.number = tries;
      entry.status = status;
      auto& tried = leg->MutableRecord().webhooks;
      if (tried.size() < CallRecord::kMaxEntries) tried.push_back(std::move(entry));
    }
    if (status >= 200 && status < 300) return;
    if (tries < kTries) loop.AfterReal(kRetryPause, [self = shared_from_this()] { self->Try(); });
  }

  Exchange& exchange;
  HttpClient& client;
  std::string sid;
  HttpCall call;
  int tries = 0;
};

}  // namespace

std::string ExotelTime(TimePoint time) {
  constexpr auto kIndia = std::chrono::minutes(330);
  std::string text = FormatTime(time + kIndia).substr(0, 19);
  std::ranges::replace(text, 'T', ' ');
  return text;
}

std::string TakeUserInformation(std::string& url) {
  const auto start = url.find("://");
  if (start == std::string::npos) return {};
  const auto authority_end = url.find_first_of("/?#", start + 3);
  const auto at = url.substr(0, authority_end).rfind('@');
  if (at == std::string::npos || at < start) return {};
  std::string user = url.substr(start + 3, at - start - 3);
  url.erase(start + 3, at - start - 2);
  return user;
}

std::function<void(const CallRecord&)> SendExotelCallbacks(ExotelCallbackOrder order,
                                                           Exchange& exchange, HttpClient& client) {
  return [order = std::move(order), &exchange, &client](const CallRecord& record) {
    const bool answered = record.state == CallState::kInProgress && order.answered;
    const bool over = IsEnd(record.state) && order.terminal;
    if (order.url.empty() || (!answered && !over)) return;
    if (std::ranges::find(record.faults, "lost_callbacks") != record.faults.end()) return;
    const Params fields = CallbackFields(record, order);
    HttpCall call;
    call.method = "POST";
    call.url = order.url;
    const std::string user = TakeUserInformation(call.url);
    if (!user.empty()) call.headers.emplace_back("Authorization", "Basic " + EncodeBase64(user));
    call.headers.emplace_back("Content-Type",
                              order.json
                                  ? "application/json"
                                  : std::string("multipart/form-data; boundary=") + kPartsBoundary);
    call.body = order.json ? AsJson(fields) : AsParts(fields);
    call.timeout = std::chrono::seconds(15);
    std::make_shared<ExotelCallback>(exchange, client, record.sid, std::move(call))->Try();
  };
}

}  // namespace tocsin::phone
