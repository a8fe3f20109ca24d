#pragma once

#include <string>
#include <string_view>

#include "adapters/speech.hpp"
#include "schemas/result.hpp"

namespace tocsin::sound {

struct Wav {
  int rate = kLineRate;  ///< Hz
  Sound sound;           ///< channels are mixed to one
};

/// Reads a RIFF file: PCM of 8 or 16 bits, mu-law, A-law; up to two channels, 192 kHz and ten
/// minutes. kInvalid: something else, or cut off, with what is wrong.
Result<Wav> ReadWav(std::string_view bytes);
/// PCM of 16 bits, mono.
std::string WriteWav(SoundView sound, int rate);

}  // namespace tocsin::sound
