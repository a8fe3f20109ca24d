#pragma once

#include <cstdint>
#include <deque>

#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// What the person's side of the line sends, 20 ms by 20 ms: what is being said, a cough, noise
/// beneath, silence otherwise.
class Mouth {
 public:
  enum class Sort { kSpeech, kCough };
  struct Frame {
    Samples sound;        ///< of kFrameSamples
    bool onset = false;   ///< the first voiced frame of speech
    bool noisy = false;   ///< something else than silence
    bool speech = false;  ///< within speech, between its onset and its end
    bool over = false;    ///< the last frame of something said
  };

  void Say(Samples sound, Sort sort = Sort::kSpeech);
  /// Goes on beneath everything, again and again; empty: none.
  void SetNoise(Samples noise);
  bool Speaking() const { return !saying_.empty(); }
  Frame Next();

 private:
  struct Saying {
    Samples sound;
    Sort sort;
    std::size_t next = 0;
    bool begun = false;
  };
  std::deque<Saying> saying_;
  Samples noise_;
  std::size_t noise_next_ = 0;
};

}  // namespace tocsin::phone
