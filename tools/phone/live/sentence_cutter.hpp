#pragma once

#include <optional>

#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// Cuts what the person hears into what was said in one go: from the first voiced frame, with a
/// little before it, until 600 ms of silence, or half a minute.
class SentenceCutter {
 public:
  /// The sentence that ended with this frame.
  std::optional<Samples> Frame(SampleSpan frame, bool voiced);
  /// What was heard of one that has not ended.
  const Samples& Running() const { return sentence_; }
  bool InSentence() const { return in_sentence_; }
  /// The end of the line ends it.
  std::optional<Samples> Finish();

 private:
  Samples sentence_;
  Samples before_;
  bool in_sentence_ = false;
  std::size_t quiet_ = 0;   ///< samples since the last voiced frame
  std::size_t voiced_ = 0;  ///< samples in voiced frames
};

}  // namespace tocsin::phone
