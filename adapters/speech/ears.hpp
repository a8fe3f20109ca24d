#pragma once

#include <memory>
#include <string>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// What hears a line, offline.
struct Ears {
  std::unique_ptr<VoiceActivityEngine> activity;
  std::string runtime;  ///< "onnxruntime 1.32.0", for evidence and logs
};

/// Of the files that tools/models fetches into `folder`, each checked by its sum; takes half a
/// second. kNotFound: a file is missing; kInvalid: one is cut or changed, or does not run here. The
/// message names it and what mends it. The engines may outlive what is given here, and must be
/// destroyed before the process ends.
Result<Ears> LoadEars(const std::string& folder);

}  // namespace tocsin::speech
