#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/harness/alert_flow.hpp"
#include "tests/harness/own_servers.hpp"

namespace tocsin::harness {

/// Alerts of severity info come evenly through the shipped router while servers are restarted under
/// the worker, or the database is stopped (SIGSTOP) for `still`.
struct ServerRestart {
  enum class Which { kDatabase, kBroker, kDatabaseStands };
  Which which = Which::kDatabase;
  std::chrono::milliseconds at{0};
  std::chrono::milliseconds still{0};
};
struct ServerRestartReport {
  FlowReport closed;   ///< tocsin.alert.closed
  FlowReport actions;  ///< tocsin.action.requested
  int restarts = 0;
  double longest_down_ms = 0;  ///< of a server, stop to start
  double worst_ms = 0;         ///< longest that an alert waited for its closing
  bool worker_lives = false;   ///< the same process all the time
  /// While the database stood still: the answer of /ready, and how long after the stop it was given
  /// at first.
  std::string ready_said = {};
  double ready_said_after_ms = 0;
  int commits_given_up = 0;  ///< lines of the log that say so
  std::string log = {};

  std::string Row() const;
};
/// `store`: more members of the worker's section `store`, ", timeout: 2s".
ServerRestartReport RunServerRestarts(const OwnServers& servers, int alerts,
                                      std::chrono::milliseconds flow,
                                      const std::vector<ServerRestart>& restarts,
                                      const std::string& store = {});

}  // namespace tocsin::harness
