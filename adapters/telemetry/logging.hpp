#pragma once

#include <spdlog/formatter.h>

#include <memory>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

enum class LogFormat { kText, kJson };

/// Lays out one line per message: "2026-03-07T01:10:00.250Z info  TEXT", or
/// {"time","level","message"} as JSON. Every phone number is masked, whoever wrote it; control
/// characters are escaped, so that a message stays one line.
std::unique_ptr<spdlog::formatter> MakeLogFormatter(LogFormat format);

/// Makes stderr the only place of the process's log. `format`: "text" or "json"; `level`: trace,
/// debug, info, warn, error, critical or off. kInvalid names a word that is none of these.
Status SetUpLogging(std::string_view format, std::string_view level);

}  // namespace tocsin
