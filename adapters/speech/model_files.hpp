#pragma once

#include <span>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin::speech {

/// A file that tools/models fetches.
struct ModelFile {
  std::string_view name;    ///< below the models' folder
  std::string_view sha256;  ///< lower-case hex
};

extern const ModelFile kOnnxLibrary, kSileroModel, kMoonshineEncoder, kMoonshineDecoder,
    kMoonshineTokens;
/// Of the voice that only some ask for: its network, and two of its voices.
extern const ModelFile kKokoroNetwork, kKokoroHeart, kKokoroMichael;
/// All of them.
std::span<const ModelFile* const> ModelFiles();

/// Its bytes, checked against its sum. kNotFound: it is missing; kInvalid: it is cut or changed, or
/// cannot be read. The message names it, the folder, and what mends it.
Result<std::string> ReadModelFile(const std::string& folder, const ModelFile& file);

}  // namespace tocsin::speech
