#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>

namespace tocsin::compose {

/// The server process of a cluster, as its postmaster.pid describes it.
struct Postmaster {
  enum class State { kStarting, kReady, kStopping };
  pid_t pid = 0;
  int port = 0;
  State state = State::kStarting;
};

/// The living server of the data folder, or nothing: no file, the process is gone, or its number
/// belongs to another process now.
std::optional<Postmaster> FindPostmaster(const std::filesystem::path& data);

/// Whether the server answers on its port: it has acted on every signal sent to it before.
bool Answers(const Postmaster& server);

/// Ends the server `pid` of the data folder if it lives: open sessions are cut, what is committed
/// is kept; after `patience` at once (the next start recovers). Waits until it is gone, and reaps
/// it when it is our child.
void StopPostmaster(const std::filesystem::path& data, pid_t pid,
                    std::chrono::milliseconds patience);

}  // namespace tocsin::compose
