#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin {

using MetricLabels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// How `/metrics` is written: Prometheus text 0.0.4, or OpenMetrics 1.0.
enum class MetricsFormat { kPrometheusText, kOpenMetrics };

/// Counters, gauges and histograms of the metric catalog (schemas/metric_catalog.hpp): a name or
/// label that is not in it counts nothing. Label values may be anything: they are cut, escaped, and
/// bounded in number. Thread-safe and cheap enough for every batch, not for every audio frame.
class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual void Add(std::string_view counter, double value = 1, MetricLabels labels = {}) = 0;
  virtual void Set(std::string_view gauge, double value, MetricLabels labels = {}) = 0;
  /// In seconds. `trace` (32 hex digits) is one that is kept and shows where they went; empty:
  /// none.
  virtual void Observe(std::string_view histogram, double seconds, MetricLabels labels = {},
                       std::string_view trace = {}) = 0;
  /// What a scrape is answered. Any thread.
  virtual std::string Expose(MetricsFormat format = MetricsFormat::kPrometheusText) const = 0;
};

}  // namespace tocsin
