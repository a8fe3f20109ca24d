#pragma once

#include <string>

#include "tests/harness/site.hpp"

namespace tocsin::harness {

/// Runs that are told to go on, and the event they then listen for, both published at the same
/// instant on different topics and partitions, either one first. Each id has two runs, one after
/// the other; between them an event of the former run's kind comes too late and must not be taken
/// by the next.
struct MeetingReport {
  int meetings = 0;
  int missed = 0;   ///< runs that never ended
  int stale = 0;    ///< runs that took an event of the run before
  int doubled = 0;  ///< runs that ended twice
  double seconds = 0;
  std::string details = {};

  std::string Row() const;
};
MeetingReport RunMeetings(int ids);

/// Where the event that a run listens for is published, beside the one that begins the run.
enum class Beside {
  kSamePartition,  ///< right after it: same topic, same key
  kOtherTopic,     ///< same key
  kOtherPartition
};
/// The first event of a run and the one it listens for at the same instant, the second first every
/// other time (never on the same partition). What is handled before the run has begun is not its
/// mail, so where order is not kept not every run ends; but none may wait beside mail that is its
/// own.
struct RaceReport {
  int races = 0;
  int ended = 0;
  int before = 0;      ///< runs whose event was handled before they began
  int overlooked = 0;  ///< runs that wait although younger mail is there

  std::string Row() const;
};
RaceReport RunRaces(int ids, Beside where);

}  // namespace tocsin::harness
