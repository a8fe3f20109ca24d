#pragma once

#include <span>
#include <vector>

#include "adapters/telemetry/metric_family.hpp"

namespace tocsin {

/// The standard process_* metrics that the catalog has, read from /proc now. Thread-safe.
std::vector<MetricFamily> ProcessFamilies(std::span<const MetricText> catalog);

}  // namespace tocsin
