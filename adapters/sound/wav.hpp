#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/speech.hpp"
#include "schemas/result.hpp"

namespace tocsin::sound {

struct Wav {
  int rate = kLineRate;  ///< Hz
  Sound sound;           ///< channels are mixed to one
};

/// What stands before the sound of a RIFF file.
struct WavHead {
  unsigned format = 1;  ///< 1 PCM, 6 A-law, 7 mu-law
  unsigned channels = 1;
  unsigned rate = 8'000;   ///< Hz
  unsigned bits = 16;      ///< of a value: 8 or 16
  std::size_t begins = 0;  ///< where the sound does
  std::size_t size = 0;    ///< of the sound in bytes, as its writer says

  std::size_t FrameBytes() const { return std::size_t{channels} * (bits / 8); }
  /// Whether the writer knew how long it would be.
  bool Sized() const { return size > 0 && size < 0x7F00'0000; }
};
/// From the beginning of a file; nothing while more of it is needed. kInvalid as of ReadWav.
Result<std::optional<WavHead>> ReadWavHead(std::string_view bytes);
/// The whole frames at the beginning of `data`, with channels mixed to one.
Sound WavSamples(const WavHead& head, std::string_view data);

/// Reads a RIFF file: PCM of 8 or 16 bits, mu-law, A-law; up to two channels, 192 kHz and ten
/// minutes. kInvalid: something else, or cut off, with what is wrong.
Result<Wav> ReadWav(std::string_view bytes);
/// PCM of 16 bits, mono.
std::string WriteWav(SoundView sound, int rate);

}  // namespace tocsin::sound
