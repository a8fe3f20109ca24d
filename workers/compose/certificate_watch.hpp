#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "adapters/clock.hpp"
#include "adapters/metrics.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::compose {

/// What is said of a certificate that ends within 14 days of `now`, or has ended; empty before.
std::string WarningOfEnd(const std::string& file, TimePoint end, TimePoint now);

/// Knows when the listener's certificate ends. Check comes from any thread, the rest from one.
class CertificateWatch {
 public:
  /// Both outlive it.
  CertificateWatch(const Clock& clock, Metrics& metrics) : clock_(clock), metrics_(metrics) {}

  /// The file of the certificate that is shown from now on; empty: none is.
  void Use(const std::string& file);
  /// kInvalid: it ends soon, or has ended.
  Status Check() const;
  /// Says so in the log, once a day.
  void Tell();

 private:
  const Clock& clock_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::string file_;
  std::optional<TimePoint> end_;
  TimePoint told_ = {};
};

}  // namespace tocsin::compose
