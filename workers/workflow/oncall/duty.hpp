#pragma once

#include <string>
#include <vector>

#include "schemas/spec.hpp"
#include "schemas/time.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// A rung with its contact looked up.
struct DutyRung {
  std::string contact;
  std::string phone;
  std::string language;
  int retries = 0;
  Duration delay{0};
  static const FieldTable& Spec();
};

/// Who is on duty at a moment: what `oncall.resolve` gives.
struct Duty {
  bool open = false;
  std::vector<DutyRung> rungs;
  static const FieldTable& Spec();
};

/// Pure. Opening hours are wall time of the calendar's zone: on the night the clock is put forward
/// an hour of them is missing, on the night it is put back one comes twice. Without a calendar it
/// is never open; without a policy nobody is on duty.
Duty Resolve(const Resources& resources, const Policy* policy, const Calendar* calendar,
             TimePoint at);

bool IsOpen(const Calendar& calendar, TimePoint at);

}  // namespace tocsin::workflow
