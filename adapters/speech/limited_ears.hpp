#pragma once

#include <memory>

#include "adapters/engine/stream_limit.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

/// Ears whose account has a limit of streams. A line holds a place as long as it has a stream where
/// the ears hear while somebody speaks (`streams`), else for a sentence. Where all are taken, what
/// is said meanwhile is kept until one becomes free; else the sentence fails with kConflict, which
/// says nothing of the ears, and the next one asks again.
std::unique_ptr<SpeechToText> MakeLimitedEars(std::unique_ptr<SpeechToText> ears, bool streams,
                                              std::shared_ptr<engine::StreamLimit> limit);

}  // namespace tocsin::speech
