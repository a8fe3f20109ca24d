#pragma once

#include "workers/runtime/effect_kind.hpp"

namespace tocsin::workflow {

/// Generated: every file of workers/workflow/effects.
void RegisterEffectAll(runtime::EffectRegistry& registry);

}  // namespace tocsin::workflow
