#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "schemas/time.hpp"

namespace tocsin::fakes {

/// Twilio's REST API for calls behind an HttpClient, answering at once on the caller's thread.
class TwilioApi final : public HttpClient {
 public:
  enum class Fault {
    kNone,
    kTooMany,
    kUnavailable,
    kErrorAfterPlacing,
    kNoAnswerAfterPlacing,
    kNoConnection
  };

  TwilioApi(std::string account, std::string authorization)
      : base_("/2010-04-01/Accounts/" + account), authorization_(std::move(authorization)) {}

  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override { done(Answer(call)); }

  Fault fault = Fault::kNone;  ///< of the next request to place a call

 private:
  struct Call {
    std::string sid, to, from, status, created;
  };

  static HttpOutcome Error(int status, int code, const std::string& message) {
    return JsonResponse(status, json::serialize(json::object{
                                    {"code", code}, {"message", message}, {"status", status}}));
  }
  static HttpOutcome Broken(bool sent) {
    return tl::unexpected(
        HttpFailure{.error = {.kind = ErrorKind::kTransient, .message = "connection lost"},
                    .request_sent = sent});
  }
  static std::string Rfc2822Now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[40];
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return text;
  }
  static std::string Field(const std::string& form, std::string_view name) {
    for (const auto& [key, value] : ParseForm(form))
      if (key == name) return value;
    return {};
  }
  static json::object Json(const Call& call) {
    return {{"sid", call.sid},
            {"to", call.to},
            {"from", call.from},
            {"status", call.status},
            {"date_created", call.created},
            {"direction", "outbound-api"}};
  }

  HttpOutcome Answer(const HttpCall& call) {
    if (fault == Fault::kNoConnection) return Broken(false);
    if (HeaderValue(call.headers, "Authorization") != authorization_)
      return Error(401, 20003, "Authenticate");
    const auto host_end = call.url.find('/', call.url.find("://") + 3);
    std::string path = call.url.substr(host_end);
    const auto question = path.find('?');
    const std::string query = question == std::string::npos ? "" : path.substr(question + 1);
    path.resize(std::min(question, path.size()));
    if (path == base_ + "/Calls.json")
      return call.method == "POST" ? Create(call.body) : List(query);
    return Touch(call, path);
  }

  HttpOutcome Create(const std::string& form) {
    const Fault now = std::exchange(fault, Fault::kNone);
    if (now == Fault::kTooMany) return Error(429, 20429, "Too Many Requests");
    if (now == Fault::kUnavailable) return Error(503, 20503, "Service Unavailable");
    const std::string to = Field(form, "To");
    if (!to.starts_with('+') || to.size() < 8)
      return Error(400, 21211, "The 'To' number " + to + " is not a valid phone number.");
    calls_.insert(calls_.begin(), {.sid = "CA" + std::to_string(1000 + calls_.size()),
                                   .to = to,
                                   .from = Field(form, "From"),
                                   .status = "queued",
                                   .created = Rfc2822Now()});
    if (now == Fault::kErrorAfterPlacing) return Error(500, 20500, "Internal Server Error");
    if (now == Fault::kNoAnswerAfterPlacing) return Broken(true);
    return JsonResponse(201, json::serialize(Json(calls_.front())));
  }

  HttpOutcome List(const std::string& query) {
    json::array found;
    for (const auto& call : calls_) {
      const auto to = Field(query, "To"), from = Field(query, "From");
      if ((to.empty() || to == call.to) && (from.empty() || from == call.from))
        found.push_back(Json(call));
    }
    return JsonResponse(
        200, json::serialize(json::object{{"calls", found}, {"next_page_uri", nullptr}}));
  }

  HttpOutcome Touch(const HttpCall& request, const std::string& path) {
    for (auto& call : calls_) {
      if (path != base_ + "/Calls/" + call.sid + ".json") continue;
      if (request.method == "POST") {
        if (call.status == "completed") return Error(404, 20404, "Not found");
        if (!Field(request.body, "Url").empty() && call.status != "in-progress")
          return Error(400, 21220, "Call is not in-progress. Cannot redirect.");
        if (!Field(request.body, "Status").empty()) call.status = Field(request.body, "Status");
      }
      return JsonResponse(200, json::serialize(Json(call)));
    }
    return Error(404, 20404, "The requested resource was not found");
  }

  std::string base_;
  std::string authorization_;
  std::vector<Call> calls_;
};

}  // namespace tocsin::fakes
