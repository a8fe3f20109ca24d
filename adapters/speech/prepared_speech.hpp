#pragma once

#include <memory>

#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

/// Keeps what a voice has said, by language and text, so that a prompt is made once and begins at
/// once from then on; the longest unused goes first beyond so many bytes. `metrics` outlives it.
std::unique_ptr<TextToSpeech> MakePreparedSpeech(std::unique_ptr<TextToSpeech> voice,
                                                 std::size_t most_bytes, Metrics& metrics);

}  // namespace tocsin::speech
