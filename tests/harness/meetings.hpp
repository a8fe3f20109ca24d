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

/// The first event of a run and the one it listens for at the same instant. What comes to be
/// handled before the run has begun is not its mail, so not every run ends; but none may wait
/// beside mail that is its own.
struct RaceReport {
  int races = 0;
  int ended = 0;
  int before = 0;      ///< runs whose event was handled before they began
  int overlooked = 0;  ///< runs that wait although younger mail is there
};
RaceReport RunRaces(int ids);

}  // namespace tocsin::harness
