#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

inline constexpr int kLongestInterval = 366;  // of any unit

/// A shift as a recurring event says it, as RFC 5545 and Grafana OnCall do: each occurrence lasts
/// `duration`, and with each interval the next of the people has it.
struct ShiftEvent {
  Turns turns;  ///< `first`: the first occurrence; name, zone, people, begin, level, mark
  std::string type = "rolling_users";  ///< or single_event, recurrent_event
  std::string frequency;               ///< hourly, daily, weekly, monthly
  int interval = 1;
  std::chrono::minutes duration{0};
  std::string week_start = "MO";
  std::vector<std::string> by_day;              ///< MO to SU; empty: that of `first`
  bool by_date = false;                         ///< only on some months, or days of the month
  std::optional<workflow::LocalMinutes> until;  ///< no occurrence begins after
  bool whole = false;                           ///< what TurnsOf found: `turns` may be taken
};

/// Completes event.turns: length, hours, end. Gives what is lost, in words; with `whole` false
/// nothing can be made of it.
std::string TurnsOf(ShiftEvent& event);

}  // namespace tocsin::rosters
