#pragma once

#include <string>

namespace tocsin::harness {

/// Starts a worker that kills itself at `point` (its `passage`-th), gives it alerts, starts it
/// again, and looks at what came out: every alert must have exactly one action id. Adds what it
/// finds to `report`.
struct CrashReport {
  int alerts = 0;
  int crashes = 0;               ///< the worker really died at the point
  int missing = 0;               ///< alerts without an action
  int doubled = 0;               ///< alerts with two action ids
  int raw_repeats = 0;           ///< records with an id that was there before
  double worst_recovery_ms = 0;  ///< from the second start to its ready line
};
void RunCrashStory(const std::string& point, int passage, CrashReport& report);

}  // namespace tocsin::harness
