#pragma once

#include <optional>
#include <string>
#include <string_view>
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

/// Why somebody is rung, or is not.
struct DutyReason {
  std::string
      who;  ///< the contact; or what stands in its place, such as a rotation without anybody
  std::string name;  ///< how people know them; empty: no contact
  std::string why;
  static const FieldTable& Spec();
};

/// Who is on duty at a moment: what `oncall.resolve` gives.
struct Duty {
  bool open = false;
  std::vector<DutyRung> rungs;
  std::vector<DutyReason> reasons;  ///< one for each rung
  std::vector<DutyReason> skipped;
  static const FieldTable& Spec();
};

/// What is asked of the resources.
struct DutyQuery {
  const Policy* policy = nullptr;      ///< null: nobody but the number of last resort
  const Calendar* calendar = nullptr;  ///< null: it is never open
  std::string_view severity = {};      ///< of events::kSeverities; empty: any
  TimePoint at;
};

/// Pure. Opening hours are wall time of the calendar's zone: on the night the clock is put forward
/// an hour of them is missing, on the night it is put back one comes twice. Where nobody is on
/// duty, the number of last resort is the only rung, dialled once more after 45 s.
Duty Resolve(const Resources& resources, const DutyQuery& query);

bool IsOpen(const Calendar& calendar, TimePoint at);

}  // namespace tocsin::workflow
