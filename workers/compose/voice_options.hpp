#pragma once

#include "adapters/speech/voices.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Who speaks, in the order of `speech.tts`, with what the services among them are set to. `auto`:
/// what is installed.
speech::VoiceOptions VoiceOptionsOf(const SpeechSettings& settings);

}  // namespace tocsin::compose
