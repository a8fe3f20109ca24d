#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "workers/rosters/export_reader.hpp"
#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// A country code that nobody has.
inline constexpr std::string_view kMissingNumber = "+999";

struct RosterResources {
  json::object sections;                                      ///< of a resource file
  std::map<std::string, std::vector<std::string>> rotations;  ///< by the schedule's name
  int numbers_missing = 0;
};

/// A roster as our resources; what is not carried over goes to the reader. Pure.
RosterResources ResourcesOf(const Roster& roster, ExportReader& reader);

}  // namespace tocsin::rosters
