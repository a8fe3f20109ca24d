#pragma once

#include "adapters/speech.hpp"

namespace tocsin::sound {

inline constexpr double kQuietest = -96;  ///< dB below full scale: nothing at all

/// Root mean square in dB below full scale (a full sine is -3), kQuietest at least.
double Level(SoundView sound);
/// Of the loudest sample, in dB below full scale.
double Peak(SoundView sound);
/// By so many dB; what would be too loud is cut off.
void Amplify(Sound& sound, double decibels);
/// Fades the first and the last samples, so that nothing clicks. `length`: in samples, each.
void FadeEnds(Sound& sound, std::size_t length);

}  // namespace tocsin::sound
