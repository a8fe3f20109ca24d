#pragma once

#include <string>

#include "adapters/http.hpp"
#include "adapters/metrics.hpp"

namespace tocsin::bridge {

/// `respond`, with the answer counted by route and status and its time measured from now on.
/// `route` is a pattern, never a path with ids in it; `trace` one that is kept, or nothing.
/// `metrics` must outlive the answer.
HttpRespond Counted(Metrics& metrics, std::string route, HttpRespond respond,
                    std::string trace = {});

}  // namespace tocsin::bridge
