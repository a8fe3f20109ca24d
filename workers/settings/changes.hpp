#pragma once

#include <string>
#include <vector>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Paths of the settings that differ and that a running worker does not take over by a reload, in
/// the order of `config show`.
std::vector<std::string> ChangesThatNeedARestart(const Settings& before, const Settings& after);

}  // namespace tocsin::compose
