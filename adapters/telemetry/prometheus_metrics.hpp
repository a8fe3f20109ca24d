#pragma once

#include <memory>

#include "adapters/metric_series.hpp"

namespace tocsin {

/// Metrics kept in memory and exposed as Prometheus text. Each series is made at its first use and
/// found by a hash afterwards. At most 10,000 series: further ones are dropped and counted in
/// tocsin_metrics_dropped_total, as are samples whose name is malformed or already used for another
/// kind of metric.
std::unique_ptr<SeriesMetrics> MakePrometheusMetrics();

}  // namespace tocsin
