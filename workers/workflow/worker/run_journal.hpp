#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/log_line.hpp"
#include "adapters/log_quota.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"

namespace tocsin::workflow {

/// What a run's history keeps of an event that it emitted, so that `explain` can tell how an alert
/// ended and what was asked for: {"at", "what": "emitted", "type", ...}; nothing of most events.
std::optional<json::object> ToldOf(const Event& event);

/// A line of the log, "run ID TEXT", that names the run to machines too.
void TellOfRun(spdlog::level::level_enum level, std::string_view run, std::string_view text);

/// Tells in the log how alerts were closed and why runs failed, once that is stored, bounded in
/// rate; and what else runs emit at the level debug. Not thread-safe.
class RunJournal {
 public:
  void Note(const Event& event);
  /// A run that has ended by this error object.
  void NoteFault(std::string_view workflow, std::string_view run, const json::value& error);
  /// The noted events are stored.
  void Flush();
  /// They are not.
  void Drop() { lines_.clear(); }

 private:
  void NoteClosing(const Event& event);

  std::vector<LogLine> lines_;
  LogQuota quota_;
};

}  // namespace tocsin::workflow
