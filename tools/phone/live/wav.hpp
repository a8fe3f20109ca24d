#pragma once

#include <string>
#include <string_view>

#include "schemas/result.hpp"
#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// A WAV file of 16-bit samples at 8 kHz; two channels of one length, the shorter one filled up
/// with silence, when `right` is given.
std::string WavOf(SampleSpan sound);
std::string WavOf(SampleSpan left, SampleSpan right);

/// The sound of a WAV file (PCM of 8 or 16 bits, floats, mu-law; any rate and number of channels)
/// as a line carries it: 8 kHz, mixed to one channel. kInvalid says what it is instead.
Result<Samples> ReadWav(std::string_view file);

/// Sound of another rate at 8 kHz: what lies above the phone band is filtered out first.
Samples AtLineRate(SampleSpan sound, int rate);

}  // namespace tocsin::phone
