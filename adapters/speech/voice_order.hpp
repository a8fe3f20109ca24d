#pragma once

#include <memory>
#include <vector>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

struct VoiceOrderOptions {
  /// A voice that has given nothing for so long is replaced, where another one speaks the language:
  /// before its first sound, and later once all that it gave would have been heard.
  Duration patience = std::chrono::milliseconds(1'500);
  /// The longest between two pieces, however much was given.
  Duration longest_gap = std::chrono::milliseconds(2'500);
};

/// Several voices as one: the first that speaks the language; when it fails, or stalls, the next
/// one goes on from the first word that is not there yet, as far as the sound that came tells by
/// the voice's pace. At least one; the loop outlives it and its jobs.
std::unique_ptr<TextToSpeech> MakeVoiceOrder(std::vector<std::unique_ptr<TextToSpeech>> voices,
                                             VoiceOrderOptions options, Loop& loop);

}  // namespace tocsin::speech
