#pragma once

#include <vector>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Warnings of contacts in the resource files, and of messages in workflows, that name a channel
/// which the settings do not have: nothing would be sent, and it would be noticed at night. What
/// the files themselves have wrong is for lint to say.
std::vector<Finding> CheckChannelNames(const LoadedSettings& loaded);

}  // namespace tocsin::compose
