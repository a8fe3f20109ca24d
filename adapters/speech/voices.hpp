#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"

namespace tocsin::speech {

struct VoiceOptions {
  std::vector<std::string> order = {"festival", "espeak"};  ///< the first that speaks the language
  std::size_t prepared_bytes = std::size_t{64} * 1024 * 1024;
};
/// What of the voices is not there, and what mends it, a line each.
struct Voices {
  std::unique_ptr<TextToSpeech> voice;
  std::vector<std::string> missing = {};
};

/// The voices that are installed, as one, with what was said kept. Takes a second. kNotFound: none
/// is, with the command that mends it; kInvalid: a name that is no voice. `metrics` outlives it.
Result<Voices> LoadVoices(const VoiceOptions& options, Metrics& metrics);

}  // namespace tocsin::speech
