#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "workers/compose/process.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::commands {

/// Exit codes: 0 done; 1 the input or the work failed; 2 wrong usage; 3 something outside cannot be
/// reached.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kUnreachable = 3;

enum class Format { kText, kJson, kSarif };

/// What every command may be given.
struct Common {
  std::filesystem::path config;            ///< --config
  std::filesystem::path data = ".tocsin";  ///< --data
  Format format = Format::kText;
  std::optional<std::string> tenant = {};  ///< --tenant; nothing: of all
  compose::LoadOptions Load() const;
};

/// Prints the error on stderr and gives the exit code for it.
int Refuse(const Error& error);
/// The settings, or nothing after their errors were printed on stderr. Where they name no database,
/// store.url is that of the server that `tocsin run --embedded` keeps in the data folder, if it
/// runs.
std::optional<compose::LoadedSettings> LoadOrRefuse(const Common& common);

}  // namespace tocsin::commands
