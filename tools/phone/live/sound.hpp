#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::phone {

/// Sound of a telephone line: 8,000 samples a second, one channel.
using Samples = std::vector<std::int16_t>;
using SampleSpan = std::span<const std::int16_t>;

inline constexpr int kLineRate = 8000;
inline constexpr std::size_t kFrameSamples = 160;  ///< 20 ms

/// Root mean square in dB of full scale; -96 for silence.
double LevelOf(SampleSpan sound);
/// Louder than a quiet line's noise: -45 dB of full scale.
bool IsVoiced(SampleSpan frame);
/// Adds `with` to `into` from its sample `at` on, clipped; what reaches beyond its end is left out.
void MixInto(Samples& into, SampleSpan with, std::size_t at = 0);
/// Multiplied, clipped.
void Amplify(Samples& sound, double gain);
/// To that level; silence stays.
void SetLevel(Samples& sound, double level);

}  // namespace tocsin::phone
