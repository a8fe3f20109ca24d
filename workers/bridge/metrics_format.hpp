#pragma once

#include <string_view>

#include "adapters/metrics.hpp"

namespace tocsin::bridge {

/// Which format a request for `/metrics` likes best, by its Accept header: OpenMetrics where it is
/// named and liked no less than plain text; else Prometheus text.
MetricsFormat MetricsFormatFor(std::string_view accept);
std::string_view ContentTypeOf(MetricsFormat format);

}  // namespace tocsin::bridge
