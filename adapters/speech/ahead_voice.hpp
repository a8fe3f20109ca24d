#pragma once

#include <memory>

#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/prepared_shelf.hpp"

namespace tocsin::speech {

/// A voice that is too slow for somebody who waits, and one that is not, as one: the first makes
/// what is wanted ahead (SynthesizeSpeech::ahead), and is heard where it is kept; all else, and
/// what the first cannot say, the second says. Its name is the second one's. `slow` keeps what it
/// makes on that shelf (MakePreparedSpeech); it and `metrics` outlive this voice.
std::unique_ptr<TextToSpeech> MakeAheadVoice(TextToSpeech& slow,
                                             std::unique_ptr<TextToSpeech> quick,
                                             std::shared_ptr<PreparedShelf> shelf,
                                             Metrics& metrics);

}  // namespace tocsin::speech
