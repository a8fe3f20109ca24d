#pragma once

#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// A rung with its contact looked up.
struct DutyRung {
  Contact contact;
  int retries = 0;
  Duration delay{0};
};

/// Who is on duty at a moment.
struct Duty {
  bool open = false;  ///< within business hours
  std::vector<DutyRung> rungs;
};

/// Pure. Opening hours are wall time of the calendar's zone: on the night the clock is put forward
/// an hour of them is missing, on the night it is put back one comes twice. Without a calendar it
/// is never open; without a policy nobody is on duty.
Duty Resolve(const Resources& resources, const Policy* policy, const Calendar* calendar,
             TimePoint at);

bool IsOpen(const Calendar& calendar, TimePoint at);

/// {open, rungs: [{contact, phone, language, retries, delay}]}
json::object ToJson(const Duty& duty);

}  // namespace tocsin::workflow
