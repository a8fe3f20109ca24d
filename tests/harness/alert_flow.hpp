#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "tests/harness/site.hpp"

namespace tocsin::harness {

/// A workflow that starts on every alert and emits one action at once.
extern const char* const kNotifyWorkflow;

/// Alerts PREFIX-0 ... published evenly over a time by a thread of its own, whatever happens to the
/// workers meanwhile.
class AlertFlow {
 public:
  AlertFlow(const Site& site, int count, std::chrono::milliseconds over,
            const std::string& severity = "info");
  /// Waits until all are published.
  void Finish() { thread_.join(); }
  /// Time since the first alert.
  std::chrono::milliseconds Elapsed() const;
  /// Sleeps until this much of the flow's time has passed.
  void Until(std::chrono::milliseconds elapsed) const;

 private:
  std::chrono::steady_clock::time_point started_;
  std::jthread thread_;
};

/// Now, as records are stamped.
std::int64_t WallMilliseconds();

/// What came out for alerts PREFIX-0 ... `alerts - 1`.
struct FlowReport {
  int alerts = 0;
  int missing = 0;
  int unpublished = 0;  ///< of the missing or not: alerts that their producer lost
  int doubled = 0;      ///< alerts with two ids
  int raw_repeats = 0;  ///< records with an id that was there before
  std::string details = {};
  /// When each alert was published and first answered (-1: never), milliseconds of the wall.
  std::vector<std::pair<std::int64_t, std::int64_t>> times = {};

  /// Longest wait of the alerts published from `from` to `to`.
  double Worst(std::int64_t from, std::int64_t to) const;
};
/// Reads alerts and answers (`topic`, `type`), waiting at most `patience` for the last.
FlowReport JudgeFlow(const Site& site, int alerts, const std::string& topic,
                     const std::string& type, std::chrono::milliseconds patience);

}  // namespace tocsin::harness
