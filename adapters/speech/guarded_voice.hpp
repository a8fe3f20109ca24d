#pragma once

#include <memory>

#include "adapters/engine/guard.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

/// A voice behind its guard: left alone while it fails, so many streams at a time, asked again only
/// before its first sound. kTransient: it is left alone, or its streams are taken; another may
/// speak.
std::unique_ptr<TextToSpeech> MakeGuardedVoice(std::unique_ptr<TextToSpeech> voice,
                                               std::shared_ptr<engine::Guard> guard);

}  // namespace tocsin::speech
