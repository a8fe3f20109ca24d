#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {

struct RunOptions {
  bool embedded = false;
  std::filesystem::path data = ".tocsin";
  std::set<std::string> workers = {"workflow", "voice", "bridge"};
  Duration wait = std::chrono::seconds(10);
  LoadOptions settings = {};  ///< to read them again at SIGHUP
};

/// The worker: starts the roles, prints the ready line on stdout, and returns when a signal or a
/// fault ends it: 0 after SIGTERM or SIGINT, 1 for settings or workflows that cannot be used, 3
/// when database, broker or port cannot be had.
int RunProcess(const RunOptions& options);

}  // namespace tocsin::compose
