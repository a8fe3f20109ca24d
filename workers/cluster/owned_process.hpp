#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "schemas/result.hpp"

namespace tocsin::compose {

/// The user that programs of the cluster run as: ourselves, or, when we are root, another one,
/// because PostgreSQL refuses to run as root.
struct ProcessOwner {
  uid_t user = 0;
  gid_t group = 0;
  bool switch_user = false;

  /// We ourselves, or the user `postgres` when we are root (kNotFound: there is none).
  static Result<ProcessOwner> Choose();
};

/// A program to start: no shell, an environment of its own, no descriptors of ours but the log,
/// no blocked signals.
struct OwnedCommand {
  std::vector<std::string> arguments;  ///< the first is the program's path
  std::filesystem::path folder;        ///< working folder
  std::filesystem::path log;           ///< stdout and stderr are appended; made with mode 0600
  std::string input = {};              ///< stdin; at most 4096 bytes
  bool own_session = false;            ///< keys pressed in our terminal do not reach it
};

/// Starts it; the caller waits for the child. kInternal when the system refuses.
Result<pid_t> StartOwned(const OwnedCommand& command, const ProcessOwner& owner);
/// Starts it and waits. kInternal when it fails (with the end of the log), kTimeout (it is killed).
Status RunOwned(const OwnedCommand& command, const ProcessOwner& owner,
                std::chrono::milliseconds timeout);

/// The exit status of our child `pid` (128 + signal when one ended it); nothing while it runs.
std::optional<int> ExitOf(pid_t pid);
/// What stands at the end of a log, from `start` on, on one line, for an error message.
std::string LogTail(const std::filesystem::path& log, std::uintmax_t start = 0);

}  // namespace tocsin::compose
