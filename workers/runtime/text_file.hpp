#pragma once

#include <filesystem>
#include <string>

#include "schemas/result.hpp"

namespace tocsin::runtime {

/// The whole of a file that people edit. kInvalid: why it cannot be read ("No such file or
/// directory"), for the caller to say of which.
Result<std::string> ReadTextFile(const std::filesystem::path& path);

}  // namespace tocsin::runtime
