#pragma once

#include <memory>

#include "adapters/speech.hpp"
#include "adapters/speech/onnx_runtime.hpp"

namespace tocsin::speech {

struct SileroOptions {
  /// Whether the model is asked only while the line is louder than its quiet (LevelGate). Without:
  /// every window, which is what the model alone is measured by.
  bool gate = true;
};

/// Silero VAD 6 at 8 kHz: windows of 256 samples, before each the last 32 of the one before, and a
/// state of 2x1x128 (its package's utils_vad.py). The lines share one model; a line holds 9 KiB.
Result<std::unique_ptr<VoiceActivityEngine>> MakeSilero(const OnnxRuntime& runtime,
                                                        std::string_view model,
                                                        SileroOptions options = {});

}  // namespace tocsin::speech
