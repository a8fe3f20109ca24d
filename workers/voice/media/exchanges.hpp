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

/// Where there is more, it is added.
void AddUsage(std::optional<LanguageUsage>& sum, const std::optional<LanguageUsage>& more);

/// In which order the owner of a line that answers by itself hears of turns and answers: as they
/// were said, though the words of a turn may come behind its answer; one turn at a time; and an
/// answer only once the owner has asked for it. Where more was wanted than the answer to a turn,
/// the owner hears of both as one. A line's; loop thread.
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
  /// A turn is there that the owner has not taken.
  bool TurnOpen() const;
  /// It was told of it, and has not.
  bool Untaken() const { return awaited_; }
  /// One more answer was wanted than that to the newest turn which is open; it comes behind it.
  void WantAnother();
  /// What answers took that nobody was told of; once. Nothing: there were none, and nothing that
  /// was asked for is given up. `over`: those too that were still to be told.
  std::optional<LanguageUsage> TakeSpent(bool over = false);
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
    bool another = false;  ///< WantAnother
  };
  struct Given {
    std::optional<RealtimeAnswer> answer = {};
  };
  using Entry = std::variant<Spoken, Given>;
  static bool Whole(const Entry& entry, SteadyTime now);
  static bool IsTurn(const Entry& entry) { return std::holds_alternative<Spoken>(entry); }
  Turn Tell(Spoken& spoken);

  std::deque<Entry> waiting_;
  int asked_ = 0;
  bool awaited_ = false;   ///< a turn was told, and is not taken
  bool another_ = false;   ///< of the turn that was told last: WantAnother
  RealtimeAnswer before_;  ///< of two, the first
  std::optional<LanguageUsage> spent_;
};

}  // namespace tocsin::voice
