#include "adapters/speech/ears.hpp"

#include <utility>

#include "adapters/speech/model_files.hpp"
#include "adapters/speech/onnx_runtime.hpp"
#include "adapters/speech/silero.hpp"

namespace tocsin::speech {

Result<Ears> LoadEars(const std::string& folder) {
  TRY(ReadModelFile(folder, kOnnxLibrary));  // its sum; the loader reads it again
  TRY_ASSIGN(const auto runtime, OnnxRuntime::Open(folder + "/" + std::string(kOnnxLibrary.name)));
  Ears ears;
  ears.runtime = "onnxruntime " + runtime.version();
  TRY_ASSIGN(const auto silero, ReadModelFile(folder, kSileroModel));
  TRY_ASSIGN(ears.activity, MakeSilero(runtime, silero));
  return ears;
}

}  // namespace tocsin::speech
