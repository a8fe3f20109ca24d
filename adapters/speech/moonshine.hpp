#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "adapters/speech.hpp"
#include "adapters/speech/onnx_runtime.hpp"

namespace tocsin::speech {

/// Chosen on the sounds of tests/perf/speech; docs/performance.md has the figures beside them.
/// What a phrase's score must be above.
inline constexpr double kForcedThreshold = -1.0;
/// Least log probability of a phrase that is taken, and of a text that is not doubtful.
inline constexpr double kLeastCertain = -2.2;

struct MoonshineOptions {
  std::size_t threads = 1;  ///< sentences at once; 100 ms of one core for 2 s of speech
  std::size_t waiting = 32;
  double threshold = kForcedThreshold;
  double least_certain = kLeastCertain;
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
