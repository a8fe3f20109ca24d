#pragma once

#include <string_view>

#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {

/// What the worker exposes after an alert, a call and a decision is what docs/reference/metrics.md
/// lists, name by name and both ways, in both formats, and those who read such texts take it.
/// `trace` stands at what was measured of it. The site shows the names of Voxanne too.
void ExpectTheMetricsOfThePage(const WalkSite& site, std::string_view trace);

}  // namespace tocsin::harness
