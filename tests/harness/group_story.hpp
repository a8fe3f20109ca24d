#pragma once

#include <chrono>
#include <string>

#include "tests/harness/alert_flow.hpp"

namespace tocsin::harness {

/// Two workers of one group, each with a data folder; alerts come evenly all the time. One is
/// killed and comes back later; then the other is stopped for longer than its session lasts, and
/// goes on.
struct GroupStory {
  int alerts = 300;
  std::chrono::milliseconds flow{20'000};
  std::chrono::milliseconds kill_at{1'000};
  std::chrono::milliseconds return_at{9'000};
  std::chrono::milliseconds stop_at{10'500};
  std::chrono::milliseconds stop_for{8'000};
};

struct GroupReport {
  FlowReport flow;
  double takeover_after_kill_ms = 0;  ///< longest that an alert waited after the kill
  double takeover_after_stop_ms = 0;
  int refused = 0;             ///< writes of the stopped one that met a moved position
  bool stopped_ended = false;  ///< or it ended by itself
  std::string logs = {};

  std::string Row() const;
};
GroupReport RunGroupStory(const GroupStory& story);

/// Two workers again; before its commit number `passage` the second stands still, with what it has
/// decided and not stored, for longer than its session lasts, then goes on with it. `kill_at` and
/// `return_at` do not count.
GroupReport RunStandstillStory(const GroupStory& story, int passage);

/// One worker killed in the middle of a flow and started again at once: milliseconds from the start
/// of the new process to the first action it emitted; negative when none came.
struct RestartReport {
  FlowReport flow;
  double back_at_work_ms = -1;
};
RestartReport RunRestartStory();

}  // namespace tocsin::harness
