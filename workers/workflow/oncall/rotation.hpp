#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "workers/workflow/oncall/hours.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::workflow {

/// A turn that a calendar says.
struct PlannedTurn {
  TimePoint from;
  TimePoint to;
  std::size_t whose = 0;  ///< of the layer's people
};

/// People who take turns: by counting, or as a calendar says.
struct Layer {
  LocalMinutes first;  ///< a hand-over at or before `begin`, from which all are counted
  TimePoint begin;     ///< nobody is on duty before
  std::optional<TimePoint> end;
  ShiftLength every;
  std::vector<std::vector<std::string>> people;  ///< each turn one or more contacts; never empty
  std::vector<Hours> restrictions;               ///< on duty only within these; empty: always
  std::string calendar = {};  ///< the iCalendar file whose turns these are; empty: they are counted
  std::vector<PlannedTurn> planned = {};  ///< of a calendar: in order, without overlap
};

struct Rotation {
  std::string name;
  std::string zone_name;
  const date::time_zone* zone = nullptr;  ///< of the process-wide database, never null
  std::vector<Layer> layers;              ///< a later one goes before an earlier one
};

/// Somebody takes the place of who is on duty in a rotation, or of a policy's first rung.
struct Override {
  enum class Of { kRotation, kPolicy };
  Of of = Of::kRotation;
  std::string name;
  TimePoint from;
  TimePoint to;
  std::vector<std::string> contacts;
  bool Holds(Of what, std::string_view whose, TimePoint at) const {
    return of == what && name == whose && from <= at && at < to;
  }
};

/// A turn on duty.
struct Shift {
  const std::vector<std::string>* people;
  TimePoint from;
  TimePoint to;  ///< the next hand-over; restrictions and the layer's end may come before
};

/// Whose turn it is, restrictions and later layers considered, overrides not; nothing: nobody's. A
/// hand-over happens at its wall time: at the first of the two where the clock is put back, at the
/// end of the gap where it is put forward. Pure.
std::optional<Shift> OnDuty(const Rotation& rotation, TimePoint at);

}  // namespace tocsin::workflow
