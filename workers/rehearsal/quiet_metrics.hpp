#pragma once

#include <string>

#include "adapters/metrics.hpp"

namespace tocsin::rehearsal {

/// Nobody looks at what a rehearsal counts.
class QuietMetrics final : public Metrics {
 public:
  void Add(std::string_view, double, MetricLabels) override {}
  void Set(std::string_view, double, MetricLabels) override {}
  void Observe(std::string_view, double, MetricLabels, std::string_view) override {}
  std::string Expose(MetricsFormat) const override { return {}; }
};

}  // namespace tocsin::rehearsal
