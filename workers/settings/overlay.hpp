#pragma once

#include <vector>

#include "schemas/yaml.hpp"
#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Writes the variables that name a setting into the tree of the file, and their places into
/// `origins`. Findings: two names of one setting with different values (error), a value that cannot
/// be converted (error), a different value of the file that is replaced (warning).
void OverlayEnvironment(const Environment& environment, YamlNode& root, Origins& origins,
                        std::vector<Finding>& findings);

}  // namespace tocsin::compose
