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
  std::optional<int> calls_per_hour = {};  ///< of the number; absent: they are not throttled
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

/// From when on alerts of the policy are told in one call.
struct DutyBundle {
  int after = 0;
  int seconds = 0;
  static const FieldTable& Spec();
};

/// Who is on duty at a moment: what `oncall.resolve` gives.
struct Duty {
  bool open = false;
  std::vector<DutyRung> rungs;
  std::vector<DutyReason> reasons;  ///< one for each rung
  std::vector<DutyReason> skipped;
  std::optional<std::string> suppressed;   ///< by which maintenance; for who knows the alert
  std::optional<std::string> policy = {};  ///< whose ladder it is
  std::optional<DutyBundle> bundle = {};   ///< absent: each alert rings by itself
  static const FieldTable& Spec();
};

/// What is asked of the resources.
struct DutyQuery {
  const Policy* policy = nullptr;      ///< null: nobody but the number of last resort
  const Calendar* calendar = nullptr;  ///< null: it is never open
  std::string_view severity = {};      ///< of events::kSeverities; empty: any
  TimePoint at;
};

/// Pure. Opening hours are wall time of the calendar's zone (IsWithin). Who stands in for a policy
/// takes the place of its first rung, or comes before whoever is chosen by severity; a rotation in
/// which nobody is on duty is no rung. Quiet hours hold for all severities that are not excepted,
/// an unknown one too. Where nobody is left, the number of last resort is the only rung, dialled
/// once more after 45 s.
Duty Resolve(const Resources& resources, const DutyQuery& query);

/// Who is on duty in a rotation, with who stands in.
struct DutyTurn {
  const std::vector<std::string>* people;  ///< of the resources
  TimePoint until;                         ///< the next hand-over, or the end of the override
  bool stands_in = false;
};
std::optional<DutyTurn> TurnIn(const Resources& resources, const Rotation& rotation, TimePoint at);

bool IsOpen(const Calendar& calendar, TimePoint at);

}  // namespace tocsin::workflow
