#pragma once

#include <string>
#include <vector>

#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// A name that a file says, and where.
struct NamePlace {
  enum class Of { kContact, kRotation, kPolicy };
  Of of = Of::kContact;
  std::string name;
  std::string file;
  Mark mark;
};

/// What is looked at when all files are read: where names stand, and the entries that are checked
/// as a whole, in the order of the resources.
struct ResourcePlaces {
  std::vector<NamePlace> names;  ///< that are used
  std::vector<NamePlace> policies;
  std::vector<NamePlace> overrides;
};

/// Findings about what only the whole can tell: names that nothing has, overrides at the same time,
/// policies that lead back to themselves or reach nobody, and (a warning) hours of the week in
/// which the turns of a ladder leave nobody on duty.
void CheckResources(const Resources& resources, const ResourcePlaces& places,
                    std::vector<Finding>& findings);

}  // namespace tocsin::workflow
