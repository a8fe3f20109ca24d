#pragma once

#include <optional>

#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// Cuts what the person hears into what was said in one go: from the first voiced frame, with a
/// little before it, until 600 ms of silence, or half a minute.
class SentenceCutter {
 public:
  struct Sentence {
    Samples sound;
    bool before_act = false;  ///< but for a word it was said before the person's last act
  };
  /// The sentence that ended with this frame.
  std::optional<Sentence> Frame(SampleSpan frame, bool voiced);
  /// The person begins to speak or presses a key.
  void Acted();
  /// Nothing of the running sentence was said since then, but for a word.
  bool BeforeAct() const;
  /// What waited to be played is forgotten. A sentence into which the person broke ends here.
  std::optional<Sentence> Cleared();
  /// What was heard of one that has not ended.
  const Samples& Running() const { return sentence_; }
  bool InSentence() const { return in_sentence_; }
  /// The end of the line ends it.
  std::optional<Sentence> Finish();

 private:
  Samples sentence_;
  Samples before_;
  bool in_sentence_ = false;
  std::size_t quiet_ = 0;                     ///< samples since the last voiced frame
  std::size_t voiced_ = 0;                    ///< samples in voiced frames
  std::optional<std::size_t> voiced_before_;  ///< of them, when the person acted
};

}  // namespace tocsin::phone
