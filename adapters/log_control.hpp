#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// A call, run, alert, question or trace of which everything is told, whatever the level.
struct LogFocus {
  std::string id;
  TimePoint until;
};

struct LogState {
  std::string level;                    ///< in force
  std::string configured;               ///< of the settings
  std::optional<TimePoint> until = {};  ///< when the configured one is in force again
  std::vector<LogFocus> focus = {};
};

/// What the process's log tells, changed while it runs. Thread-safe.
class LogControl {
 public:
  static constexpr std::size_t kMostFocus = 100;

  virtual ~LogControl() = default;
  virtual LogState State() const = 0;
  /// Another level for so long. kInvalid names a word that is none.
  virtual Status SetLevel(std::string_view level, Duration length) = 0;
  /// Everything of these ids is told for so long; those before are let go. kInvalid: too many.
  virtual Status SetFocus(const std::vector<std::string>& ids, Duration length) = 0;
};

}  // namespace tocsin
