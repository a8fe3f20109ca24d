#pragma once

#include <memory>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// The voice with the words of the lexicon said as it tells: by phonemes where the voice takes
/// them, else respelled. Never both. Its variant tells the lexicon apart, so that sound that was
/// kept of another one is not played. Without a lexicon: the voice itself.
std::unique_ptr<TextToSpeech> MakePronouncedVoice(std::unique_ptr<TextToSpeech> voice,
                                                  std::shared_ptr<const Pronunciations> lexicon);

}  // namespace tocsin::speech
