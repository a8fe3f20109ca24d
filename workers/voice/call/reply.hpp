#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "workers/voice/media/live_line.hpp"

namespace tocsin::voice {

/// What a turn answers, free of addresses, so that it can be stored and said again.
struct Reply {
  struct Question {
    int turn = 1;  ///< the number that the answer will carry
    std::vector<std::string> hints = {};
    int digits = 1;
    std::optional<TurnTaking> taking = {};  ///< on a live line; none: as the line does by itself
    /// Nobody is listened to: after so long a pause the turn comes as silence.
    std::optional<Duration> pause = {};
    bool unproven = false;     ///< on a live line: Listening::unproven
    bool free_speech = false;  ///< on a live line: Listening::free_speech
    bool converses = false;    ///< on a live line: Listening::converses
  };
  std::vector<std::string> say = {};
  std::optional<Question> ask = {};  ///< none: hang up after saying
  /// Instead of all that: a media socket, and the words on it. The number of this connection.
  std::optional<int> connection = {};
  /// On a live line: what the model answers to the question of this number is said as it is
  /// written, behind `say`. 0: that is all.
  int stream = 0;
  /// On a live line: what is being said is heard to its end before.
  bool follows = false;
  std::string language = "en-US";

  /// Everything said, for the transcript.
  std::string Text() const;
};

}  // namespace tocsin::voice
