#include "adapters/speech/ears.hpp"

#include <utility>

#include "adapters/speech/model_files.hpp"
#include "adapters/speech/onnx_runtime.hpp"
#include "adapters/speech/silero.hpp"

namespace tocsin::speech {

Result<Ears> LoadEars(const std::string& folder, MoonshineOptions options) {
  TRY(ReadModelFile(folder, kOnnxLibrary));  // its sum; the loader reads it again
  TRY_ASSIGN(const auto runtime, OnnxRuntime::Open(folder + "/" + std::string(kOnnxLibrary.name)));
  Ears ears;
  ears.runtime = "onnxruntime " + runtime.version();
  TRY_ASSIGN(const auto silero, ReadModelFile(folder, kSileroModel));
  TRY_ASSIGN(ears.activity, MakeSilero(runtime, silero));
  TRY_ASSIGN(const auto encoder, ReadModelFile(folder, kMoonshineEncoder));
  TRY_ASSIGN(const auto decoder, ReadModelFile(folder, kMoonshineDecoder));
  TRY_ASSIGN(const auto tokens, ReadModelFile(folder, kMoonshineTokens));
  TRY_ASSIGN(ears.recognizer, MakeMoonshine(runtime, {encoder, decoder, tokens}, options));
  return ears;
}

}  // namespace tocsin::speech
