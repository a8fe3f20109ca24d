#pragma once

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What the voices that `speech.tts` names lack, or have that fits no longer: each with the setting
/// and an example.
void ValidateVoices(LoadedSettings& loaded);

}  // namespace tocsin::compose
