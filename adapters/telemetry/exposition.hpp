#pragma once

#include <string>
#include <vector>

#include "adapters/metrics.hpp"
#include "adapters/telemetry/metric_family.hpp"

namespace tocsin {

/// The families in Prometheus text 0.0.4 or OpenMetrics 1.0, in the order given.
std::string Exposition(const std::vector<MetricFamily>& families, MetricsFormat format);

}  // namespace tocsin
