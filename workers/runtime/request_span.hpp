#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "adapters/tracing.hpp"

namespace tocsin::runtime {

/// The SERVER span of a request, from its coming to its answer, as OpenTelemetry's conventions for
/// HTTP want it. Shared by whoever answers; used by one thread at a time.
class RequestSpan {
 public:
  /// Begins one below the sender's, which its headers name (`traceparent`, or the event's
  /// `ce-traceparent`), or in a trace of its own. From here on the request's `traceparent` names
  /// this span, so that what is made of the request stands below it; `tracestate`, in as many
  /// headers as it came in, is one header, and gone where it is none. With a tracer that is off the
  /// sender's own goes on. `route` is a pattern, never a path with ids or secrets in it; `tracer`
  /// outlives the answer.
  static std::shared_ptr<RequestSpan> Begin(Tracer& tracer, std::string route,
                                            HttpRequest& request);

  /// `respond`, which ends the span. Whatever the share, an answer of ours that says that we failed
  /// (5xx) is told.
  static HttpRespond Ending(std::shared_ptr<RequestSpan> span, HttpRespond respond);
  /// It belongs to something that has a trace: below the span that `traceparent` names. A sender's
  /// becomes a link. Before the answer.
  void StandBelow(std::string_view traceparent);
  /// Its trace, where that is kept and may stand as an example of a metric; else empty.
  std::string Kept() const;

 private:
  RequestSpan(Tracer& tracer, std::string route) : tracer_(tracer), route_(std::move(route)) {}
  void End(int status);

  Tracer& tracer_;
  const std::string route_;
  std::string method_;
  std::string place_;  ///< traceparent of the span; empty: the tracer is off
  std::uint64_t parent_ = 0;
  std::string sender_;  ///< its traceparent, or empty
  TimePoint came_;
};

}  // namespace tocsin::runtime
