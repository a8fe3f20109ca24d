#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/log_quota.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"

namespace tocsin::workflow {

/// What a run's history keeps of an event that it emitted, so that `explain` can tell how an alert
/// ended and what was asked for: {"at", "what": "emitted", "type", ...}; nothing of most events.
std::optional<json::object> ToldOf(const Event& event);

/// Tells in the log how alerts were closed and why runs failed, once that is stored; bounded in
/// rate. Not thread-safe.
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
  struct Line {
    bool as_wished = true;  ///< somebody was reached, or nobody had to be
    std::string text;
  };
  std::vector<Line> lines_;
  LogQuota quota_;
};

}  // namespace tocsin::workflow
