#include "workers/runtime/request_span.hpp"

#include <algorithm>
#include <utility>

#include "adapters/clock.hpp"
#include "schemas/event.hpp"
#include "schemas/ids.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::string_view kTraceparent = "traceparent";
constexpr std::string_view kTracestate = "tracestate";

/// All headers of the name as one list.
std::string Joined(const HttpHeaders& headers, std::string_view name) {
  std::string all;
  for (const auto& [key, value] : headers)
    if (EqualsIgnoringCase(key, name)) all += (all.empty() ? "" : ",") + value;
  return all;
}

void SetOrDrop(HttpHeaders& headers, std::string_view name, std::string value) {
  std::erase_if(headers,
                [&](const auto& header) { return EqualsIgnoringCase(header.first, name); });
  if (!value.empty()) headers.emplace_back(name, std::move(value));
}

}  // namespace

std::shared_ptr<RequestSpan> RequestSpan::Begin(Tracer& tracer, std::string route,
                                                HttpRequest& request) {
  std::shared_ptr<RequestSpan> span(new RequestSpan(tracer, std::move(route)));
  std::string sender(HeaderValue(request.headers, kTraceparent));
  std::string state = Joined(request.headers, kTracestate);
  if (!IsTraceparent(sender)) {
    sender = HeaderValue(request.headers, "ce-traceparent");
    state = HeaderValue(request.headers, "ce-tracestate");
  }
  if (IsTraceparent(sender)) span->sender_ = sender;
  if (tracer.On()) {
    span->method_ = request.method;
    span->came_ = SystemClock().Now();
    span->parent_ = SpanOf(span->sender_);
    span->place_ = ChildTraceparent(span->sender_, RandomUuid().ToString());
  }
  SetOrDrop(request.headers, kTraceparent, tracer.On() ? span->place_ : span->sender_);
  SetOrDrop(request.headers, kTracestate, std::string(TracestateFor(span->sender_, state)));
  return span;
}

HttpRespond RequestSpan::Ending(std::shared_ptr<RequestSpan> span, HttpRespond respond) {
  if (span->place_.empty()) return respond;
  return [span = std::move(span), respond = std::move(respond)](HttpResponse response) {
    span->End(response.status);
    respond(std::move(response));
  };
}

void RequestSpan::StandBelow(std::string_view traceparent) {
  if (place_.empty() || !IsTraceparent(traceparent)) return;
  parent_ = SpanOf(traceparent);
  place_ = WithSpan(traceparent, SpanOf(place_));
}

std::string RequestSpan::Kept() const {
  return tracer_.Wants(place_) ? std::string(TraceOf(place_)) : std::string();
}

void RequestSpan::End(int status) {
  const bool failed = status >= 500;
  if (!failed && !tracer_.Wants(place_)) return;
  Span span{.trace = std::string(TraceOf(place_)),
            .span = SpanOf(place_),
            .parent = parent_,
            .name = method_ + ' ' + route_,
            .kind = SpanKind::kServer,
            .start = came_,
            .end = SystemClock().Now(),
            .attributes = {{"http.request.method", method_},
                           {"http.route", route_},
                           {"http.response.status_code", static_cast<std::int64_t>(status)}},
            .failed = failed};
  if (failed) span.attributes.emplace_back("error.type", std::to_string(status));
  if (!sender_.empty() && SpanOf(sender_) != parent_)
    span.links.push_back({std::string(TraceOf(sender_)), SpanOf(sender_)});
  tracer_.Record(std::move(span));
}

}  // namespace tocsin::runtime
