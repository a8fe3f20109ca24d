#pragma once

#include <string>
#include <vector>

#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// The hours of entries; those that nobody can keep are findings.
std::vector<Hours> HoursOf(const std::vector<HoursEntry>& entries, const std::string& file,
                           std::vector<Finding>& findings);

Calendar CalendarOf(const Named<CalendarEntry>& entry, const std::string& file,
                    std::vector<Finding>& findings);

}  // namespace tocsin::workflow
