#pragma once

#include <string>
#include <vector>

#include "adapters/log_line.hpp"
#include "adapters/log_quota.hpp"
#include "workers/voice/call/transition.hpp"

namespace tocsin::voice {

/// Tells in the log what became of calls, once it is stored: decisions, ends and failures, a line
/// each, bounded in rate; and every step on the way at the level debug. Not thread-safe.
class CallJournal {
 public:
  void Note(const Transition& transition);
  /// The noted transitions are stored.
  void Flush();
  /// They are not.
  void Drop() { lines_.clear(); }

 private:
  enum class Kind { kDecided, kEnded, kFailed, kSlow, kStep };
  struct Line {
    Kind kind;
    LogLine line;
  };
  static spdlog::level::level_enum LevelOf(Kind kind);
  void Add(Kind kind, std::string text, const Call& call, const Event& event);

  std::vector<Line> lines_;
  LogQuota decided_, ended_, failed_, slow_;
};

/// "call ID to alice +1*******543 about alert a1", numbers masked.
std::string NameForLog(const Call& call);
/// What else a line about it carries (adapters/log_line.hpp).
json::object FieldsForLog(const Call& call);

}  // namespace tocsin::voice
