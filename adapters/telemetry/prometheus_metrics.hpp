#pragma once

#include <memory>
#include <span>

#include "adapters/metric_series.hpp"
#include "schemas/metric_catalog.hpp"

namespace tocsin {

struct MetricsOptions {
  std::span<const MetricText> catalog = MetricCatalog();  ///< outlives the metrics
  std::size_t series = 500;                               ///< of one metric
  bool second_names = false;  ///< shows the names that are only shown when asked for
};

/// Metrics kept in memory, each series made at its first use; counters and histograms without
/// labels stand at zero from the beginning. What would be a series too many counts in one whose
/// labels are all `other`, and in tocsin_metrics_other_total. What is in no catalog, or negative,
/// counts in tocsin_metrics_dropped_total.
std::unique_ptr<SeriesMetrics> MakePrometheusMetrics(MetricsOptions options = {});

}  // namespace tocsin
