#pragma once

#include <string>
#include <vector>

#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// The rotation of an entry; one that nobody can serve is a finding, and then has no layers.
Rotation RotationOf(const Named<RotationEntry>& entry, const std::string& file,
                    std::vector<Finding>& findings);

/// What times without an offset and hours are in where an entry names no zone: the default
/// calendar's, else null.
const date::time_zone* DefaultZone(const Resources& resources);

/// The override of an entry, once all rotations are known; nothing where it cannot be read.
std::optional<Override> OverrideOf(const OverrideEntry& entry, const Resources& resources,
                                   const std::string& file, std::vector<Finding>& findings);

/// The window of an entry, without its `when`; once all calendars are known.
std::optional<Maintenance> MaintenanceOf(const Named<MaintenanceEntry>& entry,
                                         const Resources& resources, const std::string& file,
                                         std::vector<Finding>& findings);

}  // namespace tocsin::workflow
