#pragma once

#include <string>
#include <vector>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Paths of the settings that differ and that a running worker does not take over by a reload, in
/// the order of `config show`.
std::vector<std::string> ChangesThatNeedARestart(const Settings& before, const Settings& after);

/// Whether anything differs that voices are made of. A running worker exchanges them.
bool VoicesDiffer(const SpeechSettings& before, const SpeechSettings& after);

}  // namespace tocsin::compose
