#pragma once

#include <memory>
#include <vector>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// Several voices as one: the first that speaks the language; when it fails before its first sound,
/// the next one takes the sentence over. At least one.
std::unique_ptr<TextToSpeech> MakeVoiceOrder(std::vector<std::unique_ptr<TextToSpeech>> voices);

}  // namespace tocsin::speech
