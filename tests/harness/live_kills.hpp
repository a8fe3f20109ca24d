#pragma once

#include <string>
#include <vector>

namespace tocsin::harness {

/// What was found after workers had been killed while they held a live call; counts add up.
struct LiveKillReport {
  int calls = 0;
  int kills = 0;    ///< of them: the worker died at its point
  int missing = 0;  ///< calls without the decision that the person took
  int doubled = 0;  ///< calls with two decisions
  int rings = 0;    ///< calls at the carrier beyond one
  int left = 0;     ///< calls whose person was not spoken to again, though the call went on
  /// From the broken socket to the next sound of ours, as the person hears it, milliseconds.
  std::vector<double> silences = {};
  std::string details = {};  ///< what was wrong, for the log of a failed test

  std::string Row() const;
  double Silence(double share) const;
};

/// Two workers behind one address. For each of `points` ("turn_heard:2") the one that is asked
/// first is started with it and dies there, while it leads a call that asks for a decision; what
/// becomes of the call is then up to the other one. Nothing to do: `why` says what is missing.
LiveKillReport RunLiveKills(const std::vector<std::string>& points, std::string& why);

/// Every point of a live call at which a process may end: opening, in each of its sentences, at
/// each of its turns, around the commit of the decision, when its socket has ended; `times` each.
std::vector<std::string> LiveKillPoints(int times);

}  // namespace tocsin::harness
