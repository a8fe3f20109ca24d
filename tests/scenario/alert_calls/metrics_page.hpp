#pragma once

#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {

/// What the worker exposes after an alert, a call and a decision is what docs/reference/metrics.md
/// lists, name by name and both ways, in both formats, and those who read such texts take it.
void ExpectTheMetricsOfThePage(const WalkSite& site);

}  // namespace tocsin::harness
