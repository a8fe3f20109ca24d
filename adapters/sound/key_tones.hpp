#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <string>

#include "adapters/speech.hpp"

namespace tocsin::sound {

/// Hears keys in the sound of a line (two tones at once, ITU-T Q.23 and Q.24), for carriers that
/// report none. A key counts once, however long it is held, after 51 to 64 ms of it (Q.24 asks for
/// 40, but a key is pressed again sooner than a false one is taken back). The tones of speech are
/// hardly ever two alone, and do not stay at one height. One line's; one thread at a time.
class KeyTones {
 public:
  /// The keys that begin in the piece that follows the one before: "0" to "9", "*", "#", "A" to
  /// "D". At kLineRate.
  std::string Hear(SoundView piece);
  /// What came before is forgotten.
  void Reset() { *this = KeyTones(); }

  static constexpr std::size_t kTones = 8;  ///< four rows, then four columns

 private:
  struct TwoTones {
    char key = 0;  ///< 0: none
    std::array<std::size_t, 2> tones{};
  };
  TwoTones TonesOfBlock() const;
  int AlikeWith(const TwoTones& found);
  void EndBlock(std::string& keys);

  struct Resonance {
    float last = 0, before = 0;
  };
  std::array<Resonance, kTones> tones_{};
  float energy_ = 0;
  std::size_t filled_ = 0;
  char candidate_ = 0;                         ///< of the last block; 0: none
  std::array<std::complex<float>, 2> ends_{};  ///< where its two tones ended
  std::array<float, 2> offsets_{};             ///< how far they were from where they belong (Hz)
  int alike_ = 0;                              ///< blocks in a row that said so
  char held_ = 0;                              ///< told, and not let go yet
};

/// The sound of a key at kLineRate, each tone at `decibels` below full scale; empty: no such key.
Sound KeyTone(char key, std::size_t samples, double decibels = -10);

}  // namespace tocsin::sound
