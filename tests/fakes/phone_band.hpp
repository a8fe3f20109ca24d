#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

#include "adapters/sound/g711.hpp"
#include "adapters/sound/level.hpp"
#include "adapters/sound/resampler.hpp"
#include "adapters/sound/wav.hpp"
#include "adapters/speech.hpp"

namespace tocsin {

/// What a phone line makes of a sound.
struct PhoneBand {
  double level = -22;           ///< dB below full scale
  double noise = -96;           ///< white, the same measure; -96: none
  double silence_before = 0.3;  ///< seconds, and the same after
};

/// Above 300 Hz alone: two filters of the second order (Butterworth's), one behind the other.
inline void CutLow(Sound& sound) {
  const double turn = 2 * std::numbers::pi * 300 / kLineRate;
  for (int pass = 0; pass < 2; ++pass) {
    const double quality = pass == 0 ? 0.5412 : 1.3066, alpha = std::sin(turn) / (2 * quality);
    const double a0 = 1 + alpha, a1 = -2 * std::cos(turn) / a0, a2 = (1 - alpha) / a0;
    const double b0 = (1 + std::cos(turn)) / 2 / a0, b1 = -2 * b0;
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (auto& sample : sound) {
      const double x = sample, y = b0 * x + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2;
      x2 = x1, x1 = x, y2 = y1, y1 = y;
      sample = static_cast<std::int16_t>(std::lround(std::clamp(y, -32768.0, 32767.0)));
    }
  }
}

/// A line's sound: 8 kHz, above 300 Hz, at a level, with noise, through mu-law.
inline Sound ThroughPhone(const sound::Wav& wav, const PhoneBand& band = {}) {
  Sound line = sound::Resampled(wav.sound, wav.rate, kLineRate);
  CutLow(line);
  if (sound::Level(line) > -80) sound::Amplify(line, band.level - sound::Level(line));
  const Sound silence(static_cast<std::size_t>(band.silence_before * kLineRate));
  line.insert(line.begin(), silence.begin(), silence.end());
  line.insert(line.end(), silence.begin(), silence.end());
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0, 32768 * std::pow(10, band.noise / 20));
  for (auto& sample : line) {
    const double noisy = sample + (band.noise > -96 ? noise(random) : 0);
    const auto whole = static_cast<std::int16_t>(std::lround(std::clamp(noisy, -32768.0, 32767.0)));
    sample = sound::FromMuLaw(sound::ToMuLaw(whole));
  }
  return line;
}

}  // namespace tocsin
