#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/steady_clock.hpp"
#include "workers/voice/media/live_line.hpp"
#include "workers/voice/media/spoken_text.hpp"

namespace tocsin::voice {

/// The words of a line's task, sentence by sentence as they come, whatever says them: how far they
/// were heard, what of them only bridges a wait, and when that is due. A line's; loop thread.
class TaskWords {
 public:
  /// Another task instead of the one before.
  void Begin(const LineTask& task, SteadyTime now);
  /// Another task behind the words that are there, which are taken for heard.
  void Follow(const LineTask& task, SteadyTime now);
  /// A sentence more of an open task, which may be empty; `last`: nothing comes after it.
  void Append(const std::string& sentence, bool last, SteadyTime now);
  /// A sentence more whose sound comes from elsewhere, and whose words come piece by piece: which.
  std::size_t AddSounded();
  /// More of its words; nothing where another sentence is behind it.
  void Lengthen(std::size_t sentence, std::string_view words);
  bool Sounded(std::size_t sentence) const { return sentences_[sentence].sounded; }
  /// Whether more comes.
  void SetOpen(bool open);
  /// Nothing of an answer is there, for so long that something is to be said meanwhile, never
  /// behind its beginning. True: it is the newest sentence now.
  bool Bridge(SteadyTime now);
  /// Said again from this byte of all words on: the first sentence that is still to be said, from
  /// there on; as many as there are: none.
  std::size_t GoOnFrom(std::size_t at);

  bool Open() const { return open_; }
  std::size_t Sentences() const { return sentences_.size(); }
  /// Of all words.
  SentencePlace PlaceOf(std::size_t sentence) const { return sentences_[sentence]; }
  /// Valid until there are more words.
  std::string_view Sentence(std::size_t sentence) const;
  /// In bytes, of all words.
  std::size_t Size() const { return text_.size(); }
  /// The task's first sentence that is more than a bridge: the next one, before it is there.
  std::size_t FirstOfAnswer() const { return begins_ + said_fillers_; }
  bool OnlyBridges() const { return text_.size() <= told_ + filler_; }
  /// The task's own words where `bytes` of all were heard.
  HeardOfUs Heard(std::size_t bytes) const;

 private:
  void Take(const LineTask& task, SteadyTime now);
  void Add(const std::vector<std::string>& lines, SteadyTime now);

  std::string text_;
  struct Place : SentencePlace {
    bool sounded = false;  ///< AddSounded
  };
  std::vector<Place> sentences_;
  std::size_t told_ = 0;    ///< bytes of text_ of tasks before, which are taken for heard
  std::size_t filler_ = 0;  ///< bytes of text_ behind them that only bridge a wait
  std::size_t begins_ = 0;  ///< the task's first sentence
  bool open_ = false;
  std::vector<std::string> fillers_;
  std::size_t said_fillers_ = 0;
  std::optional<SteadyTime> quiet_since_;  ///< nothing is there to be said of an open task
};

}  // namespace tocsin::voice
