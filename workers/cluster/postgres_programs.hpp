#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin::compose {

/// The folder with `initdb` and `postgres`: of `<versions>/<version>/bin` (Debian's
/// /usr/lib/postgresql) that of `wanted_version`, or the newest when that is empty; else the first
/// in `search_path` (as in PATH). kNotFound names the package to install.
Result<std::filesystem::path> FindPostgres(const std::filesystem::path& versions,
                                           std::string_view search_path,
                                           const std::string& wanted_version);

}  // namespace tocsin::compose
