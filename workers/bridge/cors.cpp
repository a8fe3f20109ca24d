#include "workers/bridge/cors.hpp"

#include <algorithm>

namespace tocsin::bridge {
namespace {

/// What the API reads of a request beside what every page may send.
constexpr std::string_view kRequestHeaders =
    "Authorization, X-API-Key, Content-Type, Idempotency-Key, traceparent, tracestate, "
    "ce-specversion, ce-id, ce-source, ce-type, ce-subject, ce-time, ce-datacontenttype, "
    "ce-dataschema";
/// What it says in the head of an answer.
constexpr std::string_view kAnswerHeaders = "Location, Retry-After, WWW-Authenticate";
/// How long a browser remembers the answer, in seconds: a list that has become shorter still stops
/// the requests themselves.
constexpr std::string_view kMaxAge = "600";

}  // namespace

bool Cors::Names(std::string_view origin) const {
  return std::ranges::find(origins_, origin) != origins_.end();
}

HttpResponse Cors::Preflight(const HttpRequest& request, std::string_view method) const {
  const auto origin = HeaderValue(request.headers, "Origin");
  if (!origin.empty() && !Names(origin)) {
    auto refused = Problem(403, "Forbidden", "pages of this origin are not named in security.cors");
    refused.headers.emplace_back("Vary", "Origin");
    return refused;
  }
  HttpResponse answer{.status = 204};
  answer.headers = {{"Allow", std::string(method) + ", OPTIONS"}, {"Vary", "Origin"}};
  if (origin.empty()) return answer;
  answer.headers.emplace_back("Access-Control-Allow-Origin", origin);
  answer.headers.emplace_back("Access-Control-Allow-Methods", method);
  answer.headers.emplace_back("Access-Control-Allow-Headers", kRequestHeaders);
  answer.headers.emplace_back("Access-Control-Max-Age", kMaxAge);
  return answer;
}

HttpRespond Cors::Readable(const HttpRequest& request, HttpRespond respond) const {
  if (!Any()) return respond;
  const auto origin = HeaderValue(request.headers, "Origin");
  return [respond = std::move(respond),
          origin = std::string(Names(origin) ? origin : "")](HttpResponse response) {
    response.headers.emplace_back("Vary", "Origin");
    if (!origin.empty()) {
      response.headers.emplace_back("Access-Control-Allow-Origin", origin);
      response.headers.emplace_back("Access-Control-Expose-Headers", kAnswerHeaders);
    }
    respond(std::move(response));
  };
}

}  // namespace tocsin::bridge
