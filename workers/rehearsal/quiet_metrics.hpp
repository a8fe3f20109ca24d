#pragma once

#include <string>

#include "adapters/metrics.hpp"

namespace tocsin::rehearsal {

/// Nobody looks at what a rehearsal counts.
class QuietMetrics final : public Metrics {
 public:
  void Add(std::string_view, double, MetricLabels) override {}
  void Set(std::string_view, double, MetricLabels) override {}
  void Observe(std::string_view, double, MetricLabels) override {}
  std::string Expose() const override { return {}; }
};

}  // namespace tocsin::rehearsal
