#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// Gives the layers of `rotation` that have this calendar (Layer::calendar) its turns: people,
/// `planned`. `text` is what `file` holds. Events recur until the end of 2037, as far as the system
/// knows zones. What is no calendar, and events that name nobody of `contacts`, are findings with
/// their line. Pure.
void PlanTurns(Rotation& rotation, std::string_view calendar, const std::string& file,
               std::string_view text, const std::vector<Contact>& contacts,
               std::vector<Finding>& findings);

}  // namespace tocsin::workflow
