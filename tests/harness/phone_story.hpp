#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/harness/phone_site.hpp"

namespace tocsin::harness {

/// What was found after alerts had been phoned about and approved; counts add up over stories.
struct PhoneReport {
  int stories = 0;
  int crashes = 0;      ///< the worker really died at the point
  int missing = 0;      ///< alerts without tocsin.alert.closed, outcome approved
  int doubled = 0;      ///< alerts with two ids of a decision, an action or a closing
  int extra_rings = 0;  ///< calls at the simulator beyond the attempts that are bound to one
  int unbound = 0;      ///< calls at the simulator that no attempt knows
  int asked_again = 0;  ///< calls placed after the decision was stored
  int told_early = 0;   ///< calls on which "Approved" was heard without a decision by this call
  int redials =
      0;  ///< stories that needed a second call (allowed: the person was cut off before deciding)
  int raw_repeats = 0;           ///< records with an id that was there before
  double worst_recovery_ms = 0;  ///< from the start after the crash to its ready line
  std::string details = {};      ///< what was wrong, for the log of a failed test

  PhoneReport& operator+=(const PhoneReport& other);
  std::string Row(const std::string& name) const;
};

/// The person of the story: picks up late enough for a worker that has to come back first, then
/// approves by word and key.
std::string ApprovingPerson(const std::string& number, const std::string& answer_after = "40s");

/// Counts for one alert of a site whose story should be over; waits at most `patience` for its end.
PhoneReport JudgeStory(const PhoneSite& site, const std::string& alert_id,
                       std::chrono::milliseconds patience);

/// One approval through the shipped router with the worker killed at `point` (its `passage`-th) and
/// started again.
PhoneReport RunPhoneCrashStory(const std::string& point, int passage);

struct CrashCase {
  std::string point;
  int passage = 1;
};
/// The same, all of them, some side by side; what was found by point.
std::map<std::string, PhoneReport> RunPhoneCrashStories(const std::vector<CrashCase>& cases);

}  // namespace tocsin::harness
