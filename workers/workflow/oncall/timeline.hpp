#pragma once

#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "workers/workflow/oncall/duty.hpp"

namespace tocsin::workflow {

/// A stretch of time in which the same people are on duty.
struct DutySpan {
  TimePoint from;
  TimePoint to;
  std::vector<std::string> people;  ///< contacts, in the order in which they are rung
  bool open = false;                ///< within business hours

  Duration Length() const { return to - from; }
};

/// Who would be rung when, from `from` to `to`: spans without gaps, nobody's included, of which two
/// neighbours differ. `query.at` is ignored. Pure.
std::vector<DutySpan> Timeline(const Resources& resources, DutyQuery query, TimePoint from,
                               TimePoint to);
/// The same of a rotation alone, with who stands in; business hours are not asked for.
std::vector<DutySpan> Timeline(const Resources& resources, const Rotation& rotation, TimePoint from,
                               TimePoint to);

}  // namespace tocsin::workflow
