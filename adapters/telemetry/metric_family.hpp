#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/metric_catalog.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// A trace that shows where an observation's time went.
struct MetricExemplar {
  std::string trace;
  double seconds = 0;
  TimePoint at;
};

/// One series as it stands at a scrape.
struct MetricSample {
  std::vector<std::pair<std::string_view, std::string>> labels;  ///< those with a value
  double value = 0;                                              ///< of a histogram: the sum
  TimePoint created = {};                                        ///< of counters and histograms
  /// Of a histogram: how many fell into each bucket alone, the last one without a bound.
  std::array<std::uint64_t, kMetricBounds + 1> counts = {};
  std::array<std::optional<MetricExemplar>, kMetricBounds + 1> exemplars = {};
};

struct MetricFamily {
  const MetricText* text;
  std::vector<MetricSample> samples;
};

}  // namespace tocsin
