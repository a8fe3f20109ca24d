#pragma once

#include <vector>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Warnings of contacts in the resource files who are to be written to over a channel that the
/// settings do not have: they would miss the message, and it would be noticed at night. What the
/// files themselves have wrong is for lint to say.
std::vector<Finding> CheckChannelNames(const LoadedSettings& loaded);

}  // namespace tocsin::compose
