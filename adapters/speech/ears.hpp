#pragma once

#include <memory>
#include <string>

#include "adapters/speech.hpp"
#include "adapters/speech/moonshine.hpp"

namespace tocsin::speech {

/// What hears a line, offline.
struct Ears {
  std::unique_ptr<VoiceActivityEngine> activity;
  std::unique_ptr<SpeechToText> recognizer;
  std::string runtime;  ///< "onnxruntime 1.32.0", for evidence and logs
};

/// Of the files that tools/models fetches into `folder`, each checked by its sum; takes half a
/// second. kNotFound: a file is missing; kInvalid: one is cut or changed, or does not run here. The
/// message names it and what mends it. The recogniser must be
/// gone before the process ends.
Result<Ears> LoadEars(const std::string& folder, MoonshineOptions options = {});

}  // namespace tocsin::speech
