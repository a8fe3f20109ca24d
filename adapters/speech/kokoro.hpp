#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "adapters/speech.hpp"

namespace tocsin::speech {

struct KokoroOptions {
  std::string models;              ///< folder that tools/models fetches into
  std::string voice = "af_heart";  ///< one of KokoroVoices
};
/// Names of the voices whose files are pinned: American English.
std::span<const std::string_view> KokoroVoices();

/// Kokoro, a network of 82 million weights in 8 bits on ONNX Runtime, which reads phonemes that
/// espeak-ng writes (https://github.com/hexgrad/kokoro): one sentence at a time, on one core, about
/// half as long as it lasts, and nothing of it before it is whole, so never for somebody who waits.
/// English; 160 MB. kNotFound: a file of it or espeak-ng is missing; kInvalid: a file is changed or
/// does not run here, or there is no such voice. The message says what mends it.
Result<std::unique_ptr<TextToSpeech>> MakeKokoro(const KokoroOptions& options);

}  // namespace tocsin::speech
