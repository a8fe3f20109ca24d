#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/harness/alert_flow.hpp"
#include "tests/harness/own_servers.hpp"

namespace tocsin::harness {

/// Alerts of severity info come evenly through the shipped router while servers are restarted under
/// the worker.
struct ServerRestart {
  enum class Which { kDatabase, kBroker };
  Which which = Which::kDatabase;
  std::chrono::milliseconds at{0};
};
struct ServerRestartReport {
  FlowReport closed;   ///< tocsin.alert.closed
  FlowReport actions;  ///< tocsin.action.requested
  int restarts = 0;
  double longest_down_ms = 0;  ///< of a server, stop to start
  double worst_ms = 0;         ///< longest that an alert waited for its closing
  bool worker_lives = false;   ///< the same process all the time
  std::string log = {};

  std::string Row() const;
};
ServerRestartReport RunServerRestarts(const OwnServers& servers, int alerts,
                                      std::chrono::milliseconds flow,
                                      const std::vector<ServerRestart>& restarts);

}  // namespace tocsin::harness
