#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/metric_series.hpp"
#include "adapters/telemetry/sentry_event.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

struct SentryOptions {
  sentry::Target target;
  std::string environment;
  int per_minute = 10;
  Duration timeout = std::chrono::seconds(10);
};

/// Sends the errors of this process's log, for as long as it lives. Never holds up who writes:
/// beyond `per_minute`, of the same kind within a minute, while the receiver asks to be left alone,
/// and beyond four requests on their way an error is counted and not sent. What becomes of them is
/// told by `tocsin_telemetry_errors_total`.
class SentryReports {
 public:
  virtual ~SentryReports() = default;
  /// Waits at most so long for what is on its way.
  virtual void Stop(Duration longest) = 0;
};

/// `client` and `metrics` outlive it.
std::unique_ptr<SentryReports> ReportToSentry(SentryOptions options, HttpClient& client,
                                              SeriesMetrics& metrics);

}  // namespace tocsin
