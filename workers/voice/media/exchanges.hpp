#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/realtime.hpp"
#include "adapters/steady_clock.hpp"
#include "workers/voice/media/live_line.hpp"

namespace tocsin::voice {

/// In which order the owner of a line that answers by itself hears of turns and answers: as they
/// were said, though the words of a turn may come behind its answer; one turn at a time; and an
/// answer only once the owner has asked for it. A line's; loop thread.
class Exchanges {
 public:
  struct Turn {
    Heard heard = {};
    HeardOfUs of_us = {};
  };
  struct Answered {
    int number = 0;  ///< as asked
    RealtimeAnswer answer = {};
  };

  /// A turn has ended whose words are still to come, under this id.
  void Ended(std::string_view id, Turn turn, SteadyTime now);
  /// The words; empty: they are not known.
  void Said(std::string_view id, std::string words);
  /// A turn that is whole.
  void Took(Turn turn);
  void AnswerBegins();
  void AnswerEnds(RealtimeAnswer answer);
  /// The owner has asked for an answer under this number.
  void Asked(int number) { asked_ = number; }
  /// The owner has taken the turn.
  void Taken() { awaited_ = false; }
  /// What was asked for and is not told; 0: nothing.
  int Open() const { return asked_; }
  /// A turn is there that is not told.
  bool Waiting() const { return !waiting_.empty(); }

  /// What is to be told now.
  std::optional<std::variant<Turn, Answered>> Next(SteadyTime now);

 private:
  struct Spoken {
    std::string id = {};
    Turn turn = {};
    bool whole = false;
    SteadyTime ended = {};
  };
  struct Given {
    std::optional<RealtimeAnswer> answer = {};
  };
  using Entry = std::variant<Spoken, Given>;
  static bool Whole(const Entry& entry, SteadyTime now);

  std::deque<Entry> waiting_;
  int asked_ = 0;
  bool awaited_ = false;  ///< a turn was told, and is not taken
};

}  // namespace tocsin::voice
