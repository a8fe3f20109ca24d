#pragma once

#include <string>
#include <vector>

#include "adapters/log_quota.hpp"
#include "workers/voice/call/transition.hpp"

namespace tocsin::voice {

/// Tells in the log what became of calls, once it is stored: decisions, ends and failures, a line
/// each, bounded in rate. Not thread-safe.
class CallJournal {
 public:
  void Note(const Transition& transition);
  /// The noted transitions are stored.
  void Flush();
  /// They are not.
  void Drop() { lines_.clear(); }

 private:
  enum class Kind { kDecided, kEnded, kFailed };
  struct Line {
    Kind kind;
    std::string text;
  };

  std::vector<Line> lines_;
  LogQuota decided_, ended_, failed_;
};

/// "call ID to alice +1*******543 about alert a1", numbers masked.
std::string NameForLog(const Call& call);

}  // namespace tocsin::voice
