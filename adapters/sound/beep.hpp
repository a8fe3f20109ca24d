#pragma once

#include <array>
#include <cstddef>

#include "adapters/speech.hpp"

namespace tocsin::sound {

/// Hears the beep of an answering machine: one tone alone, at one height, for 200 ms. Hum, ringing
/// tones and keys are none: too low, or two tones at once. One line's; one thread at a time.
class Beep {
 public:
  /// Whether a beep is being heard for long enough, in the piece that follows the one before; told
  /// once for each beep. At kLineRate.
  bool Hear(SoundView piece);
  /// What came before is forgotten.
  void Reset() { *this = Beep(); }

 private:
  static constexpr std::size_t kBlock = 160;  ///< 20 ms
  /// The height of the block's tone in Hz; 0: it is no tone.
  double ToneOfBlock() const;
  double ShareAt(double factor) const;
  bool EndBlock();

  std::array<float, kBlock> block_{};
  std::size_t filled_ = 0;
  double height_ = 0;  ///< of the tone that is being heard; 0: none
  int blocks_ = 0;     ///< that it has lasted
};

}  // namespace tocsin::sound
