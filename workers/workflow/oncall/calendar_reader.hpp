#pragma once

#include <string>
#include <vector>

#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// The calendar of an entry; hours that nobody can keep are findings.
Calendar CalendarOf(const Named<CalendarEntry>& entry, const std::string& file,
                    std::vector<Finding>& findings);

}  // namespace tocsin::workflow
