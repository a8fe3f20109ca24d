#pragma once

#include <deque>

#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/reply.hpp"

namespace tocsin::voice {

/// What somebody says in the same moment as other words are on their way to the line has the number
/// of a turn that is over when it is heard. Where anything may be said before and behind, and
/// nothing is decided by it, it belongs to the talk that goes on. One line's; on its loop.
class FreeTurns {
 public:
  /// The line's newest words, whether they are said or not.
  void Note(const Reply& reply);
  /// Somebody has spoken since what answers `waiting.front()` was decided: they are answered next,
  /// and with that this, too. `waiting` is not empty.
  bool SpokenSince(const std::deque<Input>& waiting, const Reply& reply) const;
  /// The input is such a turn: it has the number of the newest one now.
  bool CatchUp(Input& input) const;

 private:
  int first_ = 0, newest_ = 0;  ///< turns, one behind the other; 0: the newest words are no such
};

}  // namespace tocsin::voice
