#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/metric_series.hpp"
#include "adapters/telemetry/otlp_message.hpp"
#include "adapters/tracing.hpp"

namespace tocsin {

struct SpanExporterOptions {
  std::string url;       ///< where requests are posted: ENDPOINT/v1/traces
  bool protobuf = true;  ///< else JSON
  HttpHeaders headers = {};
  double share = 1;  ///< of traces that are wanted in any case, 0 to 1
  otlp::Resource resource = {};
  Duration delay = std::chrono::seconds(1);  ///< between requests; at once with a full one
  std::size_t most_at_once = 512;            ///< spans in a request
  std::size_t most_waiting = 8'192;          ///< spans; beyond, new ones are lost
  Duration timeout = std::chrono::seconds(10);
  Duration longest_pause = std::chrono::seconds(30);  ///< while the collector is away
};

/// Sends spans to an OpenTelemetry collector (OTLP over HTTP), one request at a time, on a thread
/// of its own. What a collector that is away or overloaded keeps it from sending is tried again
/// with growing pauses, and lost when there is no room left; `tocsin_telemetry_spans_total` counts
/// sent, lost and refused ones. Whether a trace is wanted by its share is told by its id, as
/// TraceIdRatioBased of OpenTelemetry does; one that its sender does not record never is.
class SpanExporter : public Tracer {
 public:
  /// Sends what waits, for at most `longest`, and ends the thread. Spans that come later are lost.
  virtual void Stop(Duration longest) = 0;
};
/// `client` and `metrics` outlive it.
std::unique_ptr<SpanExporter> MakeSpanExporter(SpanExporterOptions options, HttpClient& client,
                                               SeriesMetrics& metrics);

}  // namespace tocsin
