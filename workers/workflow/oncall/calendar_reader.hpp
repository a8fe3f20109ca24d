#pragma once

#include <optional>

#include "workers/workflow/oncall/field_reader.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// One entry of `calendars`; faults go to `reader`. Nothing when it is not a map.
std::optional<Calendar> ReadCalendarOf(FieldReader& reader, const YamlNode::Member& member);

/// Of the process-wide database; nullptr when the name is no zone.
const date::time_zone* LocateZone(const std::string& name);

}  // namespace tocsin::workflow
