#include "tools/phone/live/sound.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::phone {
namespace {

constexpr double kSilenceLevel = -96;
constexpr double kVoicedLevel = -45;

std::int16_t Clipped(double value) {
  return static_cast<std::int16_t>(std::clamp(std::lround(value), -32768L, 32767L));
}

}  // namespace

double LevelOf(SampleSpan sound) {
  if (sound.empty()) return kSilenceLevel;
  double sum = 0;
  for (const auto sample : sound) sum += static_cast<double>(sample) * sample;
  const double rms = std::sqrt(sum / static_cast<double>(sound.size()));
  return rms < 1 ? kSilenceLevel : std::max(kSilenceLevel, 20 * std::log10(rms / 32768));
}

bool IsVoiced(SampleSpan frame) { return LevelOf(frame) > kVoicedLevel; }

void MixInto(Samples& into, SampleSpan with, std::size_t at) {
  for (std::size_t i = 0; i < with.size() && at + i < into.size(); ++i)
    into[at + i] = Clipped(static_cast<double>(into[at + i]) + with[i]);
}

void Amplify(Samples& sound, double gain) {
  for (auto& sample : sound) sample = Clipped(sample * gain);
}

void SetLevel(Samples& sound, double level) {
  const double now = LevelOf(sound);
  if (now > kSilenceLevel) Amplify(sound, std::pow(10, (level - now) / 20));
}

}  // namespace tocsin::phone
