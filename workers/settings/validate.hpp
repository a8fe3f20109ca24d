#pragma once

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Adds the findings of rules over several fields: a carrier given in part, an address it needs,
/// TLS files, names of deliveries, times that contradict each other.
void Validate(LoadedSettings& loaded);

}  // namespace tocsin::compose
