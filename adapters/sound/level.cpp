#include "adapters/sound/level.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tocsin::sound {
namespace {

constexpr double kFullScale = 32768;

double Decibels(double share) {
  return share <= 0 ? kQuietest : std::max(kQuietest, 20 * std::log10(share));
}

}  // namespace

double Level(SoundView sound) {
  if (sound.empty()) return kQuietest;
  std::int64_t squares = 0;
  for (const std::int64_t sample : sound) squares += sample * sample;
  return Decibels(std::sqrt(static_cast<double>(squares) / static_cast<double>(sound.size())) /
                  kFullScale);
}

double Peak(SoundView sound) {
  int loudest = 0;
  for (const int sample : sound) loudest = std::max(loudest, std::abs(sample));
  return Decibels(loudest / kFullScale);
}

void Amplify(Sound& sound, double decibels) {
  const double factor = std::pow(10.0, decibels / 20);
  for (auto& sample : sound)
    sample = static_cast<std::int16_t>(std::clamp(std::lround(sample * factor), -32'768L, 32'767L));
}

void FadeEnds(Sound& sound, std::size_t length) {
  length = std::min(length, sound.size() / 2);
  for (std::size_t i = 0; i < length; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(length);
    auto& first = sound[i];
    auto& last = sound[sound.size() - 1 - i];
    first = static_cast<std::int16_t>(first * share);
    last = static_cast<std::int16_t>(last * share);
  }
}

}  // namespace tocsin::sound
