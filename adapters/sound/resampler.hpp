#pragma once

#include <memory>

#include "adapters/speech.hpp"

namespace tocsin::sound {

/// Changes the rate of a stream of sound, piece by piece; its ends fit together. Adds 3 ms, at
/// 8 to 16 kHz (speexdsp, quality 3). One stream's; one thread at a time.
class Resampler {
 public:
  /// Rates in Hz, from 1,000 to 192,000; equal ones change nothing.
  Resampler(int from, int to);
  ~Resampler();
  Resampler(Resampler&& other) noexcept;
  Resampler& operator=(Resampler&& other) noexcept;

  /// Appends to `out` what the piece gives.
  void Convert(SoundView piece, Sound& out);
  /// What is still inside, at the stream's end: the delay.
  void Finish(Sound& out);
  /// What came before is forgotten.
  void Reset();

 private:
  struct State;
  std::unique_ptr<State> state_;  ///< none: the rates are equal
};

/// A whole sound, without the delay: as long as before.
Sound Resampled(SoundView whole, int from, int to);

}  // namespace tocsin::sound
