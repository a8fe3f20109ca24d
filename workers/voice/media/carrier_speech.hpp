#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/steady_clock.hpp"
#include "schemas/time.hpp"

namespace tocsin::voice {

/// How far a carrier has come with a text that it speaks by itself: by what it tells, and where it
/// tells nothing by how long such a text takes. A line's; loop thread.
class CarrierSpeech {
 public:
  /// Another text: nothing of it is said.
  void Begin();
  /// The carrier was given this more of it, which stands behind a space.
  void Say(std::string_view piece, SteadyTime now);

  /// Where the next piece will stand.
  std::size_t Next() const { return text_.empty() ? 0 : text_.size() + 1; }

  // What the carrier tells.
  void OnSpeaking(bool begins, SteadyTime now);
  void OnPlayed(std::string_view words);
  /// False: it was something that was said before this text, which goes on.
  bool OnInterrupted(std::string_view said, Duration played, SteadyTime now);
  /// It falls silent now, for a key or for other words of ours.
  void Stop(SteadyTime now);
  bool Stopped() const { return stopped_at_.has_value(); }
  /// What was given and not heard is given once more: from this byte on.
  std::size_t GoOn();

  /// Bytes of the text that were heard, whole words.
  std::size_t Heard(SteadyTime now) const;
  bool AllHeard(SteadyTime now) const;
  /// Of what was heard.
  Duration Played(SteadyTime now) const;
  bool Speaking() const { return speaking_; }

 private:
  struct Piece {
    std::size_t begin = 0, end = 0;  ///< of text_
    SteadyTime starts, ends;         ///< as reckoned
  };
  std::size_t Reckoned(SteadyTime now) const;
  bool Begun(SteadyTime now) const;

  std::string text_;
  std::vector<Piece> pieces_;
  std::size_t from_ = 0;    ///< what stands before was heard before GoOn
  std::size_t anchor_ = 0;  ///< piece with which the carrier begins when it tells so
  std::size_t played_ = 0;
  bool tells_played_ = false;
  bool speaking_ = false;
  std::optional<SteadyTime> silent_since_;  ///< told after the last piece was given
  std::optional<std::size_t> stopped_at_;
};

/// Where `words` end in `text` from byte `from` on, whatever signs and spaces stand between the
/// letters of either; nothing: they are not there.
std::optional<std::size_t> EndOfWords(std::string_view text, std::size_t from,
                                      std::string_view words);

}  // namespace tocsin::voice
