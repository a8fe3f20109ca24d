#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "adapters/speech.hpp"
#include "adapters/speech/onnx_runtime.hpp"

namespace tocsin::speech {

/// What a phrase's score must be above: chosen on the sounds of tests/perf/speech so that nothing
/// false passes; docs/performance.md has the figures beside it.
inline constexpr double kForcedThreshold = -1.0;

struct MoonshineOptions {
  std::size_t threads = 1;  ///< sentences at once; 100 ms of one core for 2 s of speech
  std::size_t waiting = 32;
  double threshold = kForcedThreshold;
};

/// The bytes of its three files, needed until it is made.
struct MoonshineFiles {
  std::string_view encoder, decoder, tokens;
};

/// Moonshine tiny, English: what was said, and the allowed phrase that it most likely was
/// (ForceAlternatives). Sentences of up to 30 s; longer ones are kInvalid, as are other languages.
/// Errors of a sentence that is not even begun are told before Recognize returns. When the
/// recogniser goes, what waits is dropped without a word.
Result<std::unique_ptr<SpeechToText>> MakeMoonshine(const OnnxRuntime& runtime,
                                                    const MoonshineFiles& files,
                                                    MoonshineOptions options = {});

}  // namespace tocsin::speech
