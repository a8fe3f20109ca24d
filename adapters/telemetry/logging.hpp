#pragma once

#include <spdlog/formatter.h>
#include <spdlog/sinks/sink.h>

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/log_control.hpp"
#include "schemas/result.hpp"

namespace tocsin {

enum class LogFormat {
  kText,      ///< "2026-03-07T01:10:00.250Z info  TEXT"
  kTerminal,  ///< the same, warnings and what is worse in colour
  kJournal,   ///< "<6>TEXT": systemd's journal takes the level from it and keeps the time itself
  kJson,      ///< {"time", "level", "message"} and the fields of the line
};

/// Lays out one line per message. Every phone number is masked, whoever wrote it; control
/// characters are escaped, so that a message stays one line.
std::unique_ptr<spdlog::formatter> MakeLogFormatter(LogFormat format);

/// A file beside stderr, which is renamed to NAME.1 when it is full, that to NAME.2, and so on.
struct LogFile {
  std::string path = {};  ///< empty: none
  std::size_t most_bytes = 50 * 1024 * 1024;
  std::size_t keep = 5;  ///< full ones, beside the one that is written
};

/// Makes stderr, and a file if one is named, the places of the process's log; said again, it takes
/// the place of what was said before, and opens the file anew. `format`: "text" or "json";
/// `level`: trace, debug, info, warn (or warning), error, critical or off. kInvalid names a word
/// that is none of these, or a file that cannot be written: all stays as it was.
Status SetUpLogging(std::string_view format, std::string_view level, const LogFile& file = {});

/// One more place of the log, whatever is set up again; null: none.
void ReachLog(std::shared_ptr<spdlog::sinks::sink> sink);

/// What it tells, to be changed while the process runs.
LogControl& LogOfProcess();

}  // namespace tocsin
