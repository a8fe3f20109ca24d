#pragma once

#include <string>
#include <vector>

#include "workers/rosters/roster.hpp"
#include "workers/workflow/oncall/timeline.hpp"

namespace tocsin::rosters {

/// Who stands in in one rotation, without two at the same time.
class StandInPlan {
 public:
  /// Takes the place of whoever is planned for the time.
  void Put(TimePoint from, TimePoint to, std::vector<std::string> people);
  /// Changes who is on duty, by the plan and by `turns` (who is on duty without it, over the whole
  /// time). False: at some time nobody would be left, which cannot be said; they stay on duty then.
  bool Change(const StandIn& change, const std::vector<workflow::DutySpan>& turns);
  /// In order; neighbours differ.
  const std::vector<workflow::DutySpan>& All() const { return all_; }

 private:
  std::vector<workflow::DutySpan> all_;
};

}  // namespace tocsin::rosters
