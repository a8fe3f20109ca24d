#pragma once

#include "workers/selfcheck/selfcheck.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::commands {

/// Before the first start no worker runs, and what is not set up yet is no failure.
enum class SelfCheckTime { kAnyTime, kBeforeFirstStart };

/// Asks all parts that the settings name.
Result<compose::SelfCheckReport> AskAllParts(const compose::Settings& settings, SelfCheckTime time);

}  // namespace tocsin::commands
