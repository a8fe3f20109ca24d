#pragma once

#include <filesystem>
#include <string>

#include "schemas/result.hpp"

namespace tocsin::commands {

/// The text of a file. kInvalid names the path and says what is wrong with it.
Result<std::string> ReadFile(const std::filesystem::path& path);

/// The same, or standard input for "-".
Result<std::string> ReadFileOrInput(const std::string& path);

/// The folder of resources that belongs to a workflow file or a folder of them: `resources` in it
/// or beside it. It need not exist.
std::filesystem::path ResourcesOf(const std::filesystem::path& path);

}  // namespace tocsin::commands
