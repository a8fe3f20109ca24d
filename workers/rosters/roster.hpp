#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::rosters {

// What the exports of on-call products have in common, each read into it by its format.

inline constexpr std::size_t kDayMinutes = 24 * 60;
inline constexpr std::size_t kWeekMinutes = 7 * kDayMinutes;
/// Minutes of the week in wall time, from Monday's midnight.
using WeekHours = std::bitset<kWeekMinutes>;

struct Person {
  std::string id;       ///< in the export
  std::string contact;  ///< the name of the entry: small letters, digits and '-'
  std::string name;
  std::string phone;  ///< "+" and digits; empty: the export has none
  std::string email;
  std::string zone;  ///< of this system's; empty: not known
  Mark mark;
};

/// People who take turns.
struct Turns {
  std::string id;    ///< in the export; empty: nobody names it
  std::string name;  ///< for messages
  std::string zone_name;
  const date::time_zone* zone = nullptr;  ///< of the process-wide database, never null
  workflow::LocalMinutes first;           ///< a hand-over: the first of `people` takes over
  workflow::ShiftLength every;
  std::vector<std::vector<std::string>> people;  ///< contacts; each turn one or more
  WeekHours hours = WeekHours().set();           ///< on duty only within these
  std::optional<TimePoint> begin;                ///< nobody before; nothing: from `first` on
  std::optional<TimePoint> end;
  int level = 0;  ///< a higher one goes before a lower one; those of one level are on duty together
  Mark mark;
};

/// Somebody is on duty instead of others, or beside them.
struct StandIn {
  TimePoint from;
  TimePoint to;
  std::vector<std::string> people;      ///< contacts; none: `instead_of` is off duty
  std::string instead_of;               ///< a contact; empty: everybody
  bool beside = false;                  ///< those on duty stay
  std::vector<std::string> turns = {};  ///< only of these, by id; empty: of all
  Mark mark;
};

struct Schedule {
  std::string id;  ///< in the export
  std::string name;
  std::string zone_name;
  const date::time_zone* zone = nullptr;  ///< of the process-wide database, never null
  std::vector<Turns> turns;
  std::vector<StandIn> stand_ins;  ///< a later one goes before an earlier one
  Mark mark;
};

/// A step of a ladder: everybody it names, one after another.
struct Step {
  enum class Of { kPerson, kSchedule, kLadder };
  Of of = Of::kPerson;
  std::string id;  ///< a contact, or the id in the export
  Mark mark;
};

struct Ladder {
  std::string id;  ///< in the export
  std::string name;
  std::vector<Step> steps;
  int retries = 0;  ///< of each step
  Mark mark;
};

struct Roster {
  std::vector<Person> people;
  std::vector<Schedule> schedules;
  std::vector<Ladder> ladders;
};

}  // namespace tocsin::rosters
