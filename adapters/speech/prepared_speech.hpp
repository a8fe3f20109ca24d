#pragma once

#include <memory>

#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/prepared_shelf.hpp"

namespace tocsin::speech {

/// A voice that keeps what it has said on a shelf, so that a sentence is made once and begins at
/// once from then on; who asks for one that is being made gets the same sound as it comes. What
/// failed is not kept. `metrics` outlives it.
std::unique_ptr<TextToSpeech> MakePreparedSpeech(std::unique_ptr<TextToSpeech> voice,
                                                 std::shared_ptr<PreparedShelf> shelf,
                                                 Metrics& metrics);

}  // namespace tocsin::speech
