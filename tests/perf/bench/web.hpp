#pragma once

#include <cstdint>
#include <string>

#include "tests/perf/bench/alerts.hpp"

namespace tocsin::perf {

/// What a benchmark of HTTP is told beside the load.
struct WebLoad {
  std::string url =
      {};  ///< of the hook; empty: a bare server of this program, which answers at once
  std::string key = {};    ///< an API key, where the hook asks for one
  std::uint16_t port = 0;  ///< where the receiver of deliveries listens
};

/// Each prints one JSON line and gives the exit code: 0 when everything was answered or came.
/// Posts `load.count` alerts to a hook at `load.rate` a second, whether earlier ones are answered
/// or not: latency from the moment at which each was due to its answer, in ms. Only 2xx counts.
int MeasureHooks(const AlertLoad& load, const WebLoad& web);
/// Publishes the alerts, whose actions a worker delivers to the receiver's port: deliveries a
/// second from the first one's arrival to the last one's. A second one of the same `webhook-id` is
/// a repeat.
int MeasureDeliveries(const AlertLoad& load, const WebLoad& web);

}  // namespace tocsin::perf
